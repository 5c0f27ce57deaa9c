"""When a run is begun: not while the process stops, and not while AWS asks for patience."""

from datetime import timedelta
from typing import Any, cast

import pytest
from port_ocean.core.models import IntegrationRun

from integration.aws import pace
from integration.port.api import PortApi
from integration.port.runs.executors import RunExecutor
from integration.port.runs.in_flight import Draining, InFlight
from tests.accounts import SHOP, place, role_in

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
