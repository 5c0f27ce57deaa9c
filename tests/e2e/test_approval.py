"""A risky request waits until somebody else approves it: with real clicks, and enforced whatever Port itself would let through."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.e2e.actions import action_past_the_form
from tests.e2e.aws import Aws
from tests.e2e.port import Ended, Port
from tests.e2e.sandbox import MAYA, TOMAS, Sandbox
from tests.e2e.visitor import become, visiting
from tests.e2e.waiting import until

BUCKET, ARN = "northlight-search-index", "arn:aws:s3:::northlight-search-index"
WITH_APPROVAL = "request_permissions_with_approval"
RISKY = "s3:DeleteObject"


@pytest.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[Page]:
    async with visiting(sandbox) as opened:
        yield opened


async def test_a_risky_request_waits_is_previewed_and_granted_when_somebody_else_approves(page: Page, port: Port, aws: Aws) -> None:
    await become(page, TOMAS)
    run = await _ask(page)
    await _see_the_preview(page)
    assert f"role Permission-{run}" not in aws.objects()

    await become(page, MAYA)
    await page.goto(f"/runs/{run}")
    await page.fill("#description", "The index is rebuilt tonight")
    await page.click("#approve")
    await expect(page.locator("#status")).to_have_text("Success Granted")
    await expect(page.locator("#log")).to_contain_text(f"It was approved by: {MAYA}")
    await page.goto(f"/entities/provisioned_permissions/Permission-{run}")
    await expect(page.locator("[data-property=approver]")).to_contain_text(MAYA)
    await expect(page.locator("[data-property=requester]")).to_contain_text(TOMAS)
    await expect(page.locator("[data-property=risk]")).to_contain_text("high")
    role = aws.client("iam").get_role(RoleName=f"Permission-{run}")["Role"]
    assert {"Key": "port:approver", "Value": MAYA} in role["Tags"]
    assert port.execute("revoke_permissions", f"Permission-{run}", TOMAS).status == "SUCCESS"


async def test_who_approves_her_own_request_is_refused(page: Page, aws: Aws) -> None:
    await become(page, MAYA)
    run = await _ask(page)
    await page.click("#approve")
    await expect(page.locator("#status")).to_have_text("Failure Refused")
    await expect(page.locator("#log")).to_contain_text(f"{MAYA} both asked and approved")
    assert f"role Permission-{run}" not in aws.objects()


async def test_a_declined_request_grants_nothing(page: Page, aws: Aws) -> None:
    await become(page, TOMAS)
    run = await _ask(page)
    await become(page, MAYA)
    await page.goto(f"/runs/{run}")
    await page.click("#decline")
    await expect(page.locator("#status")).to_contain_text("Declined")
    assert f"role Permission-{run}" not in aws.objects()


async def test_the_other_action_refuses_and_says_where_to_go(page: Page) -> None:
    await become(page, TOMAS)
    await _fill_in(page, "request_permissions")
    await expect(page.locator("#status")).to_have_text("Failure Refused")
    await expect(page.locator("#log")).to_contain_text(WITH_APPROVAL)


def test_an_approval_that_a_payload_claims_counts_for_nothing(port: Port, aws: Aws) -> None:
    forged = {
        "approval": {"userId": "somebody", "state": "APPROVED"},
        "requiredApproval": True,
        "trigger": {"by": {"user": {"email": MAYA}}},
    }
    form = {"permissions": {"type": "array"}, "duration": {"type": "string"}}
    port.ask("POST", "/v1/actions", action_past_the_form("forged_approval", "request_permissions", "DAY-2", form, forged))
    ended = port.execute("forged_approval", ARN, TOMAS, permissions=[RISKY], duration="1h")
    port.ask("DELETE", "/v1/actions/forged_approval")
    assert ended.status == "FAILURE"
    assert WITH_APPROVAL in ended.log
    assert f"role {ended.grant}" not in aws.objects()


def test_the_machine_that_approves_is_nobody(port: Port, aws: Aws) -> None:
    run = port.start(WITH_APPROVAL, ARN, TOMAS, permissions=[RISKY], duration="1h")
    port.ask("PATCH", f"/v1/actions/runs/{run}/approval", {"status": "APPROVE"})
    ended = port.ended(run)
    assert ended.status == "FAILURE"
    assert "which person approved" in ended.log
    assert f"role {ended.grant}" not in aws.objects()


def test_a_harmless_request_may_be_approved_as_well_and_the_approver_is_recorded(port: Port) -> None:
    run = port.start(WITH_APPROVAL, ARN, TOMAS, permissions=["s3:GetObject"], duration="1h")
    port.ask("PATCH", f"/v1/actions/runs/{run}/approval", {"status": "APPROVE"}, run_as=MAYA)
    ended = port.ended(run)
    assert ended.status == "SUCCESS"
    entity = until(lambda: port.entity("provisioned_permissions", ended.grant), "the entity")
    assert (entity["properties"]["approver"], entity["properties"]["risk"]) == (MAYA, "low")
    port.execute("revoke_permissions", ended.grant, TOMAS)


def test_a_risky_grant_lasts_longer_once_somebody_else_has_seen_for_how_long_and_approved(port: Port) -> None:
    granted = _approved(port, port.start(WITH_APPROVAL, ARN, TOMAS, permissions=[RISKY], duration="1h"))
    extension = port.start("extend_permissions_with_approval", granted.grant, TOMAS, duration="8h")
    lines = until(lambda: port.ask("GET", f"/v1/actions/runs/{extension}/logs")["runLogs"], "the preview")
    for told in (
        f"{TOMAS} asks to keep {granted.grant}",
        "risk      high",
        "instead of",
        f"first by {MAYA}",
        f"{RISKY} destroys something",
    ):
        assert told in lines[0]["message"]
    ended = _approved(port, extension)
    assert "Extended" in ended.log
    port.execute("revoke_permissions", granted.grant, TOMAS)


def _approved(port: Port, run: str) -> Ended:
    """The end of the run after Maya approved it."""
    port.ask("PATCH", f"/v1/actions/runs/{run}/approval", {"status": "APPROVE"}, run_as=MAYA)
    ended = port.ended(run)
    assert ended.status == "SUCCESS", ended.log
    return ended


async def _ask(page: Page) -> str:
    """The id of a run that waits."""
    await _fill_in(page, WITH_APPROVAL)
    await expect(page.locator("#status")).to_contain_text(re.compile("waiting", re.IGNORECASE))
    return await page.inner_text("#run-id")


async def _fill_in(page: Page, action: str) -> None:
    await page.goto(f"/entities/aws_resource/{ARN}")
    await page.click(f"[data-action={action}]")
    await page.fill("[data-filter]", RISKY)
    await page.check(f'[data-option="{RISKY}"] input')
    await page.select_option("#field-duration", "1h")
    await page.fill("#field-reason", "Rebuild the index")
    await page.click("#execute")


async def _see_the_preview(page: Page) -> None:
    log = page.locator("#log")
    await expect(log).to_contain_text(f"{TOMAS} asks for this")
    await expect(log).to_contain_text("high, so somebody else must approve it")
    await expect(log).to_contain_text(f"{RISKY} destroys something")
    await expect(log).to_contain_text(f"arn:aws:s3:::{BUCKET}/*")
    await expect(log).to_contain_text("Trust policy")
