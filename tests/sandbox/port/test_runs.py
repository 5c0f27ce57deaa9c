"""Runs: what starting one asks for, what its payload says, and how it goes on to its end."""

from typing import Any

import pytest

from sandbox.port.shapes import merged
from tests.sandbox.port.client import ALICE, PortClient
from tests.sandbox.port.company import BUCKET, BUCKETS_QUERY, GRANT, OTHER_BUCKET, REQUEST

RUNS = "/v1/actions/request_permissions/runs"
AS_ALICE = {"run_as": "alice@example.com"}
GOOD = {"permissions": ["s3:PutObject"]}


@pytest.fixture
async def shop(company: PortClient) -> PortClient:
    """The company with the request action."""
    await company.ask("POST", "/v1/actions", body=REQUEST)
    return company


async def started(shop: PortClient, **properties: Any) -> dict[str, Any]:
    run: dict[str, Any] = (await shop.ask("POST", RUNS, AS_ALICE, {"properties": GOOD | properties, "entity": BUCKET}))["run"]
    return run


async def test_a_run_belongs_to_the_person_it_is_run_as(shop: PortClient) -> None:
    run = await started(shop)
    assert (run["createdBy"], run["status"], run["source"]) == (ALICE.id, "IN_PROGRESS", "API")
    assert (run["entity"]["identifier"], run["blueprint"]["identifier"]) == (BUCKET, "aws_resource")


async def test_inputs_are_kept_as_identifiers_and_defaults_are_filled_in(shop: PortClient) -> None:
    assert (await started(shop))["properties"] == GOOD | {"duration": "1h", "bucket": "invoices"}


async def test_the_payload_holds_entities_and_drops_what_is_null(shop: PortClient) -> None:
    run = await started(shop)
    said = run["payload"]["integrationActionExecutionProperties"]
    assert said["entity"]["properties"]["resource_type"] == "S3"
    assert (said["permissions"], said["requester"]) == (["s3:PutObject"], "alice@example.com")
    assert said["sentence"] == f"run {run['id']} for {BUCKET}"
    assert "reason" not in said


@pytest.mark.parametrize(
    ("properties", "status"),
    [
        ({"permissions": None}, 422),
        ({"permissions": []}, 422),
        ({"permissions": "s3:PutObject"}, 422),
        ({"permissions": ["s3:Ghost"]}, 404),
        ({"reason": "x"}, 422),
        ({"reason": 5}, 422),
        ({"duration": "2h"}, 422),
        ({"unknown": 1}, 422),
    ],
)
async def test_inputs_that_do_not_fit_the_form_start_nothing(shop: PortClient, properties: dict[str, Any], status: int) -> None:
    assert await shop.refused(status, "POST", RUNS, AS_ALICE, {"properties": GOOD | properties, "entity": BUCKET})
    assert (await shop.ask("GET", "/v1/actions/runs"))["runs"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"properties": GOOD}, 422),
        ({"properties": GOOD, "entity": "arn:aws:s3:::ghost"}, 404),
        ({"entity": BUCKET}, 422),
        ({"properties": GOOD, "entity": BUCKET, "surprise": 1}, 422),
    ],
)
async def test_a_day_2_action_needs_an_entity_that_exists(shop: PortClient, body: dict[str, Any], status: int) -> None:
    assert await shop.refused(status, "POST", RUNS, AS_ALICE, body)


async def test_a_stranger_cannot_be_run_as(shop: PortClient) -> None:
    assert await shop.refused(404, "POST", RUNS, {"run_as": "mallory@example.com"}, {"properties": GOOD, "entity": BUCKET})


async def test_required_and_enum_may_be_computed(company: PortClient) -> None:
    form = {
        "properties": {
            "kind": {"type": "string", "enum": {"jqQuery": '[.entity.properties.resource_type, "any"]'}},
            "why": {"type": "string"},
        },
        "required": {"jqQuery": 'if .form.kind == "any" then ["why"] else [] end'},
    }
    action = REQUEST | {"trigger": REQUEST["trigger"] | {"userInputs": form}}
    await company.ask("POST", "/v1/actions", body=action)
    assert "why" in await company.refused(422, "POST", RUNS, body={"properties": {"kind": "any"}, "entity": BUCKET})
    assert "kind" in await company.refused(422, "POST", RUNS, body={"properties": {"kind": "EC2"}, "entity": BUCKET})
    await company.ask("POST", RUNS, body={"properties": {"kind": "S3"}, "entity": BUCKET})


async def test_an_action_runs_only_where_its_condition_is_met(company: PortClient) -> None:
    rules = [{"property": "$title", "operator": "=", "value": "invoices"}]
    condition = {"type": "SEARCH", "combinator": "and", "rules": rules}
    await company.ask("POST", "/v1/actions", body=merged(REQUEST, {"trigger": {"condition": condition}}))
    assert "condition" in await company.refused(422, "POST", RUNS, body={"properties": GOOD, "entity": OTHER_BUCKET})
    await company.ask("POST", RUNS, body={"properties": GOOD, "entity": BUCKET})


@pytest.mark.parametrize(
    "execute",
    [
        {"roles": ["Admin"]},
        {"roles": [], "users": ["bob@example.com"]},
        {"roles": [], "teams": ["platform"]},
        {
            "roles": [],
            "policy": {
                "queries": {"buckets": BUCKETS_QUERY},
                "conditions": ['.user.email == "bob@example.com" and .entity.title == "invoices"'],
            },
        },
    ],
)
async def test_only_the_entitled_execute(shop: PortClient, execute: dict[str, Any]) -> None:
    await shop.ask("PATCH", "/v1/actions/request_permissions/permissions", body={"execute": execute})
    body = {"properties": GOOD, "entity": BUCKET}
    assert "alice@example.com" in await shop.refused(403, "POST", RUNS, AS_ALICE, body)
    await shop.ask("POST", RUNS, {"run_as": "bob@example.com"}, body)


async def test_a_policy_may_ask_the_catalog(shop: PortClient) -> None:
    rules = [{"property": "requester", "operator": "=", "value": "{{ .user.email }}"}]
    policy = {"queries": {"mine": {"combinator": "and", "rules": rules}}, "conditions": [".results.mine.entities | length == 0"]}
    await shop.ask("PATCH", "/v1/actions/request_permissions/permissions", body={"execute": {"roles": [], "policy": policy}})
    body = {"properties": GOOD, "entity": BUCKET}
    assert await shop.refused(403, "POST", RUNS, AS_ALICE, body)
    await shop.ask("POST", RUNS, {"run_as": "bob@example.com"}, body)


async def test_a_run_is_told_of_and_ended_by_its_backend(shop: PortClient) -> None:
    path = f"/v1/actions/runs/{(await started(shop))['id']}"
    await shop.ask("POST", f"{path}/logs", body={"message": "working"})
    await shop.ask("PATCH", path, body={"link": "https://example.com", "statusLabel": "Creating", "externalRunId": "x-1"})
    await shop.ask("PATCH", path, body={"status": "SUCCESS", "summary": "All good", "link": ["https://a.example", "https://b.example"]})
    run = (await shop.ask("GET", path))["run"]
    assert (run["status"], run["statusLabel"], run["summary"]) == ("SUCCESS", "Creating", "All good")
    assert (run["link"], run["externalRunId"], run["endedAt"] >= run["createdAt"]) == (
        ["https://a.example", "https://b.example"],
        "x-1",
        True,
    )
    assert [line["message"] for line in (await shop.ask("GET", f"{path}/logs"))["runLogs"]] == ["working"]


async def test_an_ended_run_does_not_change_any_more(shop: PortClient) -> None:
    path = f"/v1/actions/runs/{(await started(shop))['id']}"
    await shop.ask("PATCH", path, body={"status": "FAILURE"})
    assert "FAILURE" in await shop.refused(422, "PATCH", path, body={"status": "SUCCESS"})
    assert await shop.refused(422, "POST", f"{path}/logs", body={"message": "too late"})


async def test_a_log_line_may_end_the_run(shop: PortClient) -> None:
    path = f"/v1/actions/runs/{(await started(shop))['id']}"
    await shop.ask("POST", f"{path}/logs", body={"message": "done", "terminationStatus": "SUCCESS", "statusLabel": "Done"})
    run = (await shop.ask("GET", path))["run"]
    assert (run["status"], run["statusLabel"]) == ("SUCCESS", "Done")


@pytest.mark.parametrize("wrong", [{"status": "IN_PROGRESS"}, {"progress": 5}, {"statusLabel": None}])
async def test_a_malformed_run_update_is_refused(shop: PortClient, wrong: dict[str, Any]) -> None:
    assert await shop.refused(422, "PATCH", f"/v1/actions/runs/{(await started(shop))['id']}", body=wrong)


async def test_logs_are_read_fifty_at_a_time(shop: PortClient) -> None:
    path = f"/v1/actions/runs/{(await started(shop))['id']}/logs"
    for number in range(52):
        await shop.ask("POST", path, body={"message": str(number)})
    assert len((await shop.ask("GET", path))["runLogs"]) == 50
    assert [line["message"] for line in (await shop.ask("GET", path, {"offset": "50"}))["runLogs"]] == ["50", "51"]


async def test_runs_are_listed_by_what_they_are(shop: PortClient) -> None:
    first, second = (await started(shop))["id"], (await started(shop))["id"]
    await shop.ask("PATCH", f"/v1/actions/runs/{first}", body={"status": "SUCCESS", "externalRunId": "x-1"})
    queries: list[dict[str, str | list[str]]] = [
        {"version": "v2"},
        {"active": "true"},
        {"action": "request_permissions", "limit": "1"},
        {"entity": BUCKET},
        {"user_email": "alice@example.com"},
        {"user_email": "bob@example.com"},
        {"user_id": ALICE.id},
        {"external_run_id": "x-1"},
        {"source": "AUTOMATION"},
        {"blueprint": "iam_permissions"},
    ]
    listed = [[run["id"] for run in (await shop.ask("GET", "/v1/actions/runs", query))["runs"]] for query in queries]
    both = [second, first]
    assert listed == [both, [second], [second], both, both, [], both, [first], [], []]


async def test_entities_are_tied_to_a_run_while_it_is_in_progress(shop: PortClient) -> None:
    run = (await started(shop))["id"]
    path = f"/v1/blueprints/provisioned_permissions/entities/{GRANT}"
    await shop.ask("PATCH", path, {"run_id": run}, {"properties": {"count": 1}})
    records = (await shop.ask("GET", "/v1/audit-log", {"run_id": run, "resources": "entity"}))["audits"]
    assert [record["context"]["entityIdentifier"] for record in records] == [GRANT]
    await shop.ask("PATCH", f"/v1/actions/runs/{run}", body={"status": "SUCCESS"})
    assert run in await shop.refused(422, "PATCH", path, {"run_id": run}, {"properties": {"count": 2}})
    assert await shop.refused(404, "PATCH", path, {"run_id": "r_ghost"}, {"properties": {"count": 2}})
