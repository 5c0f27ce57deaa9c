"""The verbs of a grant that is there, between a local Port in this process and IAM (moto server)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError

from integration.aws.accounts import Account
from integration.domain.arn import Arn
from integration.domain.errors import Refused
from integration.domain.grant import Grant, ScopedPermission
from integration.operations.observe import Sighting, look
from integration.operations.request import request
from integration.port import catalog as catalog_module
from integration.port.catalog import Catalog
from integration.port.change_expiry import ChangeExpiry
from integration.port.entities import NotMapped
from integration.port.extend_permissions import ExtendPermissions
from integration.port.history import History
from integration.port.place import Place
from integration.port.repair_permissions import RepairPermissions
from integration.port.revoke_permissions import RevokePermissions
from integration.port.revoke_user_permissions import RevokeUserPermissions
from integration.port.runs import Run
from integration.port.sweeper import Sweeper
from tests.accounts import DATA, SEVERAL, SHOP
from tests.accounts import place as open_place
from tests.grants import a_grant
from tests.port.company import BUCKET, Company, opened
from tests.sandbox.port.client import ALICE, BOB, CAROL

_NOW = datetime.now(UTC).replace(microsecond=0)
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that the verbs are made of."""

    company: Company
    place: Place

    @property
    def parts(self) -> tuple[Catalog, History]:
        return Catalog(self.place, self.company.api), History(self.company.api)

    @property
    def extend(self) -> ExtendPermissions:
        return ExtendPermissions(self.place, *self.parts)

    @property
    def change_expiry(self) -> ChangeExpiry:
        return ChangeExpiry(self.place, self.company.api, *self.parts)

    @property
    def leaver(self) -> RevokeUserPermissions:
        return RevokeUserPermissions(self.place, self.company.api, *self.parts)

    async def events(self, grant: Grant) -> dict[str, Any]:
        """Those of a grant, by what happened."""
        answer = await self.company.port.ask("GET", "/v1/blueprints/permission_events/entities")
        told = [event["properties"] for event in answer["entities"]]
        return {event["event"]: event for event in told if event["grant"] == grant.name}

    async def look(self, grant: Grant) -> Sighting:
        return await look(await self.place.account(grant.account), grant.name, grant.path, _NOW)


@pytest.fixture(autouse=True)
def _catalog_that_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mapping is Ocean's, and no Ocean runs here."""

    async def not_mapped(_: Any) -> None:
        raise NotMapped("Not here.")

    monkeypatch.setattr(catalog_module, "grant_entity", not_mapped)


@pytest.fixture
async def office(account: Account) -> AsyncIterator[Office]:
    async with opened() as company, open_place({"regions": ["us-east-1"]}) as place:
        yield Office(company, place)


async def _granted(office: Office, account: str, requester: str = ALICE.email, **changes: Any) -> Grant:
    """A grant of now for four hours, with its entity."""
    made = {"granted_at": _NOW, "deadline": _NOW + timedelta(hours=4), "resource": Arn.parse(BUCKET), "requester": requester} | changes
    grant = a_grant(account, **made)
    await request(await office.place.account(account), grant, _NOW)
    properties = {"expiry_time": f"{grant.deadline:%Y-%m-%dT%H:%M:%SZ}", "account": account, "requester": requester}
    body = {"identifier": grant.name, "properties": properties}
    await office.company.port.ask("POST", "/v1/blueprints/provisioned_permissions/entities", body=body)
    return grant


def _run(grant: Grant | None, who: str | None, **inputs: Any) -> Run:
    return Run(f"r_{next(_numbers):015d}v", grant.name if grant else None, who, inputs, asked_at=_NOW)


async def _edit(office: Office, grant: Grant, expiry: str | None) -> None:
    path = f"/v1/blueprints/provisioned_permissions/entities/{grant.name}"
    await office.company.port.ask("PATCH", path, body={"properties": {"expiry_time": expiry}})


def _payload(grant: Grant) -> dict[str, str]:
    return {"entity": grant.name}


async def test_a_second_delivery_of_an_extension_ends_at_the_same_moment(office: Office, account: Account) -> None:
    grant = await _granted(office, account.id)
    run = _run(grant, ALICE.email, duration="8h")

    first = await office.extend(run, {})
    again = await office.extend(replace(run, again=True), {})

    assert (first.label, again.label) == ("Extended", "Extended")
    verdict = (await office.look(grant)).verdict
    assert verdict.grant == replace(grant, deadline=_NOW + timedelta(hours=8))
    event = (await office.events(grant))["extended"]
    assert (event["by"], event["run"], event["requester"]) == (ALICE.email, run.id, ALICE.email)


async def test_nobody_else_extends_it_whatever_the_payload_says(office: Office, account: Account) -> None:
    grant = await _granted(office, account.id)
    with pytest.raises(Refused, match=f"Only {ALICE.email}"):
        await office.extend(_run(grant, BOB.email, duration="8h"), {"trigger": {"by": {"user": {"email": ALICE.email}}}})
    assert (await office.look(grant)).verdict.grant == grant


async def test_a_risky_grant_is_extended_with_somebody_else_s_approval_only(office: Office, account: Account) -> None:
    grant = await _granted(office, account.id, permissions=(ScopedPermission("s3:DeleteObject", "object"),))
    company = office.company
    with pytest.raises(Refused, match="somebody else must approve"):
        await office.extend(_run(grant, ALICE.email, duration="8h"), {})
    path = f"/v1/blueprints/provisioned_permissions/entities/{grant.name}"
    await company.port.ask("PATCH", path, body={"properties": {"status": "active"}})
    asked = await company.start("extend_permissions_with_approval", grant.name, ALICE.email, duration="8h")
    await company.answer(asked, CAROL.email)

    await office.extend(await company.api.runs.read(asked), {})

    verdict = (await office.look(grant)).verdict
    assert verdict.grant
    assert verdict.grant.deadline > grant.deadline
    assert f"Approved by {CAROL.email}" in (await office.events(grant))["extended"]["detail"]


async def test_what_our_own_writes_started_changes_nothing(office: Office, account: Account) -> None:
    grant = await _granted(office, account.id)
    assert (await office.change_expiry(_run(None, None), _payload(grant))).label == "Nothing to do"
    assert (await office.look(grant)).verdict.grant == grant
    assert await office.events(grant) == {}


@pytest.mark.parametrize("hours", [-3, 30])
async def test_an_edited_expiry_is_moved_in_aws(office: Office, account: Account, hours: int) -> None:
    grant = await _granted(office, account.id)
    moved = replace(grant, deadline=grant.deadline + timedelta(hours=hours))
    await _edit(office, grant, f"{moved.deadline:%Y-%m-%dT%H:%M:%SZ}")

    assert (await office.change_expiry(_run(None, BOB.email), _payload(grant))).label == "Changed"

    assert (await office.look(grant)).verdict.grant == moved
    assert (await office.events(grant))["extended"]["by"] == BOB.email


@pytest.mark.parametrize(("expiry", "told"), [("2099-01-01T00:00:00Z", "With all extensions"), (None, "must have an expiry time")])
async def test_an_edit_that_may_not_be_is_refused_and_says_so(office: Office, account: Account, expiry: str | None, told: str) -> None:
    grant = await _granted(office, account.id)
    await _edit(office, grant, expiry)
    with pytest.raises(Refused, match=told):
        await office.change_expiry(_run(None, None), _payload(grant))
    assert (await office.look(grant)).verdict.grant == grant


async def test_an_expiry_edited_into_the_past_ends_the_grant_now(office: Office, account: Account) -> None:
    grant = await _granted(office, account.id)
    await _edit(office, grant, "2020-01-01T00:00:00Z")
    assert (await office.change_expiry(_run(None, BOB.email), _payload(grant))).label == "Revoked"
    assert (await office.look(grant)).observed.role is None
    assert (await office.events(grant))["revoked"]["by"] == BOB.email


async def test_a_leaver_is_emptied_though_one_grant_resists_and_again_is_enough(office: Office, account: Account) -> None:
    theirs = [await _granted(office, account.id, CAROL.email) for _ in range(3)]
    other = await _granted(office, account.id)
    mended = await _resists(await office.place.account(account.id), theirs[1])
    run = _run(None, BOB.email, user=CAROL.email)

    first = await office.leaver(run, {})

    assert not first.success
    assert f"2 of 3 permissions of {CAROL.email} have been revoked." in first.log
    assert f"{theirs[1].name} could not be revoked." in first.log
    assert [(await office.look(grant)).observed.policy is None for grant in theirs] == [True, False, True]
    mended()
    again = await office.leaver(replace(run, again=True), {})
    assert again.success, again.log
    assert (await office.look(theirs[1])).observed.role is None
    assert (await office.events(theirs[1]))["revoked"]["requester"] == CAROL.email
    assert (await office.look(other)).verdict.grant == other


async def test_what_a_leaver_is_asking_for_at_the_moment_is_ended_too(office: Office, account: Account) -> None:
    company = office.company
    asked = {"permissions": ["s3:PutObject"], "duration": "1h"}
    theirs, other = [await company.start("request_permissions", BUCKET, who, **asked) for who in (CAROL.email, ALICE.email)]
    for run in (theirs, other):
        await company.acknowledge(run)

    await office.leaver(_run(None, BOB.email, user=CAROL.email), {})

    assert [(await company.run(run))["status"] for run in (theirs, other)] == ["FAILURE", "IN_PROGRESS"]


async def test_an_unreadable_record_is_told_where_it_may_be_the_leaver_s(office: Office, account: Account) -> None:
    """Whatever happens to the records of others must not keep this from ending well."""
    theirs, other = await _granted(office, account.id, "odd@example.com"), await _granted(office, account.id)
    iam = await account.iam()
    for grant in (theirs, other):
        await iam.untag_role(RoleName=grant.name, TagKeys=["port:deadline"])

    ended = await office.leaver(_run(None, BOB.email, user="odd@example.com"), {})

    assert not ended.success
    assert f"{theirs.name} in account {account.id} may be theirs" in ended.log
    assert other.name not in ended.log


async def test_a_leaver_s_grants_are_found_in_every_account(account: Account) -> None:
    async with opened() as company, open_place(SEVERAL) as place:
        office = Office(company, place)
        theirs = [await _granted(office, each, "leaver@example.com") for each in (SHOP, DATA)]
        ended = await office.leaver(_run(None, BOB.email, user="Leaver@example.com"), {})
        assert ended.success, ended.log
        assert [(await office.look(grant)).observed.role for grant in theirs] == [None, None]


async def test_the_history_of_a_revoked_grant_is_what_its_record_said(office: Office, account: Account) -> None:
    grant = await _granted(office, account.id)
    verb = RevokePermissions(office.place, office.company.api, *office.parts)
    await verb(_run(grant, ALICE.email), {})
    told = (await office.events(grant))["revoked"]
    assert (told["by"], told["requester"], told["resource_arn"], told["account"]) == (ALICE.email, ALICE.email, BUCKET, account.id)
    assert (told["permissions"], told["reason"], told["ticket"]) == (["s3:PutObject"], grant.reason, grant.ticket)


async def test_what_the_sweep_ended_is_in_the_history_as_expired(office: Office, account: Account) -> None:
    grant = await _granted(office, account.id, granted_at=_NOW, deadline=_NOW + timedelta(hours=1))
    iam = await account.iam()
    past = {"Key": "port:deadline", "Value": "2026-01-01T00:00:00Z"}
    await iam.tag_role(RoleName=grant.name, Tags=[past])

    await Sweeper(office.place, office.company.api, History(office.company.api)).round()

    told = (await office.events(grant))["expired"]
    assert (told["by"], told["requester"], told["resource_arn"]) == ("sweep", ALICE.email, BUCKET)


async def test_repairing_is_told_with_what_was_put_right(office: Office, account: Account) -> None:
    grant = await _granted(office, account.id)
    repair = RepairPermissions(office.place, *office.parts)
    assert (await repair(_run(grant, BOB.email), {})).label == "Nothing to do"
    assert await office.events(grant) == {}
    await (await account.iam()).tag_role(RoleName=grant.name, Tags=[{"Key": "team", "Value": "admins"}])
    repaired = await repair(_run(grant, BOB.email), {})
    assert "Put right: The role has a tag 'team' that is not of the record." in repaired.log
    assert (await office.events(grant))["repaired"]["by"] == BOB.email


async def _resists(account: Account, grant: Grant) -> Any:
    """AWS does not delete the grant's policy until the answer is called."""
    iam = await account.iam()

    def refuse(params: dict[str, Any], **_: Any) -> None:
        if grant.name in str(params):
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "not this one"}}, "DeletePolicy")

    iam.meta.events.register("before-call.iam.DeletePolicy", refuse)
    return lambda: iam.meta.events.unregister("before-call.iam.DeletePolicy", refuse)
