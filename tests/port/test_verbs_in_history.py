"""What the verbs and the sweep did stands in the history, told by the record that AWS held (moto server)."""

from datetime import timedelta

from integration.aws.accounts import Account
from integration.port.actions.repair_permissions import RepairPermissions
from integration.port.actions.revoke_permissions import RevokePermissions
from integration.port.catalog.history import History
from integration.port.sweeper import Sweeper
from tests.port.company import BUCKET
from tests.port.office import NOW, Office, run_of, told
from tests.sandbox.port.client import ALICE, BOB


async def test_the_history_of_a_revoked_grant_is_what_its_record_said(office: Office, account: Account) -> None:
    grant = await office.granted(account.id)
    verb = RevokePermissions(office.place, office.company.api, *office.parts)
    await told(verb(run_of(grant, ALICE.email), {}))
    event = (await office.events(grant))["revoked"]
    assert (event["by"], event["requester"], event["resource_arn"], event["account"]) == (ALICE.email, ALICE.email, BUCKET, account.id)
    assert (event["permissions"], event["reason"], event["ticket"]) == (["s3:PutObject"], grant.reason, grant.ticket)


async def test_what_the_sweep_ended_is_in_the_history_as_expired(office: Office, account: Account) -> None:
    grant = await office.granted(account.id, granted_at=NOW, deadline=NOW + timedelta(hours=1))
    iam = await account.iam()
    past = {"Key": "port:deadline", "Value": "2026-01-01T00:00:00Z"}
    await iam.tag_role(RoleName=grant.name, Tags=[past])

    await Sweeper(office.place, office.company.api, History(office.company.api)).round()

    event = (await office.events(grant))["expired"]
    assert (event["by"], event["requester"], event["resource_arn"]) == ("sweep", ALICE.email, BUCKET)


async def test_repairing_is_told_with_what_was_put_right(office: Office, account: Account) -> None:
    grant = await office.granted(account.id)
    repair = RepairPermissions(office.place, *office.parts)
    assert (await told(repair(run_of(grant, BOB.email), {}))).label == "Nothing to do"
    assert await office.events(grant) == {}
    await (await account.iam()).tag_role(RoleName=grant.name, Tags=[{"Key": "team", "Value": "admins"}])
    repaired = await told(repair(run_of(grant, BOB.email), {}))
    assert "Put right: The role has a tag 'team' that is not of the record." in repaired.log
    assert (await office.events(grant))["repaired"]["by"] == BOB.email
