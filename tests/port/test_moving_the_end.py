"""The end of a grant is moved by its requester's extension, or by an edit in Port (moto server)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from integration.aws.accounts import Account
from integration.domain.errors import Refused
from integration.domain.grant import ScopedPermission
from integration.port.actions.revoke_permissions import RevokePermissions
from tests.port.office import NOW, Office, run_of, told
from tests.sandbox.port.client import ALICE, BOB, CAROL


async def test_a_second_delivery_of_an_extension_ends_at_the_same_moment(office: Office, account: Account) -> None:
    grant = await office.granted(account.id)
    run = run_of(grant, ALICE.email, duration="8h")

    first = await told(office.extend(run, {}))
    again = await told(office.extend(replace(run, again=True), {}))

    assert (first.label, again.label) == ("Extended", "Extended")
    verdict = (await office.look(grant)).verdict
    assert verdict.grant == replace(grant, deadline=NOW + timedelta(hours=8))
    event = (await office.events(grant))["extended"]
    assert (event["by"], event["run"], event["requester"]) == (ALICE.email, run.id, ALICE.email)


async def test_nobody_else_extends_it_whatever_the_payload_says(office: Office, account: Account) -> None:
    grant = await office.granted(account.id)
    with pytest.raises(Refused, match=f"Only {ALICE.email}"):
        await office.extend(run_of(grant, BOB.email, duration="8h"), {"trigger": {"by": {"user": {"email": ALICE.email}}}})
    assert (await office.look(grant)).verdict.grant == grant


async def test_a_risky_grant_is_extended_with_somebody_else_s_approval_only(office: Office, account: Account) -> None:
    grant = await office.granted(account.id, permissions=(ScopedPermission("s3:DeleteObject", "object"),))
    company = office.company
    with pytest.raises(Refused, match="somebody else must approve"):
        await office.extend(run_of(grant, ALICE.email, duration="8h"), {})
    path = f"/v1/blueprints/provisioned_permissions/entities/{grant.name}"
    await company.port.ask("PATCH", path, body={"properties": {"status": "active"}})
    asked = await company.start("extend_permissions_with_approval", grant.name, ALICE.email, duration="8h")
    await company.answer(asked, CAROL.email)

    await told(office.extend(await company.api.runs.read(asked), {}))

    verdict = (await office.look(grant)).verdict
    assert verdict.grant
    assert verdict.grant.deadline > grant.deadline
    assert f"Approved by {CAROL.email}" in (await office.events(grant))["extended"]["detail"]


async def test_what_our_own_writes_started_changes_nothing(office: Office, account: Account) -> None:
    grant = await office.granted(account.id)
    assert (await told(office.change_expiry(run_of(None, None), {"entity": grant.name}))).label == "Nothing to do"
    assert (await office.look(grant)).verdict.grant == grant
    assert await office.events(grant) == {}


@pytest.mark.parametrize("hours", [-3, 30])
async def test_an_edited_expiry_is_moved_in_aws(office: Office, account: Account, hours: int) -> None:
    grant = await office.granted(account.id)
    moved = replace(grant, deadline=grant.deadline + timedelta(hours=hours))
    await office.edit(grant, f"{moved.deadline:%Y-%m-%dT%H:%M:%SZ}")

    assert (await told(office.change_expiry(run_of(None, BOB.email), {"entity": grant.name}))).label == "Changed"

    assert (await office.look(grant)).verdict.grant == moved
    assert (await office.events(grant))["extended"]["by"] == BOB.email


@pytest.mark.parametrize(
    ("expiry", "refusal"),
    [
        ("2099-01-01T00:00:00Z", "With all extensions"),
        ("9999-12-31T23:59:59-14:00", "is beyond the calendar"),
        (None, "must have an expiry time"),
    ],
)
async def test_an_edit_that_may_not_be_is_refused_and_says_so(office: Office, account: Account, expiry: str | None, refusal: str) -> None:
    grant = await office.granted(account.id)
    await office.edit(grant, expiry)
    with pytest.raises(Refused, match=refusal):
        await office.change_expiry(run_of(None, None), {"entity": grant.name})
    assert (await office.look(grant)).verdict.grant == grant


async def test_an_expiry_beyond_the_calendar_ends_nothing(office: Office, account: Account) -> None:
    grant = await office.granted(account.id)
    await office.edit(grant, "9999-12-31T23:59:59-14:00")
    verb = RevokePermissions(office.place, office.company.api, *office.parts)
    with pytest.raises(Refused, match="no expiry time that can be read"):
        await verb(run_of(None, None), {"entity": grant.name})
    assert (await office.look(grant)).verdict.grant == grant


async def test_an_expiry_edited_into_the_past_ends_the_grant_now(office: Office, account: Account) -> None:
    grant = await office.granted(account.id)
    await office.edit(grant, "2020-01-01T00:00:00Z")
    assert (await told(office.change_expiry(run_of(None, BOB.email), {"entity": grant.name}))).label == "Revoked"
    assert (await office.look(grant)).observed.role is None
    assert (await office.events(grant))["revoked"]["by"] == BOB.email
