"""The story of the page, with real clicks: ask for permissions, follow the run, try the access, revoke it or let it expire."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from tests.e2e.aws import Aws
from tests.e2e.port import Port
from tests.e2e.sandbox import NOOR, TOMAS, Sandbox
from tests.e2e.visitor import become, visiting
from tests.e2e.waiting import until

BUCKET = "northlight-covers-staging"
GRANTS = "/entities/provisioned_permissions"


@pytest.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[Page]:
    """The home page, seen by Tomás."""
    async with visiting(sandbox) as opened:
        await become(opened, TOMAS)
        yield opened


async def test_asking_for_permissions_on_a_bucket_using_and_revoking_them(page: Page) -> None:
    await _open_from_catalog(page, BUCKET)
    name = await _ask(page, "s3:PutObject")
    await _see_the_run(page, name)
    await page.click(f"#affected >> text={name}")
    await _see_the_entity(page)
    await _try(page, f"Put an object into {BUCKET}")
    await page.click("text=Back")
    await _revoke(page, name)
    await page.goto(f"{GRANTS}/{name}")
    await expect(page.locator("#problem")).to_contain_text("no longer in the catalog")
    await page.click("#try-access")
    await expect(page.locator("#attempts [data-allowed=yes]")).to_have_count(0)
    await expect(page.locator("#attempts [data-allowed=no]")).not_to_have_count(0)


async def test_asking_for_permissions_on_an_instance_using_and_revoking_them(page: Page) -> None:
    await _open_from_catalog(page, "shop-web-2")
    name = await _ask(page, "ec2:StopInstances")
    await page.goto(f"{GRANTS}/{name}")
    instance = (await page.locator("[data-property=resource_arn] dd").inner_text()).rpartition("/")[2]
    await _try(page, f"Stop {instance}")
    await page.click("text=Back")
    await _revoke(page, name)


async def test_an_expiry_set_by_hand_is_seen_to_end_the_grant(page: Page, port: Port) -> None:
    granted = port.execute("request_permissions", f"arn:aws:s3:::{BUCKET}", NOOR, permissions=["s3:GetObject"])
    await page.goto(f"{GRANTS}/{granted.grant}")
    await page.click("#edit")
    await page.fill("#field-expiry_time", (datetime.now(UTC) + timedelta(seconds=3)).strftime("%Y-%m-%dT%H:%M:%S"))
    await page.click("#save")
    await expect(page.locator("[data-property=expiry_time]")).to_contain_text("left")
    await expect(page.locator("#problem")).to_contain_text("no longer in the catalog")
    await page.goto("/automations/automation")
    run = page.locator("tr[data-run]").first
    await expect(run.locator("[data-status=SUCCESS]")).to_be_visible()
    await run.locator("a").first.click()
    await expect(page.locator("#log")).to_contain_text(f'Permission "{granted.grant}" has been deleted.')


async def test_the_dashboard_counts_a_grant_and_its_history_outlives_it(page: Page, port: Port) -> None:
    await page.click("nav >> text='AWS Permissions'")
    live = page.locator("[data-widget=live_grants] .figure")
    before = int(await live.inner_text())
    granted = port.execute("request_permissions", f"arn:aws:s3:::{BUCKET}", NOOR, permissions=["s3:GetObject"], reason="Look at covers")
    await expect(live).to_have_text(str(before + 1))
    await expect(page.locator(f'[data-widget=live_table] tr[data-entity="{granted.grant}"]')).to_contain_text(NOOR)
    port.execute("revoke_permissions", granted.grant, NOOR)
    await expect(live).to_have_text(str(before))
    for place in (f"{GRANTS}/{granted.grant}", f"/entities/aws_resource/arn:aws:s3:::{BUCKET}"):
        await page.goto(place)
        of_grant = page.locator("#chronicle li").filter(has_text=granted.id)
        await expect(of_grant.filter(has_text="granted")).to_contain_text("Look at covers")
        await expect(page.locator("#chronicle [data-event=revoked]").first).to_contain_text("Noor Haddad")


async def test_asking_works_by_keyboard_alone(page: Page) -> None:
    await page.goto(f"/entities/aws_resource/arn:aws:s3:::{BUCKET}")
    await _tab_to(page, "[data-action=request_permissions]")
    await page.keyboard.press("Enter")
    await expect(page.locator("#action-form")).to_be_visible()
    await _tab_to(page, "[data-filter]")
    await page.keyboard.type("s3:ListBucket")
    await _tab_to(page, "input[value='s3:ListBucket']")
    await page.keyboard.press("Space")
    await _tab_to(page, "#field-ticket")
    await page.keyboard.type("OPS-12")
    await page.keyboard.press("Enter")
    await expect(page.locator("#status")).to_have_text("Success Granted")
    await page.goto(f"{GRANTS}/Permission-{await page.inner_text('#run-id')}")
    await expect(page.locator("[data-property=ticket]")).to_contain_text("OPS-12")
    await _revoke(page, await page.inner_text("h1"))


async def test_a_bucket_made_meanwhile_is_there_after_resync_now(page: Page, port: Port, aws: Aws) -> None:
    aws.client("s3").create_bucket(Bucket="northlight-podcasts")
    await page.click("text=Integrations")
    await page.click(f"text={port.integration}")
    await page.click("#resync")
    until(lambda: port.entity("aws_resource", "arn:aws:s3:::northlight-podcasts"), "the new bucket in the catalog")
    await _open_from_catalog(page, "northlight-podcasts")


async def _open_from_catalog(page: Page, title: str) -> None:
    await page.click("nav >> text=AWS Resource")
    await page.fill("#search", title)
    await page.press("#search", "Enter")
    await page.click(f"#catalog >> text='{title}'")
    await expect(page.locator("h1")).to_have_text(title)


async def _ask(page: Page, permission: str) -> str:
    """Fill in the form from the entity's page and follow the run to its end; the name of the grant."""
    await page.click("[data-action=request_permissions]")
    await page.fill("[data-filter]", permission)
    await page.check(f'[data-option="{permission}"] input')
    await page.select_option("#field-duration", "1h")
    await page.fill("#field-reason", "New covers for the autumn list")
    await page.click("#execute")
    await expect(page.locator("#status")).to_have_text("Success Granted")
    return f"Permission-{await page.inner_text('#run-id')}"


async def _see_the_run(page: Page, name: str) -> None:
    log = page.locator("#log")
    await expect(log).to_contain_text(f'Created permission for the AWS resource "arn:aws:s3:::{BUCKET}"🚀')
    await expect(log).to_contain_text(f"Requester for this permission is: {TOMAS}")
    await expect(log).to_contain_text("The sign-in URL: https://signin.aws.amazon.com/switchrole?")
    await expect(page.locator("#links a")).to_have_attribute("href", re.compile(f"roleName=port/{name}&"))


async def _see_the_entity(page: Page) -> None:
    await expect(page.locator("[data-property=requester]")).to_contain_text(TOMAS)
    await expect(page.locator("[data-property=status]")).to_contain_text("active")
    await expect(page.locator("[data-property=expiry_time]")).to_contain_text("left")
    await expect(page.locator("[data-property=reason]")).to_contain_text("New covers for the autumn list")
    await expect(page.locator("#json-iam_policy")).to_contain_text(f"arn:aws:s3:::{BUCKET}/*")
    await expect(page.locator(f'tr[data-entity="arn:aws:s3:::{BUCKET}"]')).to_be_visible()
    await expect(page.locator('tr[data-entity="s3:PutObject"]')).to_be_visible()


async def _try(page: Page, sentence: str) -> None:
    """Press Try the access: nothing is allowed but to become the role as its requester, and this."""
    await page.click("#try-access")
    yes = page.locator("#attempts [data-allowed=yes] th")
    await expect(yes).to_have_text([f"Become the role as {TOMAS}", sentence])
    await expect(page.locator("#attempts [data-allowed=no]")).to_have_count(2)


async def _revoke(page: Page, name: str) -> None:
    await page.click("[data-action=revoke_permissions]")
    await page.click("#execute")
    await expect(page.locator("#status")).to_have_text("Success Revoked")
    await expect(page.locator("#log")).to_contain_text(f'Permission "{name}" has been deleted.')


async def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(100):
        await page.keyboard.press("Tab")
        if await page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")
