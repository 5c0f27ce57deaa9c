"""Runs that nobody ended, against a local Port in this process: carried out again only while they are as abandoned as they looked."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest

from integration.aws.accounts import Account
from integration.port.actions.revoke_permissions import RevokePermissions
from integration.port.api import PortApi
from integration.port.api.run import Run
from integration.port.catalog.catalog import Catalog
from integration.port.catalog.history import History
from integration.port.place import Place
from integration.port.runs.executors import RunExecutor
from integration.port.runs.in_flight import InFlight
from integration.port.runs.outcomes import Outcome
from integration.port.runs.recovery import Recovery
from integration.port.settings import parse_settings
from sandbox.port import create_app
from tests.port.company import api_over
from tests.sandbox.port.client import CONFIG, PortClient
from tests.sandbox.port.company import BLUEPRINTS, BUCKET, ENTITIES, REQUEST

_RESERVED = {"x-port-reserved-usage": "true"}
_DONE = Outcome(success=True, label="Done", log="Done.", summary="Done.")


@pytest.fixture
async def company() -> AsyncIterator[PortClient]:
    """A Port with a small catalog and the action request_permissions."""
    client = PortClient(create_app(CONFIG))
    await client.sign_in()
    for blueprint in BLUEPRINTS:
        await client.ask("POST", "/v1/blueprints", body=blueprint)
    for identifier, entity in ENTITIES:
        await client.ask("POST", f"/v1/blueprints/{identifier}/entities", {"upsert": "false"}, entity)
    await client.ask("POST", "/v1/actions", body=REQUEST)
    yield client
    await client.close()


@pytest.fixture
def api(company: PortClient) -> PortApi:
    return api_over(company._client, company.token, "ours")


async def _acknowledged(company: PortClient, action: str = "request_permissions") -> str:
    """The id of a run that somebody took and has not ended."""
    body = {"properties": {"permissions": ["s3:PutObject"]}, "entity": BUCKET}
    run = str((await company.ask("POST", f"/v1/actions/{action}/runs", body=body))["run"]["id"])
    await company.ask("PATCH", "/v1/actions/runs/ack", body={"runId": run}, headers=_RESERVED)
    return run


async def _status(company: PortClient, run: str) -> str:
    return str((await company.ask("GET", f"/v1/actions/runs/{run}"))["run"]["status"])


@dataclass(frozen=True, slots=True)
class _EndsAll:
    """A verb in whose time another process ends every run."""

    company: PortClient
    runs: tuple[str, ...]
    carried_out: list[str] = field(default_factory=list)

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        self.carried_out.append(run.id)
        for other in set(self.runs) - {run.id}:
            await self.company.ask("PATCH", f"/v1/actions/runs/{other}", body={"status": "SUCCESS"})
        return _DONE


def _recovery(api: PortApi, verb: Any) -> Recovery:
    in_flight = InFlight(api, timedelta(minutes=1))
    return Recovery(
        {"request_permissions": RunExecutor("request_permissions", verb, api, in_flight, Place(parse_settings({})))},
        api,
        in_flight,
        timedelta(0),
    )


async def test_a_run_that_others_ended_during_the_round_is_not_carried_out_again(company: PortClient, api: PortApi) -> None:
    """Its grant may have been revoked since, and would be made anew."""
    verb = _EndsAll(company, (await _acknowledged(company), await _acknowledged(company)))

    await _recovery(api, verb).round()

    assert len(verb.carried_out) == 1
    assert [await _status(company, run) for run in verb.runs] == ["SUCCESS", "SUCCESS"]


async def test_a_run_that_breaks_off_is_ended_and_keeps_nobody_from_the_others(company: PortClient, api: PortApi) -> None:
    runs = [await _acknowledged(company) for _ in range(2)]

    async def breaks_off_once(run: Run, _: Mapping[str, Any]) -> Outcome:
        if run.id == runs[0]:
            raise OverflowError("date value out of range")
        return _DONE

    await _recovery(api, breaks_off_once).round()

    assert [await _status(company, run) for run in runs] == ["FAILURE", "SUCCESS"]


async def test_a_run_whose_action_left_the_properties_out_is_unfinished_like_any_other() -> None:
    payload = {"type": "INTEGRATION_ACTION", "installationId": "ours", "integrationActionType": "revoke_permissions"}
    runs = [
        {"id": "r_1", "status": "IN_PROGRESS", "updatedAt": "now", "payload": payload},
        {"id": "r_2", "status": "IN_PROGRESS", "updatedAt": "now", "payload": payload | {"integrationActionExecutionProperties": None}},
    ]
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200, json={"runs": runs}))) as http:
        assert [(run.id, run.payload) for run in await api_over(http, None, "ours").runs.all_unfinished()] == [("r_1", {}), ("r_2", {})]


async def test_revoking_an_entity_named_like_another_action_s_run_leaves_that_run_alone(
    company: PortClient, api: PortApi, account: Account
) -> None:
    deploy = REQUEST | {"identifier": "deploy", "invocationMethod": REQUEST["invocationMethod"] | {"integrationActionType": "deploy"}}
    await company.ask("POST", "/v1/actions", body=deploy)
    deploying = await _acknowledged(company, "deploy")
    await company.ask("POST", "/v1/blueprints/provisioned_permissions/entities", body={"identifier": f"Permission-{deploying}"})
    place = Place(parse_settings({"regions": ["us-east-1"]}))
    run = Run(id="r_revoke", entity=f"Permission-{deploying}", requester="alice@example.com", inputs={})

    await RevokePermissions(place, api, Catalog(place, api), History(api))(run, {})

    await place.close()
    assert await _status(company, deploying) == "IN_PROGRESS"
