"""The history, against a local Port in this process: one event for each thing that happened, kept whatever comes."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from integration.domain.arn import Arn
from integration.domain.errors import Refused
from integration.domain.history import Event, Facts, Happened, facts_of
from integration.port.api import PortApi
from integration.port.api.run import Run
from integration.port.catalog.history import History, Recorded, facts_in
from integration.port.runs.outcomes import Outcome
from tests.grants import NOW, a_grant
from tests.port.company import BUCKET, Company, opened
from tests.sandbox.port.client import PortClient

_GRANT = a_grant(resource=Arn.parse(BUCKET), requester="alice@example.com")
_REVOKED = Event(_GRANT.name, Happened.REVOKED, "bob@example.com", NOW, facts_of(_GRANT), "It was to end later.", "r_1")


@pytest.fixture
async def local() -> AsyncIterator[Company]:
    async with opened() as opened_company:
        yield opened_company


@pytest.fixture
def company(local: Company) -> PortClient:
    return local.port


@pytest.fixture
def api(local: Company) -> PortApi:
    return local.api


async def _events(company: PortClient) -> dict[str, dict[str, Any]]:
    entities = (await company.ask("GET", "/v1/blueprints/permission_events/entities"))["entities"]
    return {entity["identifier"]: entity for entity in entities}


async def test_an_event_tells_who_did_what_to_whose_permissions(company: PortClient, api: PortApi) -> None:
    assert await History(api).write(_REVOKED) == []
    event = (await _events(company))[f"{_GRANT.name}.revoked"]
    told = event["properties"]
    assert (told["event"], told["grant"], told["by"], told["requester"]) == ("revoked", _GRANT.name, "bob@example.com", "alice@example.com")
    assert (told["permissions"], told["resource_arn"], told["ticket"], told["run"]) == (["s3:PutObject"], BUCKET, "OPS-7", "r_1")
    assert event["relations"]["aws_resource"] == BUCKET


async def test_no_resync_takes_it_for_its_own(company: PortClient, api: PortApi) -> None:
    await History(api).write(_REVOKED)
    reconciled = {
        "datasource_prefix": "port-ocean/aws-iam-permissions/",
        "datasource_suffix": "/aws-iam-permissions/exporter",
        "limit": 5000,
    }
    answer = await company.call("POST", "/v1/blueprints/entities/datasource-entities", body=reconciled | {"before": "2099-01-01T00:00:00Z"})
    assert f"{_GRANT.name}.revoked" not in str(answer.json())


async def test_a_second_delivery_writes_the_same_event_and_takes_nothing_away(company: PortClient, api: PortApi) -> None:
    await History(api).write(_REVOKED)
    await History(api).write(replace(_REVOKED, facts=Facts(), detail=None))
    (event,) = (await _events(company)).values()
    assert event["properties"]["requester"] == "alice@example.com"
    assert event["properties"]["detail"] == "It was to end later."


async def test_of_a_resource_that_is_not_in_the_catalog_the_event_names_only_the_arn(company: PortClient, api: PortApi) -> None:
    gone = replace(_REVOKED, facts=replace(_REVOKED.facts, resource="arn:aws:s3:::gone"))
    assert await History(api).write(gone) == []
    (event,) = (await _events(company)).values()
    assert (event["properties"]["resource_arn"], event["relations"].get("aws_resource")) == ("arn:aws:s3:::gone", None)


async def test_what_cannot_be_written_is_told_and_fails_nothing(company: PortClient, api: PortApi) -> None:
    await company.call("DELETE", "/v1/blueprints/permission_events")
    (told,) = await History(api).write(_REVOKED)
    assert told.startswith("The history in Port does not have it.")


async def test_a_resource_that_goes_is_let_go_of_and_can_be_deleted(company: PortClient, api: PortApi) -> None:
    await History(api).write(_REVOKED)
    path = f"/v1/blueprints/aws_resource/entities/{BUCKET}"
    await company.refused(422, "DELETE", path)

    await History(api).let_go([BUCKET])

    relations = (await _events(company))[f"{_GRANT.name}.revoked"]["relations"]
    assert relations.get("aws_resource") is None


async def _refuses(run: Run, payload: Mapping[str, Any]) -> Outcome:
    raise Refused.because("Not today.")


@pytest.mark.parametrize(("entity", "identifier"), [(BUCKET, "Permission-r_9.failed"), ("Permission-r_1", "Permission-r_1.failed.r_9")])
async def test_a_refusal_is_an_event_and_stays_a_refusal(company: PortClient, api: PortApi, entity: str, identifier: str) -> None:
    run = Run("r_9", entity, "alice@example.com", {"permissions": ["s3:PutObject", 7], "reason": ["odd"]})
    with pytest.raises(Refused, match="Not today"):
        await Recorded(_refuses, History(api))(run, {})
    told = (await _events(company))[identifier]["properties"]
    assert (told["event"], told["by"], told["detail"]) == ("failed", "alice@example.com", "Not today.")


def test_what_aws_no_longer_tells_the_entity_does() -> None:
    entity = {
        "properties": {"requester": "alice@example.com", "resource_arn": BUCKET, "account": "1", "reason": None, "ticket": "T"},
        "relations": {"permissions": ["s3:PutObject"]},
    }
    assert facts_in(entity) == Facts("alice@example.com", BUCKET, "1", ("s3:PutObject",), None, "T")
    assert facts_in(None) == Facts()
