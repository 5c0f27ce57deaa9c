"""Each run that is delivered is carried out once, and none is lost, whatever becomes of the process."""

import asyncio

from tests.port.company import BUCKET
from tests.port.door import Door
from tests.sandbox.port.client import ALICE


async def test_a_run_that_port_sends_is_carried_out_and_ended(door: Door) -> None:
    door.let_go()
    run = await door.request()
    assert await door.status(run, "SUCCESS")
    ((carried_out, payload),) = door.verbs["request_permissions"].runs
    assert (carried_out.id, carried_out.entity, carried_out.requester) == (run, BUCKET, ALICE.email)
    assert payload["entity"] == BUCKET


async def test_a_run_that_is_sent_again_is_done_once(door: Door) -> None:
    run = await door.request()
    await door.until(lambda: door.carried_out == [run])
    assert [(await door.send({"runId": run})).status_code for _ in range(5)] == [202] * 5
    door.let_go()
    assert await door.status(run, "SUCCESS")
    assert (await door.send({"runId": run})).status_code == 202
    assert door.carried_out == [run]


async def test_a_run_that_has_ended_is_not_done_again_by_a_process_that_does_not_remember_it(door: Door) -> None:
    door.let_go()
    run = await door.request()
    assert await door.status(run, "SUCCESS")
    door.deliveries._seen.clear()
    other = await door.request()
    assert (await door.send({"runId": run})).status_code == 202
    assert await door.status(other, "SUCCESS")
    assert sorted(door.carried_out) == sorted([run, other])


async def test_a_process_that_stops_takes_nothing_more(door: Door) -> None:
    door.in_flight.drain()
    assert (await door.send({"runId": "r_1"})).status_code == 503


async def test_a_process_that_stops_lets_what_it_is_at_come_to_its_end(door: Door) -> None:
    run = await door.request()
    await door.until(lambda: door.carried_out == [run])
    door.in_flight.drain()
    ending = asyncio.create_task(door.deliveries.end(20))
    door.let_go()
    await ending
    assert await door.status(run, "SUCCESS")


async def test_what_a_process_had_taken_in_when_it_died_is_recovered(door: Door) -> None:
    run = await door.request()
    await door.until(lambda: door.carried_out == [run])
    await door.deliveries.end(0)
    assert (await door.company.run(run))["status"] == "IN_PROGRESS"
    door.let_go()
    await door.recovery.round()
    assert await door.status(run, "SUCCESS")
    assert door.verbs["request_permissions"].runs[1][0].again


async def test_a_mistake_of_ours_ends_the_run_and_not_the_worker(door: Door) -> None:
    door.let_go()
    door.verbs["request_permissions"].breaks = True
    broken = [await door.request() for _ in range(12)]
    assert all([await door.status(run, "FAILURE") for run in broken])
    door.verbs["request_permissions"].breaks = False
    assert await door.status(await door.request(), "SUCCESS")
