"""What the page does in a real browser: follows what happens, helps with forms, and works by keyboard and without a script."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from playwright.async_api import ConsoleMessage, Page, expect

from sandbox.page import moments
from tests.sandbox.page.company import BUCKET, EXPIRY, GRANT, REGISTER, REQUEST, REVOKE
from tests.sandbox.page.conftest import Served
from tests.sandbox.page.overview import with_history
from tests.sandbox.port.client import ALICE

FORM = f"/actions/request_permissions?entity={quote(BUCKET)}"
GRANT_PAGE = f"/entities/provisioned_permissions/{GRANT}"
GRANT_ENTITY = f"/v1/blueprints/provisioned_permissions/entities/{GRANT}"


async def started(served: Served) -> str:
    await served.port.ask("POST", "/v1/actions", body=REQUEST)
    body = {"properties": {"permissions": ["s3:PutObject"]}, "entity": BUCKET}
    run = (await served.port.ask("POST", "/v1/actions/request_permissions/runs", {"run_as": ALICE.email}, body))["run"]
    return str(run["id"])


async def many_permissions(served: Served) -> None:
    for number in range(10):
        body = {"identifier": f"s3:Other{number}", "properties": {"resource_type": "S3"}}
        await served.port.ask("POST", "/v1/blueprints/iam_permissions/entities", body=body)


async def test_a_run_is_followed_to_its_end_without_reloading_the_page(served: Served) -> None:
    run = await started(served)
    page = await served.open(f"/runs/{run}")
    await page.evaluate("window.isStillHere = true")
    await served.port.ask("POST", f"/v1/actions/runs/{run}/logs", body={"message": "Made a role"})
    await expect(page.locator("#log")).to_contain_text("Made a role")
    await served.port.ask("PATCH", f"/v1/actions/runs/{run}", body={"status": "SUCCESS", "statusLabel": "Granted"})
    await expect(page.locator("#status")).to_have_text("Success Granted")
    assert await page.evaluate("window.isStillHere")


async def test_a_run_that_waits_for_approval_lets_people_type(served: Served) -> None:
    await served.port.ask("POST", "/v1/actions", body=REQUEST | {"requiredApproval": True})
    body = {"properties": {"permissions": ["s3:PutObject"]}, "entity": BUCKET}
    run = (await served.port.ask("POST", "/v1/actions/request_permissions/runs", {"run_as": ALICE.email}, body))["run"]["id"]
    page = await served.open(f"/runs/{run}")
    await page.fill("#description", "half a sen")
    await served.port.ask("POST", f"/v1/actions/runs/{run}/logs", body={"message": "something new"})
    async with page.expect_response(f"**/runs/{run}"), page.expect_response(f"**/runs/{run}"):
        pass
    assert await page.input_value("#description") == "half a sen"
    await page.locator("#description").blur()
    await expect(page.locator("#log")).to_contain_text("something new")


async def test_an_entity_page_tells_when_its_entity_is_gone(served: Served) -> None:
    page = await served.open(GRANT_PAGE)
    await served.port.ask("DELETE", GRANT_ENTITY)
    await expect(page.locator("#problem")).to_have_text("This entity is no longer in the catalog. The audit log remembers it.")


async def test_timers_tick_in_the_words_of_the_server(served: Served) -> None:
    soon = moments.written(datetime.now(UTC) + timedelta(minutes=10))
    await served.port.ask("PATCH", GRANT_ENTITY, body={"properties": {"expiry_time": soon}})
    page = await served.open(GRANT_PAGE)
    shown = await page.inner_text("time[data-timer]")
    await expect(page.locator("time[data-timer]")).not_to_have_text(shown)
    seconds = [0, 1, 59, 60, 61, 3599, 3600, 3660, 86400, 86460, 90061, 10**8]
    assert await page.evaluate("(all) => all.map(span)", seconds) == [moments.span(each) for each in seconds]


async def test_options_are_searched_and_counted(served: Served) -> None:
    await served.port.ask("POST", "/v1/actions", body=REQUEST)
    await many_permissions(served)
    page = await served.open(FORM)
    await page.fill("[data-filter]", "put s3")
    await expect(page.locator("[data-option]:visible")).to_have_count(1)
    await page.check('[data-option="s3:PutObject"] input')
    await expect(page.locator("[data-chosen]")).to_have_text("1 chosen")
    await page.press("[data-filter]", "Enter")
    assert page.url.endswith(FORM)


async def test_a_reactive_form_follows_what_is_chosen(served: Served) -> None:
    await served.port.ask("POST", "/v1/actions", body=REGISTER)
    page = await served.open("/actions/register_resource")
    await page.select_option("#field-kind", "S3")
    await page.fill("#field-bucket", "films")
    await page.select_option("#field-kind", "EC2")
    await expect(page.locator("#field-instance")).to_be_visible()
    await expect(page.locator("#field-bucket")).to_have_count(0)


async def test_a_request_is_made_with_the_keyboard_alone(served: Served) -> None:
    await served.port.ask("POST", "/v1/actions", body=REQUEST)
    page = await served.open(f"/entities/aws_resource/{BUCKET}")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    await tab_to(page, "[data-action=request_permissions]")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/actions/**")
    await tab_to(page, "input[value='s3:PutObject']")
    await page.keyboard.press("Space")
    await tab_to(page, "#execute")
    await page.keyboard.press("Enter")
    await expect(page.locator("#status")).to_have_text("In progress")


async def test_a_dashboard_follows_what_happens_and_is_read_with_the_keyboard(served: Served) -> None:
    await with_history(served.port)
    page = await served.open("/")
    await tab_to(page, ".side a[href='/pages/overview']")
    await page.keyboard.press("Enter")
    figure = page.locator("[data-widget=all] .figure")
    await expect(figure).to_have_text("1")
    await served.port.ask("POST", "/v1/blueprints/provisioned_permissions/entities", body={"identifier": "Permission-r_2"})
    await expect(figure).to_have_text("2")
    await tab_to(page, "[data-widget=table] [tabindex='0']")


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, and see that the focus is drawn."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            break
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert (await page.locator(selector).evaluate("(it) => it === document.activeElement"), outline) == (True, "solid")


async def test_everything_works_without_a_script(served: Served) -> None:
    await served.port.ask("POST", "/v1/actions", body=REQUEST)
    page = await served.open(FORM, script=False)
    await page.check('[data-option="s3:PutObject"] input')
    await page.click("#execute")
    await expect(page.locator("#status")).to_have_text("In progress")
    run = page.url.rpartition("/")[2]
    await served.port.ask("PATCH", f"/v1/actions/runs/{run}", body={"status": "SUCCESS"})
    await expect(page.locator("#status")).to_have_text("Success")


@pytest.mark.parametrize("width", [1280, 375])
async def test_every_page_fits_its_window_and_breaks_no_rule_of_its_own(served: Served, width: int) -> None:
    run = await started(served)
    for action in (REVOKE, EXPIRY):
        await served.port.ask("POST", "/v1/actions", body=action)
    await with_history(served.port)
    said: list[str] = []
    page = await served.open("/", width=width)
    page.on("console", lambda message: said.append(_words(message)))
    page.on("pageerror", lambda error: said.append(str(error)))
    edit = GRANT_PAGE.replace("entities", "edit")
    revoke = f"/actions/revoke_permissions?entity={GRANT}"
    listed = (
        "/",
        "/runs",
        "/automations",
        "/automations/automation",
        "/audit",
        "/integrations",
        "/pages/overview",
        "/catalog/provisioned_permissions?columns=all",
    )
    for path in (*listed, f"/runs/{run}", FORM, GRANT_PAGE, edit, revoke):
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than {width}"
        assert await page.locator("h1").count() == 1, path
    assert said == []


def _words(message: ConsoleMessage) -> str:
    return f"{message.location['url']}: {message.text}"


_COLOURS = (
    "blue", "turquoise", "orange", "purple", "pink", "yellow", "green", "red", "gold", "silver", "paleBlue", "darkGray", "lightGray",
    "bronze", "lime", "olive", "brown",
)  # fmt: skip

# The contrast of text and ground by WCAG 2.2, for each of Port's colours as a pill.
_CONTRASTS = """(colours) => colours.map((colour) => {
  const pill = document.createElement("span");
  pill.className = "pill";
  pill.dataset.colour = colour;
  document.body.append(pill);
  const linear = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const light = (text) => {
    const [red, green, blue] = text.match(/[\\d.]+/g).slice(0, 3).map((part) => linear(part / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const style = getComputedStyle(pill);
  const [low, high] = [light(style.color), light(style.backgroundColor)].sort((a, b) => a - b);
  return [colour, (high + 0.05) / (low + 0.05)];
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_colour_of_port_is_readable(served: Served, scheme: str) -> None:
    page = await served.open("/", scheme=scheme)
    contrasts: list[Any] = await page.evaluate(_CONTRASTS, list(_COLOURS))
    assert {colour: ratio for colour, ratio in contrasts if ratio < 4.5} == {}
