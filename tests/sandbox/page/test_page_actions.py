"""The form of an action, executing it, and what Port refuses."""

from typing import Any
from urllib.parse import quote

from tests.sandbox.page.company import BUCKET, GRANT, INSTANCE, REGISTER, REQUEST, REVOKE
from tests.sandbox.page.site import Reader

FORM = f"/actions/request_permissions?entity={quote(BUCKET)}"


async def request(site: Reader, **changes: Any) -> None:
    await site.port.ask("POST", "/v1/actions", body=REQUEST | changes)


async def run_of(site: Reader, location: str | None) -> dict[str, Any]:
    assert location is not None
    run: dict[str, Any] = (await site.port.ask("GET", f"/v1/actions{location}"))["run"]
    return run


async def test_the_form_offers_the_permissions_that_fit_the_resource(site: Reader) -> None:
    await request(site)
    bucket = (await site.get(FORM)).page
    instance = (await site.get(f"/actions/request_permissions?entity={quote(INSTANCE)}")).page
    offered = [
        [label.attributes["data-option"] for label in page.all("label") if "data-option" in label.attributes] for page in (bucket, instance)
    ]
    assert offered == [["s3:GetObject", "s3:PutObject"], ["ec2:StopInstances"]]


async def test_an_option_shows_what_tells_it_from_the_others(site: Reader) -> None:
    await request(site)
    option = (await site.get(FORM)).page.one("label", data_option="s3:PutObject")
    assert option.text == "Put Write s3:PutObject"


async def test_the_form_has_its_defaults_and_says_what_is_required(site: Reader) -> None:
    await request(site)
    form = (await site.get(FORM)).page.one("form", id="action-form")
    (chosen,) = [option for option in form.one("select").all("option") if "selected" in option.attributes]
    assert chosen.attributes["value"] == "1h"
    assert form.one("legend").text == "Permissions required"


async def test_executing_starts_a_run_as_the_person_who_acts(site: Reader) -> None:
    await request(site)
    await site.act_as("bob@example.com")
    fields: dict[str, str | list[str]] = {
        "permissions": ["s3:PutObject", "s3:GetObject"],
        "duration": "8h",
        "reason": "a\r\nb",
        "until": "2099-01-01T09:30",
    }
    run = await run_of(site, (await site.post(FORM, fields)).location)
    assert run["properties"] == fields | {"reason": "a\r\nb", "until": "2099-01-01T09:30:00.000Z"}
    assert (run["entity"]["identifier"], run["action"]["identifier"]) == (BUCKET, "request_permissions")
    users = (await site.port.ask("GET", "/v1/users"))["users"]
    assert run["createdBy"] == next(user["id"] for user in users if user["email"] == "bob@example.com")


async def test_a_refusal_is_said_beside_the_form_which_keeps_what_was_entered(site: Reader) -> None:
    await request(site)
    answer = await site.post(FORM, {"permissions": "s3:PutObject", "duration": "8h", "reason": "no"})
    assert answer.status == 422
    assert "fewer than 3 characters" in answer.problem
    assert answer.page.one(id="field-reason-problem").text == "Must NOT have fewer than 3 characters."
    assert answer.page.one(id="field-reason").text == "no"
    assert [box.attributes["value"] for box in answer.page.all("input", type="checkbox") if "checked" in box.attributes] == ["s3:PutObject"]
    assert not (await site.port.ask("GET", "/v1/actions/runs"))["runs"]


async def test_a_required_input_that_is_missing_is_said_at_its_field(site: Reader) -> None:
    await request(site)
    answer = await site.post(FORM, {"duration": "1h"})
    assert answer.page.one(id="field-permissions-problem").text == "This is required."


async def test_a_person_who_may_not_execute_is_told(site: Reader) -> None:
    await request(site)
    await site.port.ask("PATCH", "/v1/actions/request_permissions/permissions", body={"execute": {"roles": ["Admin"]}})
    answer = await site.post(FORM, {"permissions": "s3:PutObject"})
    assert (answer.status, answer.problem) == (403, 'alice@example.com may not execute "request_permissions"')


async def test_a_form_made_anew_follows_what_was_chosen_and_starts_nothing(site: Reader) -> None:
    await site.port.ask("POST", "/v1/actions", body=REGISTER)
    answer = await site.post("/actions/register_resource", {"kind": "S3", "remake": "1"})
    fields = [row.attributes["data-field"] for row in answer.page.all("div") if "data-field" in row.attributes]
    assert (answer.status, fields) == (200, ["kind", "bucket"])
    assert not (await site.port.ask("GET", "/v1/actions/runs"))["runs"]


async def test_an_action_that_creates_needs_no_entity(site: Reader) -> None:
    await site.port.ask("POST", "/v1/actions", body=REGISTER)
    run = await run_of(site, (await site.post("/actions/register_resource", {"kind": "S3", "bucket": "b"})).location)
    assert run["properties"] == {"kind": "S3", "bucket": "b"}


async def test_an_action_that_deletes_asks_first(site: Reader) -> None:
    await site.port.ask("POST", "/v1/actions", body=REVOKE)
    page = (await site.get(f"/actions/revoke_permissions?entity={GRANT}")).page
    assert (page.one("button", id="execute").text, page.one("button", id="execute").attributes["class"]) == ("Delete", "danger")


async def test_an_action_without_its_entity_says_where_to_start(site: Reader) -> None:
    await request(site)
    answer = await site.get("/actions/request_permissions")
    assert answer.status == 422
    assert "open one in the catalog" in answer.problem


async def test_an_unknown_action_is_a_sentence(site: Reader) -> None:
    answer = await site.get("/actions/nothing")
    assert (answer.status, answer.problem) == (404, 'Action with identifier "nothing" was not found')
