"""Dashboards drawn from the page that Port holds, scorecards on an entity, and the history of permissions."""

import pytest

from tests.sandbox.page.company import BUCKET, GRANT
from tests.sandbox.page.dom import Element
from tests.sandbox.page.overview import PAGE, with_history
from tests.sandbox.page.site import Reader


@pytest.fixture
async def told(site: Reader) -> Reader:
    """The site with a dashboard, a scorecard and some history."""
    await with_history(site.port)
    return site


async def _widget(site: Reader, name: str) -> Element:
    return (await site.get("/pages/overview")).page.one("section", data_widget=name)


async def test_every_page_leads_to_the_dashboards(told: Reader) -> None:
    links = [link for link in (await told.get("/runs")).page.all("a") if link.attributes["href"] == "/pages/overview"]
    assert [link.text for link in links] == ["Overview"]


async def test_numbers_count_what_their_dataset_finds(told: Reader) -> None:
    assert [(await _widget(told, name)).one("p", class_="figure").text for name in ("all", "none")] == ["1", "0"]


async def test_a_pie_is_a_list_with_the_most_frequent_value_first(told: Reader) -> None:
    assert [item.text for item in (await _widget(told, "pie")).all("li")] == ["S3 2", "EC2 1"]
    assert [bar.attributes["width"] for bar in (await _widget(told, "pie")).all("rect")] == ["66.7%", "33.3%"]
    assert [item.text for item in (await _widget(told, "levels")).all("li")] == ["Poor 1"]


async def test_a_table_has_the_columns_and_the_order_it_asks_for(told: Reader) -> None:
    for number in (2, 3):
        body = {"identifier": f"Permission-r_{number}", "title": f"Grant {number}", "properties": {"requester": "alice@example.com"}}
        await told.port.ask("POST", "/v1/blueprints/provisioned_permissions/entities", body=body)
    await told.port.ask("POST", "/v1/blueprints/provisioned_permissions/entities", body={"identifier": "Permission-r_4"})
    table = (await _widget(told, "table")).one("table")
    assert [head.text for head in table.one("thead").all("th")] == ["Requester", "Title", "AWS Resource"]
    assert [row.attributes["data-entity"] for row in table.one("tbody").all("tr")] == [GRANT, "Permission-r_3", "Permission-r_2"]
    assert table.all("tr", data_entity=GRANT)[0].text == "alice@example.com Permission invoices"


async def test_a_widget_that_this_page_cannot_draw_says_so(told: Reader) -> None:
    assert "does not draw a markdown" in (await _widget(told, "text")).text


async def test_a_dashboard_that_is_not_there_is_a_sentence(told: Reader) -> None:
    answer = await told.get("/pages/nothing")
    assert (answer.status, answer.page.one("p", class_="problem").text) == (404, 'Page with identifier "nothing" was not found')


async def test_an_entity_shows_its_level_and_which_rules_hold(told: Reader) -> None:
    page = (await told.get(f"/entities/provisioned_permissions/{GRANT}")).page
    assert page.one("h2", id="score-1").text == "Hygiene Poor"
    assert [rule.attributes["data-holds"] for rule in page.one("ul", class_="rules").all("li")] == ["no"]
    await told.port.ask("PATCH", f"/v1/blueprints/provisioned_permissions/entities/{GRANT}", body={"properties": {"uses": 1}})
    page = (await told.get(f"/entities/provisioned_permissions/{GRANT}")).page
    assert (page.one("h2", id="score-1").text, page.one("ul", class_="rules").text) == ("Hygiene Good", "✓ Used holds Somebody has used it")


async def test_a_resource_tells_what_happened_on_it_the_latest_first(told: Reader) -> None:
    page = (await told.get(f"/entities/aws_resource/{BUCKET}")).page
    assert [item.attributes["data-event"] for item in page.one("ol", id="chronicle").all("li")] == ["revoked", "granted"]
    assert "revoked s3:PutObject for Alice Archer , by expiry" in page.one("ol", id="chronicle").text
    assert "Permission Events" not in page.one("section", aria_labelledby="related").text


async def test_a_grant_tells_its_own_history_also_when_it_is_gone(told: Reader) -> None:
    for grant, event in ((GRANT, "granted"), ("Permission-r_0", "revoked")):
        page = (await told.get(f"/entities/provisioned_permissions/{grant}")).page
        assert [item.attributes["data-event"] for item in page.one("ol", id="chronicle").all("li")] == [event]


async def test_links_to_runs_lead_where_the_page_has_them(told: Reader) -> None:
    assert (await told.get("/organization/run?runId=r_1")).location == "/runs/r_1"
    assert (await told.get("/organization/run")).status == 404


async def test_a_widget_without_a_place_is_shown_all_the_same(told: Reader) -> None:
    dashboard = PAGE["widgets"][0]
    await told.port.ask(
        "POST", "/v1/pages", body=PAGE | {"identifier": "loose", "widgets": [dashboard | {"layout": dashboard["layout"][1:]}]}
    )
    drawn = [
        each.attributes["data-widget"] for each in (await told.get("/pages/loose")).page.all("section") if "data-widget" in each.attributes
    ]
    assert drawn == ["levels", "text", "table", "all", "none", "pie"]
