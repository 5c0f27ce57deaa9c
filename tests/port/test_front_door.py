"""The webhook: answers at once, does each run once, and believes nothing but the signature and what Port itself says of the run."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

from integration.port import deliveries
from integration.port.request_body import MAX_BYTES
from sandbox.port.webhook import signature
from tests.port.company import BUCKET, INSTALLATION
from tests.port.door import Door, served
from tests.sandbox.port.client import ALICE, BOB, CONFIG

_LOAD = 200


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with served() as door:
        yield door


async def _request(door: Door, permission: str = "s3:GetObject") -> str:
    return await door.company.start("request_permissions", BUCKET, ALICE.email, permissions=[permission], duration="1h")


def _let_go(door: Door) -> None:
    for verb in door.verbs.values():
        verb.may_go_on.set()


async def test_a_run_that_port_sends_is_carried_out_and_ended(door: Door) -> None:
    _let_go(door)
    run = await _request(door)
    assert await door.status(run, "SUCCESS")
    ((carried_out, payload),) = door.verbs["request_permissions"].runs
    assert (carried_out.id, carried_out.entity, carried_out.requester) == (run, BUCKET, ALICE.email)
    assert payload["entity"] == BUCKET


async def test_hundreds_at_once_are_answered_at_once_and_each_run_is_carried_out_once(door: Door) -> None:
    runs = [await _request(door) for _ in range(20)]
    await door.until(lambda: len(door.carried_out) == 10)  # all workers have one, and all others wait
    unknown = [f"r_{number}" for number in range(_LOAD)]
    began = time.monotonic()
    taken, refused = await asyncio.gather(door.send_at_once(*runs, *unknown), door.send_at_once(*unknown, signed=False))
    assert time.monotonic() - began < 5
    assert (taken, refused) == ({202: len(runs) + _LOAD}, {401: _LOAD})
    _let_go(door)
    assert all([await door.status(run, "SUCCESS") for run in runs])
    assert sorted(door.carried_out) == sorted(runs)


async def test_a_run_that_is_sent_again_is_done_once(door: Door) -> None:
    run = await _request(door)
    await door.until(lambda: door.carried_out == [run])
    assert [(await door.send({"runId": run})).status_code for _ in range(5)] == [202] * 5
    _let_go(door)
    assert await door.status(run, "SUCCESS")
    assert (await door.send({"runId": run})).status_code == 202
    assert door.carried_out == [run]


async def test_a_run_that_has_ended_is_not_done_again_by_a_process_that_does_not_remember_it(door: Door) -> None:
    _let_go(door)
    run = await _request(door)
    assert await door.status(run, "SUCCESS")
    door.deliveries._seen.clear()
    other = await _request(door)
    assert (await door.send({"runId": run})).status_code == 202
    assert await door.status(other, "SUCCESS")
    assert sorted(door.carried_out) == sorted([run, other])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Port-Timestamp": str(int(time.time()))},
        {"X-Port-Signature": "v1,AAAA"},
        {"X-Port-Timestamp": str(int(time.time())), "X-Port-Signature": "v1,AAAA"},
        signature("another secret", '{"runId":"r_1"}'),
        signature(CONFIG.client_secret, '{"runId":"r_2"}'),
        signature(CONFIG.client_secret, '{"runId":"r_1"}') | {"X-Port-Timestamp": "1732438800"},
    ],
    ids=["none", "no signature", "no timestamp", "nonsense", "another secret", "another body", "an old timestamp"],
)
async def test_who_has_not_signed_this_now_is_turned_away(door: Door, headers: dict[str, str]) -> None:
    answer = await door.send('{"runId":"r_1"}', headers)
    assert (answer.status_code, answer.json()["ok"]) == (401, False)
    assert door.deliveries._seen == {}


@pytest.mark.parametrize(
    "body", ["no JSON", "", '"r_1"', "[]", "{}", '{"runId": 7}', '{"runId": ""}', "[" * 50_000], ids=lambda body: body[:20]
)
async def test_what_is_signed_and_names_no_run_is_no_request(door: Door, body: str) -> None:
    assert (await door.send(body)).status_code == 400


async def test_what_others_ask_for_is_handed_on_to_ocean(door: Door) -> None:
    assert (await door.http.get(door.url)).status_code == 405
    assert (await door.http.post(door.url.replace("/port/actions", "/webhook"))).text == "Ocean"


async def test_a_huge_body_is_refused_before_it_is_read(door: Door) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 200 * MAX_BYTES:
            sent += 65536
            yield b"x" * 65536

    headers = signature(CONFIG.client_secret, "")
    assert (await door.http.post(door.url, content=b"x" * (MAX_BYTES + 1), headers=headers)).status_code == 413
    with suppress(httpx.TransportError):  # the connection was closed while we wrote
        assert (await door.http.post(door.url, content=endless(), headers=headers)).status_code == 413
    assert sent < 100 * MAX_BYTES


async def test_a_body_that_never_comes_is_not_waited_for(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integration.port.request_body._SECONDS", 0.1)

    async def silence() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(0.5)

    answer = await door.http.post(door.url, content=silence(), headers=signature(CONFIG.client_secret, ""))
    assert answer.status_code == 408


async def test_what_is_too_much_is_turned_away_and_may_come_again(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door.deliveries, "_waiting", asyncio.Queue(1))
    await door.deliveries.end(0)  # nobody works
    assert (await door.send({"runId": "r_1"})).status_code == 202
    answer = await door.send({"runId": "r_2"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    door.deliveries._waiting.get_nowait()
    assert (await door.send({"runId": "r_2"})).status_code == 202


async def test_a_process_that_stops_takes_nothing_more(door: Door) -> None:
    door.in_flight.drain()
    assert (await door.send({"runId": "r_1"})).status_code == 503


async def test_a_process_that_stops_lets_what_it_is_at_come_to_its_end(door: Door) -> None:
    run = await _request(door)
    await door.until(lambda: door.carried_out == [run])
    door.in_flight.drain()
    ending = asyncio.create_task(door.deliveries.end(20))
    _let_go(door)
    await ending
    assert await door.status(run, "SUCCESS")


async def test_what_a_process_had_taken_in_when_it_died_is_recovered(door: Door) -> None:
    run = await _request(door)
    await door.until(lambda: door.carried_out == [run])
    await door.deliveries.end(0)
    assert (await door.company.run(run))["status"] == "IN_PROGRESS"
    _let_go(door)
    await door.recovery.round()
    assert await door.status(run, "SUCCESS")
    assert door.verbs["request_permissions"].runs[1][0].again


async def test_a_mistake_of_ours_ends_the_run_and_not_the_worker(door: Door) -> None:
    _let_go(door)
    door.verbs["request_permissions"].breaks = True
    broken = [await _request(door) for _ in range(12)]
    assert all([await door.status(run, "FAILURE") for run in broken])
    door.verbs["request_permissions"].breaks = False
    assert await door.status(await _request(door), "SUCCESS")


async def test_a_run_that_port_does_not_know_is_left(door: Door) -> None:
    _let_go(door)
    assert (await door.send({"runId": "r_unknown"})).status_code == 202
    assert await door.status(await _request(door), "SUCCESS")
    assert "r_unknown" not in door.carried_out


async def test_what_the_body_claims_beside_the_run_s_id_is_not_looked_at(door: Door) -> None:
    """The run is a request; the body says that it is a revoke, by somebody else, of something else, and approved."""
    await door.deliveries.end(0)
    run = await _request(door)
    await door.deliveries.begin()
    door.deliveries._seen.clear()
    claims: dict[str, Any] = {
        "runId": run,
        "actionType": "revoke_permissions",
        "payload": {"entity": "Permission-somebody-elses", "trigger": {"by": {"user": {"email": BOB.email}}}},
        "approval": {"state": "APPROVED", "userId": BOB.id},
        "status": "IN_PROGRESS",
    }
    _let_go(door)
    assert (await door.send(claims)).status_code == 202
    assert await door.status(run, "SUCCESS")
    assert door.verbs["revoke_permissions"].runs == []
    (carried_out, payload), *_ = door.verbs["request_permissions"].runs
    assert (carried_out.requester, carried_out.entity, carried_out.approval.answers) == (ALICE.email, BUCKET, ())
    assert "Permission-somebody-elses" not in json.dumps(payload)


async def test_a_request_that_still_waits_for_approval_is_left(door: Door) -> None:
    _let_go(door)
    waiting = await door.company.start(
        "request_permissions_with_approval", BUCKET, ALICE.email, permissions=["s3:DeleteObject"], duration="1h"
    )
    await door.until(lambda: door.verbs["preview_for_approval"].runs)
    assert (await door.send({"runId": waiting})).status_code == 202
    assert await door.status(await _request(door), "SUCCESS")
    assert waiting not in door.carried_out
    door.deliveries._seen.clear()
    await door.company.answer(waiting, BOB.email)
    assert await door.status(waiting, "SUCCESS")
    assert door.verbs["request_permissions"].runs[-1][0].approval.answers[0].by == BOB.email


@pytest.mark.parametrize("whose", ["another action", "another address", "another integration"])
async def test_a_run_of_somebody_else_is_left_by_webhook_and_by_recovery(door: Door, whose: str) -> None:
    _let_go(door)
    foreign = await _foreign_run(door, whose)
    assert (await door.send({"runId": foreign})).status_code == 202
    assert await door.status(await _request(door), "SUCCESS")
    await door.recovery.round()
    assert foreign not in door.carried_out
    assert (await door.company.run(foreign))["status"] == "IN_PROGRESS"


async def _foreign_run(door: Door, whose: str) -> str:
    """A run in progress that is not ours."""
    port = door.company.port
    action = (await port.ask("GET", "/v1/actions/request_permissions"))["action"]
    kept = {key: value for key, value in action.items() if not key.endswith(("At", "By"))}
    theirs: dict[str, Any]
    if whose == "another action":
        theirs = kept | {"identifier": "deploy"}
        await port.ask("POST", "/v1/actions", body=theirs)
    elif whose == "another address":
        elsewhere = door.url.replace("127.0.0.1", "localhost")
        theirs = kept | {"invocationMethod": kept["invocationMethod"] | {"url": elsewhere}}
        await port.ask("PUT", "/v1/actions/request_permissions", body=theirs)
    else:
        method = {
            "type": "INTEGRATION_ACTION",
            "installationId": f"{INSTALLATION}-staging",
            "integrationActionType": "request_permissions",
            "integrationActionExecutionProperties": {},
        }
        theirs = kept | {"invocationMethod": method}
        await port.ask("PUT", "/v1/actions/request_permissions", body=theirs)
    run = await door.company.start(theirs["identifier"], BUCKET, ALICE.email, permissions=["s3:GetObject"], duration="1h")
    if whose == "another integration":
        await door.company.acknowledge(run)
    else:
        await door.until(lambda: run in door.deliveries._seen)
    await port.ask("PUT", "/v1/actions/request_permissions", body=kept)
    return run


def test_the_queue_is_longer_than_the_load_of_these_tests() -> None:
    assert deliveries._MOST_WAITING > _LOAD
