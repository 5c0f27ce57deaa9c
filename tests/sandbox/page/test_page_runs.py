"""Runs: their list, one run with its log and result, and approving it."""

from typing import Any

from tests.sandbox.page.company import BUCKET, EXPIRY, GRANT, REQUEST
from tests.sandbox.page.site import Reader
from tests.sandbox.port.client import ALICE, BOB

APPROVED = {"verdict": "APPROVE", "description": "go on"}


async def started(site: Reader, **changes: Any) -> str:
    await site.port.ask("POST", "/v1/actions", body=REQUEST | changes)
    body = {"properties": {"permissions": ["s3:PutObject"], "reason": "because"}, "entity": BUCKET}
    run = (await site.port.ask("POST", "/v1/actions/request_permissions/runs", {"run_as": ALICE.email}, body))["run"]
    return str(run["id"])


async def test_a_run_shows_who_asked_for_what(site: Reader) -> None:
    page = (await site.get(f"/runs/{await started(site)}")).page
    details = {row.one("dt").text: row.one("dd").text for row in page.one("dl", class_="properties").all("div")}
    assert (details["Permissions"], details["Reason"], details["Started by"]) == ("s3:PutObject", "because", "Alice Archer")
    assert list(details)[:3] == ["Permissions", "duration", "Reason"]


async def test_a_run_in_progress_refreshes_itself_with_and_without_a_script(site: Reader) -> None:
    page = (await site.get(f"/runs/{await started(site)}")).page
    assert page.one(id="status").text == "In progress"
    assert page.one(id="live").attributes["data-refresh"]
    assert page.one("noscript").one("meta").attributes == {"http-equiv": "refresh", "content": "2"}


async def test_an_ended_run_shows_its_result_and_stays_as_it_is(site: Reader) -> None:
    run = await started(site)
    await site.port.ask("POST", f"/v1/actions/runs/{run}/logs", body={"message": "Made a role\nSee https://a.example/x"})
    result = {"status": "SUCCESS", "statusLabel": "Granted", "summary": "s3:PutObject for Alice", "link": "https://signin.example/?a=1&b=2"}
    await site.port.ask("PATCH", f"/v1/actions/runs/{run}", body=result)
    page = (await site.get(f"/runs/{run}")).page
    assert (page.one(id="status").text, page.one(id="summary").text) == ("Success Granted", "s3:PutObject for Alice")
    assert page.one(id="links").one("a").attributes["href"] == "https://signin.example/?a=1&b=2"
    assert "Made a role See https://a.example/x" in page.one(id="log").text
    assert page.one(id="log").one("a").attributes["href"] == "https://a.example/x"
    assert "data-refresh" not in page.one(id="live").attributes


async def test_a_log_longer_than_ports_pages_is_whole(site: Reader) -> None:
    run = await started(site)
    for number in range(101):
        await site.port.ask("POST", f"/v1/actions/runs/{run}/logs", body={"message": f"line {number}"})
    lines = [line.one("span").text for line in (await site.get(f"/runs/{run}")).page.one(id="log").all("li")]
    assert lines == [f"line {number}" for number in range(101)]


async def test_a_run_lists_the_entities_it_touched_with_what_happened_last(site: Reader) -> None:
    run = await started(site)
    entities = "/v1/blueprints/provisioned_permissions/entities"
    await site.port.ask("POST", entities, {"run_id": run}, {"identifier": f"Permission-{run}", "title": "New", "properties": {}})
    await site.port.ask("PATCH", f"{entities}/{GRANT}", {"run_id": run}, {"properties": {"uses": 1}})
    await site.port.ask("DELETE", f"{entities}/{GRANT}", {"run_id": run})
    affected = [item.text for item in (await site.get(f"/runs/{run}")).page.one(id="affected").all("li")]
    assert affected == ["Permission Provisioned Permissions, deleted", "New Provisioned Permissions, created"]


async def test_a_waiting_run_is_approved_by_another_person(site: Reader) -> None:
    run = await started(site, requiredApproval=True)
    await site.act_as(BOB.email)
    waiting = (await site.get(f"/runs/{run}")).page
    assert waiting.one(id="status").text == "Waiting for approval"
    assert waiting.one(id="approvers").text == "Bob Baker: pending Carol Cook: pending"
    answer = await site.post(f"/runs/{run}", APPROVED)
    assert answer.location == f"/runs/{run}?notice=approved"
    approved = (await site.get(f"/runs/{run}")).page
    assert approved.one(id="status").text == "In progress"
    assert "Bob Baker: approved, “go on”" in approved.one(id="approvers").text


async def test_a_waiting_run_is_declined(site: Reader) -> None:
    run = await started(site, requiredApproval=True)
    await site.act_as(BOB.email)
    await site.post(f"/runs/{run}", {"verdict": "DECLINE", "description": ""})
    page = (await site.get(f"/runs/{run}")).page
    assert page.one(id="status").text == "Declined"
    assert not page.all(id="approval-form")


async def test_a_person_who_may_not_approve_is_told_on_the_run(site: Reader) -> None:
    run = await started(site, requiredApproval=True)
    answer = await site.post(f"/runs/{run}", APPROVED)
    assert (answer.status, answer.problem) == (403, 'alice@example.com is not an approver of "request_permissions"')
    assert answer.page.one(id="status").text == "Waiting for approval"


async def test_runs_are_listed_newest_first_and_by_person(site: Reader) -> None:
    run = await started(site)
    row = (await site.get("/runs")).page.one("tr", data_run=run)
    assert row.text.startswith(f"Request permissions {run} In progress invoices Alice Archer")
    await site.act_as(BOB.email)
    assert not (await site.get("/runs?show=mine")).page.all("tr", data_run=run)


async def test_an_automation_has_a_history_of_runs(site: Reader) -> None:
    await site.port.ask("POST", "/v1/actions", body=EXPIRY)
    expired = {"properties": {"expiry_time": "2020-01-01T00:00:00.000Z"}}
    await site.port.ask("PATCH", f"/v1/blueprints/provisioned_permissions/entities/{GRANT}", body=expired)
    runs: list[Any] = []
    while not runs:  # the timer fires on the next turns of the event loop
        runs = (await site.port.ask("GET", "/v1/actions/runs", {"action": "automation"}))["runs"]
    card = (await site.get("/automations")).page.one("li", data_automation="automation")
    assert card.text == "Revoke expired permissions on timer property expired of Provisioned Permissions"
    row = (await site.get("/automations/automation")).page.one("tr", data_run=runs[0]["id"])
    assert "an automation" in row.text


async def test_an_unknown_run_is_a_sentence(site: Reader) -> None:
    answer = await site.get("/runs/r_nothing")
    assert (answer.status, answer.problem) == (404, 'Run with identifier "r_nothing" was not found')
