"""When a run is begun, not while the process stops, and not while AWS asks for patience; and how it is told of and ended."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import pytest
from port_ocean.core.models import IntegrationRun

from integration.aws import pace
from integration.port.api import PortApi
from integration.port.api.run import Run
from integration.port.place import Place
from integration.port.runs.executors import RunExecutor
from integration.port.runs.in_flight import Draining, InFlight
from integration.port.runs.outcomes import Outcome, Telling
from integration.port.settings import parse_settings
from tests.accounts import SHOP, place, role_in
from tests.port.company import BUCKET, Company, opened
from tests.sandbox.port.client import ALICE

_RUN = cast(IntegrationRun, None)
_PORT = cast(PortApi, None)


async def _nothing(*_: Any) -> Any:
    raise AssertionError("no run is carried out here")


@pytest.mark.usefixtures("account")
async def test_no_run_is_begun_for_a_moment_after_iam_throttled_us_in_any_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "CALM_SECONDS", 0.05)
    in_flight = InFlight(_PORT, timedelta(minutes=1))
    async with place({"account_role_arns": [role_in(SHOP)]}) as where:
        executor = RunExecutor("request_permissions", _nothing, _PORT, in_flight, where)
        assert await executor.is_close_to_rate_limit(_RUN) is False
        iam = await (await where.account(SHOP)).iam()
        await iam.meta.events.emit("response-received.iam.CreateRole", parsed_response={"Error": {"Code": "Throttling"}})
        assert await executor.is_close_to_rate_limit(_RUN) is True
        in_flight.drain()
        with pytest.raises(Draining):
            await executor.is_close_to_rate_limit(_RUN)


async def _carried_out(company: Company, run_id: str, *telling: Telling) -> tuple[str, str]:
    """The status and the log of the run, after a verb that leaves so much to be told."""

    async def verb(run: Run, payload: Mapping[str, Any]) -> Outcome:
        return Outcome(success=True, label="Done", log="Done.", summary="Done.", telling=telling)

    executor = RunExecutor("request_permissions", verb, company.api, InFlight(company.api, timedelta(minutes=1)), Place(parse_settings({})))
    async with asyncio.timeout(10):
        await executor.carry_out(run_id, {})
    return (await company.run(run_id))["status"], await company.log(run_id)


async def _acknowledged(company: Company) -> str:
    run = await company.start("request_permissions", BUCKET, ALICE.email, permissions=["s3:PutObject"])
    await company.acknowledge(run)
    return run


async def test_the_run_s_log_does_not_wait_for_what_else_is_told_and_the_end_waits_for_both() -> None:
    async with opened() as company:
        run, statuses = await _acknowledged(company), list[str]()

        async def slow() -> list[str]:
            while not await company.log(run):
                await asyncio.sleep(0.01)
            statuses.append((await company.run(run))["status"])
            return []

        assert await _carried_out(company, run, slow) == ("SUCCESS", "Done.")
        assert statuses == ["IN_PROGRESS"]


async def test_what_port_did_not_take_is_a_second_line_of_the_run_s_log() -> None:
    async with opened() as company:

        async def refused() -> list[str]:
            return ["The catalog does not show it yet."]

        async def taken() -> list[str]:
            return []

        told = await _carried_out(company, await _acknowledged(company), refused, taken, refused)
        assert told == ("SUCCESS", "Done.\nThe catalog does not show it yet.\nThe catalog does not show it yet.")


async def test_what_nobody_foresaw_in_one_telling_does_not_leave_the_other_half_told() -> None:
    told: list[str] = []

    async def breaks_off() -> list[str]:
        raise RuntimeError("nobody foresaw this")

    async def slow() -> list[str]:
        await asyncio.sleep(0)
        told.append("the entity")
        return []

    outcome = Outcome(success=True, label="Done", log="Done.", summary="Done.", telling=(breaks_off, slow))
    with pytest.raises(RuntimeError, match="nobody foresaw this"):
        await outcome.tell()
    assert told == ["the entity"]
