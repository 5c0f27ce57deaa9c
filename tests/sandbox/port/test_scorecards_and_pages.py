"""Scorecards are scored when an entity is read; pages are kept as they come."""

from typing import Any

from tests.sandbox.port.client import PortClient
from tests.sandbox.port.company import GRANT

CARDS = "/v1/blueprints/provisioned_permissions/scorecards"


def card(operator: str = "isNotEmpty", **condition: Any) -> dict[str, Any]:
    rule = {"identifier": "counted", "title": "Counted", "level": "Good"}
    query = {"combinator": "and", "conditions": [{"property": "count", "operator": operator} | condition]}
    levels = [{"title": "Poor", "color": "red"}, {"title": "Good", "color": "green"}]
    return {"identifier": "hygiene", "title": "Hygiene", "rules": [rule | {"query": query}], "levels": levels}


async def level(company: PortClient) -> str:
    entity = (await company.ask("GET", f"/v1/blueprints/provisioned_permissions/entities/{GRANT}"))["entity"]
    return str(entity["scorecards"]["hygiene"]["level"])


async def test_an_entity_reaches_a_level_when_its_rules_hold(company: PortClient) -> None:
    await company.ask("POST", CARDS, body=card())
    before = await level(company)
    await company.ask("PATCH", f"/v1/blueprints/provisioned_permissions/entities/{GRANT}", body={"properties": {"count": 1}})
    assert [before, await level(company)] == ["Poor", "Good"]


async def test_scorecards_are_listed_replaced_and_deleted(company: PortClient) -> None:
    await company.ask("POST", CARDS, body=card())
    assert await company.refused(409, "POST", CARDS, body=card())
    await company.ask("PUT", f"{CARDS}/hygiene", body=card() | {"title": "Renamed"})
    assert [one["title"] for one in (await company.ask("GET", "/v1/scorecards"))["scorecards"]] == ["Renamed"]
    await company.ask("PUT", CARDS, body=[])
    assert (await company.ask("GET", CARDS))["scorecards"] == []
    await company.ask("POST", CARDS, body=card())
    await company.ask("DELETE", f"{CARDS}/hygiene")
    assert await company.refused(404, "GET", f"{CARDS}/hygiene")


async def test_scorecards_do_not_know_expiry(company: PortClient) -> None:
    assert "isExpired" in await company.refused(422, "POST", CARDS, body=card("isExpired"))


async def test_pages_are_kept_as_they_come(port: PortClient) -> None:
    page = {"identifier": "grants", "title": "Grants", "type": "dashboard", "widgets": [{"type": "markdown"}]}
    await port.ask("POST", "/v1/pages", body=page)
    assert await port.refused(409, "POST", "/v1/pages", body=page)
    assert (await port.ask("GET", "/v1/pages", {"compact": "false"}))["pages"] == [page]
    assert (await port.ask("GET", "/v1/pages/grants"))["page"] == page
    await port.ask("DELETE", "/v1/pages/grants")
    assert await port.refused(404, "GET", "/v1/pages/grants")
