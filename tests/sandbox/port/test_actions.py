"""Actions and automations: registered, listed, replaced and removed, and refused where Port refuses them."""

from dataclasses import replace
from typing import Any

import pytest

from sandbox.port.shapes import merged
from tests.sandbox.port.client import CONFIG, PortClient, signed_in
from tests.sandbox.port.company import BLUEPRINTS, REQUEST, automation

TIMER = {"type": "TIMER_PROPERTY_EXPIRED", "blueprintIdentifier": "provisioned_permissions", "propertyIdentifier": "expiry_time"}


async def test_an_action_is_read_back_as_it_was_written(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=REQUEST)
    held = (await company.ask("GET", "/v1/actions/request_permissions"))["action"]
    assert {key: held[key] for key in REQUEST} == REQUEST


async def test_actions_are_listed_by_what_they_are(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=REQUEST)
    await company.ask("POST", "/v1/actions", body=automation("expire", TIMER))
    queries: list[dict[str, str | list[str]]] = [
        {"version": "v2"},
        {"trigger_type": "automation"},
        {"blueprint_identifier": "aws_resource"},
        {"operation": ["DAY-2", "DELETE"]},
        {"trigger_event": "TIMER_PROPERTY_EXPIRED"},
        {"published": "true"},
        {"action_identifier": "nobody"},
    ]
    listed = [[action["identifier"] for action in (await company.ask("GET", "/v1/actions", query))["actions"]] for query in queries]
    request, expire = "request_permissions", "expire"
    assert listed == [[request, expire], [expire], [request], [request], [expire], [expire], []]


async def test_an_action_is_replaced_and_removed(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=REQUEST)
    await company.ask("PUT", "/v1/actions/request_permissions", body=REQUEST | {"title": "Ask"})
    assert (await company.ask("GET", "/v1/actions/request_permissions"))["action"]["title"] == "Ask"
    await company.ask("DELETE", "/v1/actions/request_permissions")
    assert await company.refused(404, "GET", "/v1/actions/request_permissions")


async def test_an_action_identifier_is_taken_once(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=REQUEST)
    assert await company.refused(409, "POST", "/v1/actions", body=REQUEST)


@pytest.mark.parametrize(
    "wrong",
    [
        {"permissions": {"execute": {}}},
        {"identifier": "with space"},
        {"trigger": {"operation": "READ"}},
        {"trigger": {"userInputs": {"required": ["ghost"]}}},
        {"trigger": {"userInputs": {"properties": {"p": {"type": "text"}}}}},
        {"trigger": {"userInputs": {"properties": {"p": {"type": "string", "format": "entity"}}}}},
        {
            "trigger": {
                "condition": {"type": "SEARCH", "combinator": "and", "rules": [{"property": "x", "operator": "resembles", "value": 1}]}
            }
        },
        {"trigger": {"executeActionButtonText": "longer than fifteen"}},
        {"invocationMethod": {"type": "CARRIER_PIGEON"}},
        {"invocationMethod": {"installationId": None}},
        {"invocationMethod": {"integrationActionType": ""}},
        {"requiredApproval": {"type": "SOME"}},
    ],
)
async def test_a_malformed_action_is_refused(company: PortClient, wrong: dict[str, Any]) -> None:
    assert await company.refused(422, "POST", "/v1/actions", body=merged(REQUEST, wrong))


async def test_a_timer_automation_needs_a_timer_property(company: PortClient) -> None:
    requester = TIMER | {"propertyIdentifier": "requester"}
    assert "timer" in await company.refused(422, "POST", "/v1/actions", body=automation("expire", requester))


async def test_an_automation_of_an_unknown_blueprint_or_action_is_refused(company: PortClient) -> None:
    of_entity = automation("a", {"type": "ENTITY_CREATED", "blueprintIdentifier": "ghost"})
    of_run = automation("a", {"type": "RUN_CREATED", "actionIdentifier": "ghost"})
    assert await company.refused(404, "POST", "/v1/actions", body=of_entity)
    assert await company.refused(404, "POST", "/v1/actions", body=of_run)


async def test_a_port_that_knows_only_its_published_action_types_refuses_ours() -> None:
    strict = await signed_in(replace(CONFIG, accept_custom_action_types=False))
    for blueprint in BLUEPRINTS:
        await strict.ask("POST", "/v1/blueprints", body=blueprint)
    assert "dispatch_workflow" in await strict.refused(422, "POST", "/v1/actions", body=REQUEST)
    published = merged(REQUEST, {"invocationMethod": {"integrationActionType": "dispatch_workflow"}})
    await strict.ask("POST", "/v1/actions", body=published)


async def test_permissions_have_defaults_and_are_changed_in_part(company: PortClient) -> None:
    await company.ask("POST", "/v1/actions", body=REQUEST)
    path = "/v1/actions/request_permissions/permissions"
    assert (await company.ask("GET", path))["permissions"]["execute"]["roles"] == ["Admin", "Member"]
    await company.ask("PATCH", path, body={"execute": {"users": ["bob@example.com"], "roles": []}})
    held = (await company.ask("GET", path))["permissions"]
    assert (held["execute"]["users"], held["execute"]["roles"], held["approve"]["roles"]) == (["bob@example.com"], [], ["Admin"])
