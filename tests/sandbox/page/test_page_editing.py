"""Editing an entity by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.page import moments
from tests.sandbox.page.company import GRANT
from tests.sandbox.page.dom import Element
from tests.sandbox.page.site import Reader

EDIT = f"/edit/provisioned_permissions/{GRANT}"
ENTITY = f"/v1/blueprints/provisioned_permissions/entities/{GRANT}"


async def held(site: Reader) -> dict[str, Any]:
    properties: dict[str, Any] = (await site.port.ask("GET", ENTITY))["entity"]["properties"]
    return properties


def filled_in(form: Element) -> dict[str, str]:
    """What a browser would send of a form that nobody has touched."""
    fields = {
        each.attributes["name"]: each.attributes.get("value", "") for each in form.all("input") if each.attributes["type"] != "checkbox"
    }
    fields |= {each.attributes["name"]: "".join(str(child) for child in each.children).removeprefix("\n") for each in form.all("textarea")}
    chosen = {
        each.attributes["name"]: [option for option in each.all("option") if "selected" in option.attributes] for each in form.all("select")
    }
    return fields | {name: options[0].attributes["value"] if options else "" for name, options in chosen.items()}


async def test_saving_an_untouched_form_changes_nothing(site: Reader) -> None:
    before = await held(site)
    form = (await site.get(EDIT)).page.one("form", id="edit-form")
    answer = await site.post(EDIT, filled_in(form))
    assert answer.location == f"/entities/provisioned_permissions/{GRANT}?notice=unchanged"
    assert await held(site) == before


async def test_what_is_changed_is_saved_in_the_name_of_the_person(site: Reader) -> None:
    await site.act_as("bob@example.com")
    form = (await site.get(EDIT)).page.one("form", id="edit-form")
    answer = await site.post(EDIT, filled_in(form) | {"expiry_time": "2098-01-01T00:00", "uses": "3", "requester": "", "is_urgent": "true"})
    assert answer.location == f"/entities/provisioned_permissions/{GRANT}?notice=saved"
    now = await held(site)
    assert (now["expiry_time"], now["uses"], now["requester"], now["is_urgent"]) == ("2098-01-01T00:00:00.000Z", 3, None, True)
    (latest, *_) = (await site.port.ask("GET", "/v1/audit-log", {"entity": GRANT}))["audits"]
    assert latest["trigger"]["by"]["user"]["email"] == "bob@example.com"


async def test_a_button_sets_a_timer_ahead_and_nothing_else(site: Reader) -> None:
    page = (await site.get(EDIT)).page
    button = page.one("button", data_ahead="60")
    before, asked = await held(site), datetime.now(UTC)
    await site.post(EDIT, {button.attributes["name"]: "1"})
    now = await held(site)
    expiry = moments.read(now["expiry_time"])
    assert expiry is not None
    assert timedelta(seconds=59) < expiry - asked < timedelta(seconds=70)
    assert now | {"expiry_time": ""} == before | {"expiry_time": ""}


@pytest.mark.parametrize("button", ["ahead:99999999999999:expiry_time", "ahead:soon:expiry_time", "ahead:60"])
async def test_a_button_that_the_page_does_not_have_sets_nothing(site: Reader, button: str) -> None:
    form = (await site.get(EDIT)).page.one("form", id="edit-form")
    before = await held(site)
    assert (await site.post(EDIT, filled_in(form) | {button: "1"})).status == 303
    assert await held(site) == before


async def test_a_value_that_port_refuses_is_said_at_its_field_and_kept(site: Reader) -> None:
    form = (await site.get(EDIT)).page.one("form", id="edit-form")
    answer = await site.post(EDIT, filled_in(form) | {"requester": "nobody"})
    assert answer.status == 422
    assert answer.page.one(id="field-requester-problem").text == 'Must match format "user".'
    assert answer.problem == 'Requester: Must match format "user".'
    assert (await held(site))["requester"] == "alice@example.com"


async def test_text_that_is_not_json_is_said_at_its_field_and_kept(site: Reader) -> None:
    form = (await site.get(EDIT)).page.one("form", id="edit-form")
    answer = await site.post(EDIT, filled_in(form) | {"iam_policy": "{"})
    assert answer.page.one(id="field-iam_policy-problem").text.startswith("This is not JSON")
    assert answer.page.one(id="field-iam_policy").text == "{"
    assert (await held(site))["iam_policy"] == {"Version": "2012-10-17"}
