"""Trying the access tells what AWS really does with a grant: for whom, on what, and until when."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.access import AccessTrial, Attempt, TryAccess, open_trial
from sandbox.aws import LocalAws, open_aws
from sandbox.company import ACCOUNT
from sandbox.seed import Seeded, seed

AIKO = "aiko.brandt@northlight.example"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/port/Permission-r_1"
POLICY_ARN = f"arn:aws:iam::{ACCOUNT}:policy/port/Permission-r_1"
BUCKET_ARN = "arn:aws:s3:::northlight-backups-eu"
BUCKET_NAME = "northlight-backups-eu"
LATER = datetime.now(UTC) + timedelta(hours=1)
EARLIER = datetime.now(UTC) - timedelta(minutes=1)


def before(moment: datetime) -> dict[str, Any]:
    return {"DateLessThan": {"aws:CurrentTime": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}}


def document(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


async def make_grant(
    aws: LocalAws, actions: list[str], resource: str, *, trust_until: datetime = LATER, policy_until: datetime = LATER
) -> None:
    """A role for Aiko by hand, in the documents' shape that the integration uses."""
    person = {"ArnLike": {"aws:PrincipalArn": [f"arn:aws:iam::{ACCOUNT}:user/{AIKO}", f"arn:aws:iam::{ACCOUNT}:user/*/{AIKO}"]}}
    trust = document(
        Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        Action=["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        Condition={**person, **before(trust_until)},
    )
    policy = document(Action=actions, Resource=resource, Condition=before(policy_until))
    async with aws.client("iam", aws.root) as iam:
        await iam.create_role(RoleName="Permission-r_1", Path="/port/", AssumeRolePolicyDocument=trust)
        await iam.create_policy(PolicyName="Permission-r_1", Path="/port/", PolicyDocument=policy)
        await iam.attach_role_policy(RoleName="Permission-r_1", PolicyArn=POLICY_ARN)


async def instance_named(aws: LocalAws, name: str) -> dict[str, Any]:
    async with aws.client("ec2", aws.root) as ec2:
        found = await ec2.describe_instances(Filters=[{"Name": "tag:Name", "Values": [name]}])
    instance: dict[str, Any] = found["Reservations"][0]["Instances"][0]
    return instance


def said(attempts: tuple[Attempt, ...]) -> dict[str, bool]:
    return {attempt.sentence: attempt.allowed for attempt in attempts}


def trial_of(judging_aws: tuple[LocalAws, Seeded]) -> AccessTrial:
    aws, seeded = judging_aws
    return AccessTrial(aws, seeded.people)


async def test_putting_works_in_the_granted_bucket_alone_and_for_the_requester_alone(judging_aws: tuple[LocalAws, Seeded]) -> None:
    trial = trial_of(judging_aws)
    await make_grant(trial.aws, ["s3:PutObject"], f"{BUCKET_ARN}/*")
    attempts = await trial(TryAccess(ROLE_ARN, AIKO, BUCKET_ARN, ("s3:PutObject", "s3:GetObject")))
    assert said(attempts) == {
        f"Become the role as {AIKO}": True,
        "Become the role as maya.lindqvist@northlight.example": False,
        f"Put an object into {BUCKET_NAME}": True,
        f"Read an object of {BUCKET_NAME}": False,
        "Put an object into northlight-access-logs": False,
        "Read an object of northlight-access-logs": False,
    }


async def test_stopping_works_for_the_granted_instance_alone(judging_aws: tuple[LocalAws, Seeded]) -> None:
    trial = trial_of(judging_aws)
    instance_id = (await instance_named(trial.aws, "staging-box"))["InstanceId"]
    arn = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/{instance_id}"
    await make_grant(trial.aws, ["ec2:StopInstances"], arn)
    attempts = await trial(TryAccess(ROLE_ARN, AIKO, arn, ("ec2:StopInstances",)))
    own, neighbour = attempts[2:]
    assert (own.sentence, own.allowed, neighbour.allowed) == (f"Stop {instance_id}", True, False)
    assert (await instance_named(trial.aws, "staging-box"))["State"]["Name"] == "stopped"
    assert (await instance_named(trial.aws, "shop-web-1"))["State"]["Name"] == "running"


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:DeleteObject"])
async def test_there_is_an_object_to_read_and_to_delete(action: str, judging_aws: tuple[LocalAws, Seeded]) -> None:
    trial = trial_of(judging_aws)
    await make_grant(trial.aws, [action], f"{BUCKET_ARN}/*")
    attempts = await trial(TryAccess(ROLE_ARN, AIKO, BUCKET_ARN, (action,)))
    assert [attempt.allowed for attempt in attempts] == [True, False, True, False]


async def test_after_the_trust_has_ended_nobody_becomes_the_role(judging_aws: tuple[LocalAws, Seeded]) -> None:
    trial = trial_of(judging_aws)
    await make_grant(trial.aws, ["s3:PutObject"], f"{BUCKET_ARN}/*", trust_until=EARLIER)
    attempts = await trial(TryAccess(ROLE_ARN, AIKO, BUCKET_ARN, ("s3:PutObject",)))
    assert said(attempts) == {f"Become the role as {AIKO}": False}
    assert "not authorized to perform: sts:AssumeRole" in attempts[0].detail


async def test_after_the_deadline_of_the_policy_a_session_can_do_nothing(judging_aws: tuple[LocalAws, Seeded]) -> None:
    trial = trial_of(judging_aws)
    await make_grant(trial.aws, ["s3:PutObject"], f"{BUCKET_ARN}/*", policy_until=EARLIER)
    attempts = await trial(TryAccess(ROLE_ARN, AIKO, BUCKET_ARN, ("s3:PutObject",)))
    assert said(attempts)[f"Put an object into {BUCKET_NAME}"] is False


async def test_a_role_that_is_gone_is_told_as_a_refusal(judging_aws: tuple[LocalAws, Seeded]) -> None:
    attempts = await trial_of(judging_aws)(TryAccess(ROLE_ARN, AIKO, BUCKET_ARN, ("s3:PutObject",)))
    assert said(attempts) == {f"Become the role as {AIKO}": False}


async def test_somebody_without_an_iam_user_is_told_so(judging_aws: tuple[LocalAws, Seeded]) -> None:
    attempts = await trial_of(judging_aws)(TryAccess(ROLE_ARN, "guest@elsewhere.example", BUCKET_ARN, ("s3:PutObject",)))
    assert attempts == (
        Attempt("Become the role as guest@elsewhere.example", False, "The local AWS has no IAM user guest@elsewhere.example."),
    )


async def test_there_is_nothing_to_try_where_aws_does_not_judge(tmp_path: Any, judging_aws: tuple[LocalAws, Seeded]) -> None:
    judging, seeded = judging_aws
    assert await open_trial(judging, seeded.people) is not None
    async with open_aws("moto", tmp_path) as (aws, _):
        assert await open_trial(aws, (await seed(aws)).people) is None
