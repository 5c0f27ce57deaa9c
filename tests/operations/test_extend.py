"""Moving the end of a grant, against a real IAM API (moto server): at every write that fails there is access, and never too much."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from integration.aws.accounts import Account
from integration.aws.errors import AwsError
from integration.domain.grant import Grant
from integration.domain.policy import end_of
from integration.domain.settings import GrantSettings
from integration.domain.status import Status
from integration.operations.disputed import Disputed
from integration.operations.extend import extend
from integration.operations.observe import look, observe
from integration.operations.repair import repair
from integration.operations.request import request
from tests.grants import NOW, a_grant

_SOON = NOW + timedelta(minutes=1)
_LATER, _EARLIER = timedelta(days=2), -timedelta(hours=2)
_WRITES = ("TagPolicy", "TagRole", "CreatePolicyVersion", "DeletePolicyVersion", "UpdateAssumeRolePolicy", "UpdateRole")


async def _granted(account: Account) -> Grant:
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    return grant


@pytest.mark.parametrize("by", [_LATER, _EARLIER])
async def test_a_moved_grant_is_active_with_its_new_end_and_one_version(account: Account, by: timedelta) -> None:
    grant = await _granted(account)
    before = (await look(account, grant.name, grant.path, NOW)).observed
    moved = replace(grant, deadline=grant.deadline + by)

    await extend(account, moved, _SOON)

    sighting = await look(account, grant.name, grant.path, _SOON)
    assert (sighting.verdict.status, sighting.verdict.grant, sighting.verdict.drift) == (Status.ACTIVE, moved, ())
    assert before.role
    assert sighting.observed.role
    assert before.role.created_at == sighting.observed.role.created_at, "it is the same role"


async def test_extending_twice_is_extending_once(account: Account) -> None:
    grant = await _granted(account)
    moved = replace(grant, deadline=grant.deadline + _LATER)
    await extend(account, moved, _SOON)
    written = _writes(await account.client("iam"))

    await extend(account, moved, _SOON)

    assert written == []


@pytest.mark.parametrize("by", [_LATER, _EARLIER])
@pytest.mark.parametrize("answer", ["before-call", "after-call"])
@pytest.mark.parametrize("write", _WRITES)
async def test_whatever_write_fails_there_is_access_to_the_earlier_end_and_again_is_enough(
    account: Account, by: timedelta, answer: str, write: str
) -> None:
    grant = await _granted(account)
    moved = replace(grant, deadline=grant.deadline + by)
    iam = await account.client("iam")
    broken = _breaks(iam, f"{answer}.iam.{write}", write)

    with pytest.raises(AwsError):
        await extend(account, moved, _SOON)

    broken()
    await _holds_no_more_than_its_record(account, grant, moved)
    await extend(account, moved, _SOON)
    verdict = (await look(account, grant.name, grant.path, _SOON)).verdict
    assert (verdict.status, verdict.grant) == (Status.ACTIVE, moved)


@pytest.mark.parametrize("write", _WRITES[2:])
async def test_a_move_that_broke_off_after_its_record_is_shown_as_changing_and_repaired(account: Account, write: str) -> None:
    grant = await _granted(account)
    moved = replace(grant, deadline=grant.deadline + _LATER)
    broken = _breaks(await account.client("iam"), f"before-call.iam.{write}", write)
    with pytest.raises(AwsError):
        await extend(account, moved, _SOON)
    broken()
    # Listing leaves the limit of sessions out, so it alone is not seen there.
    listed = [seen.verdict.status async for seen in observe(account, grant.path, _SOON) if seen.name == grant.name]
    assert listed == [Status.ACTIVE if write == "UpdateRole" else Status.CHANGING]

    assert await repair(account, grant.name, GrantSettings(), _SOON)

    verdict = (await look(account, grant.name, grant.path, _SOON)).verdict
    assert (verdict.status, verdict.grant) == (Status.ACTIVE, moved)


async def test_a_grant_that_others_changed_can_be_ended_earlier_and_what_they_changed_is_still_told(account: Account) -> None:
    grant = await _granted(account)
    iam = await account.client("iam")
    await iam.create_instance_profile(InstanceProfileName=grant.name)
    await iam.add_role_to_instance_profile(InstanceProfileName=grant.name, RoleName=grant.name)
    sooner = replace(grant, deadline=grant.deadline + _EARLIER)

    await extend(account, sooner, _SOON)

    sighting = await look(account, grant.name, grant.path, _SOON)
    assert (sighting.verdict.status, sighting.verdict.grant) == (Status.DRIFTED, sooner)
    assert sighting.observed.policy
    assert end_of(sighting.observed.policy.document) == sooner.deadline


async def test_versions_that_others_left_make_room(account: Account) -> None:
    grant = await _granted(account)
    moved = replace(grant, deadline=grant.deadline + _LATER)
    iam = await account.client("iam")
    document = (await iam.get_policy_version(PolicyArn=grant.policy_arn, VersionId="v1"))["PolicyVersion"]["Document"]
    for _ in range(4):
        await iam.create_policy_version(PolicyArn=grant.policy_arn, PolicyDocument=str(document).replace("'", '"'))

    await extend(account, moved, _SOON)

    assert (await look(account, grant.name, grant.path, _SOON)).verdict.status is Status.ACTIVE


async def test_the_old_version_goes_though_iam_still_lists_it_as_the_one_in_force(account: Account) -> None:
    grant = await _granted(account)
    moved = replace(grant, deadline=grant.deadline + _LATER)
    iam = await account.client("iam")
    lagging = 2 * [[{"VersionId": "v1", "IsDefaultVersion": True}]]
    iam.meta.events.register(
        "after-call.iam.ListPolicyVersions", lambda parsed, **_: parsed.update(Versions=lagging.pop()) if lagging else None
    )

    await extend(account, moved, _SOON)

    assert (await look(account, grant.name, grant.path, _SOON)).verdict.status is Status.ACTIVE


async def test_a_record_that_was_changed_on_one_of_the_two_is_not_extended(account: Account) -> None:
    """Somebody moved the beginning, from which the cap is counted."""
    grant = await _granted(account)
    iam = await account.client("iam")
    await iam.tag_role(RoleName=grant.name, Tags=[{"Key": "port:granted-at", "Value": "2026-11-24T12:00:00Z"}])
    found = (await look(account, grant.name, grant.path, _SOON)).verdict.grant
    assert found

    with pytest.raises(Disputed):
        await extend(account, replace(found, deadline=found.deadline + _LATER), _SOON)


async def _holds_no_more_than_its_record(account: Account, grant: Grant, moved: Grant) -> None:
    sighting = await look(account, grant.name, grant.path, _SOON)
    role, policy, recorded = sighting.observed.role, sighting.observed.policy, sighting.verdict.grant
    assert role
    assert policy
    assert recorded
    assert sighting.verdict.status in (Status.ACTIVE, Status.CHANGING)
    earlier: datetime = min(grant.deadline, moved.deadline)
    for end in (end_of(role.trust), end_of(policy.document)):
        assert end
        assert earlier <= end <= recorded.deadline


def _breaks(iam: Any, event: str, write: str) -> Any:
    """From now on the write fails, before it is done or after; the answer mends it."""

    def fail(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "ServiceFailure", "Message": "as it was arranged"}}, write)

    iam.meta.events.register(event, fail)
    return lambda: iam.meta.events.unregister(event, fail)


def _writes(iam: Any) -> list[str]:
    written: list[str] = []

    def note(model: Any, **_: Any) -> None:
        if not model.name.startswith(("Get", "List")):
            written.append(model.name)

    iam.meta.events.register("before-call.iam", note)
    return written
