"""Everything of one person ends, also what resists and what is only being asked for (moto server)."""

from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from integration.aws.accounts import Account
from integration.domain.grant import Grant
from tests.accounts import DATA, SEVERAL, SHOP
from tests.accounts import place as open_place
from tests.port.company import BUCKET, opened
from tests.port.office import Office, run_of
from tests.sandbox.port.client import ALICE, BOB, CAROL


async def test_a_leaver_is_emptied_though_one_grant_resists_and_again_is_enough(office: Office, account: Account) -> None:
    theirs = [await office.granted(account.id, CAROL.email) for _ in range(3)]
    other = await office.granted(account.id)
    mended = await _resists(await office.place.account(account.id), theirs[1])
    run = run_of(None, BOB.email, user=CAROL.email)

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

    await office.leaver(run_of(None, BOB.email, user=CAROL.email), {})

    assert [(await company.run(run))["status"] for run in (theirs, other)] == ["FAILURE", "IN_PROGRESS"]


async def test_an_unreadable_record_is_told_where_it_may_be_the_leaver_s(office: Office, account: Account) -> None:
    """Whatever happens to the records of others must not keep this from ending well."""
    theirs, other = await office.granted(account.id, "odd@example.com"), await office.granted(account.id)
    iam = await account.iam()
    for grant in (theirs, other):
        await iam.untag_role(RoleName=grant.name, TagKeys=["port:deadline"])

    ended = await office.leaver(run_of(None, BOB.email, user="odd@example.com"), {})

    assert not ended.success
    assert f"{theirs.name} in account {account.id} may be theirs" in ended.log
    assert other.name not in ended.log


async def test_a_leaver_s_grants_are_found_in_every_account(account: Account) -> None:
    async with opened() as company, open_place(SEVERAL) as place:
        office = Office(company, place)
        theirs = [await office.granted(each, "leaver@example.com") for each in (SHOP, DATA)]
        ended = await office.leaver(run_of(None, BOB.email, user="Leaver@example.com"), {})
        assert ended.success, ended.log
        assert [(await office.look(grant)).observed.role for grant in theirs] == [None, None]


async def _resists(account: Account, grant: Grant) -> Any:
    """AWS does not delete the grant's policy until the answer is called."""
    iam = await account.iam()

    def refuse(params: dict[str, Any], **_: Any) -> None:
        if grant.name in str(params):
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "not this one"}}, "DeletePolicy")

    iam.meta.events.register("before-call.iam.DeletePolicy", refuse)
    return lambda: iam.meta.events.unregister("before-call.iam.DeletePolicy", refuse)
