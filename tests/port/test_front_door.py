"""The webhook answers at once, and turns away whoever has not signed, sends too much or names no run."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest

from integration.port.runs import deliveries
from integration.port.runs.request_body import MAX_BYTES
from sandbox.port.webhook import signature
from tests.port.door import Door
from tests.sandbox.port.client import CONFIG

_LOAD = 200


async def test_hundreds_at_once_are_answered_at_once_and_each_run_is_carried_out_once(door: Door) -> None:
    runs = [await door.request() for _ in range(20)]
    await door.until(lambda: len(door.carried_out) == 10)  # all workers have one, and all others wait
    unknown = [f"r_{number}" for number in range(_LOAD)]
    began = time.monotonic()
    taken, refused = await asyncio.gather(door.send_at_once(*runs, *unknown), door.send_at_once(*unknown, signed=False))
    assert time.monotonic() - began < 5
    assert (taken, refused) == ({202: len(runs) + _LOAD}, {401: _LOAD})
    door.let_go()
    assert all([await door.status(run, "SUCCESS") for run in runs])
    assert sorted(door.carried_out) == sorted(runs)


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
    "body",
    ["no JSON", "", '"r_1"', "[]", "{}", '{"runId": 7}', '{"runId": ""}', '{"runId": ".."}', r'{"runId": "\ud83d"}', "[" * 50_000],
    ids=lambda body: body[:20],
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
    monkeypatch.setattr("integration.port.runs.request_body._SECONDS", 0.1)

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


def test_the_queue_is_longer_than_the_load_of_these_tests() -> None:
    assert deliveries._MOST_WAITING > _LOAD
