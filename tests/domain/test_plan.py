from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.errors import Refused
from integration.domain.grant import ScopedPermission
from integration.domain.permission import offered
from integration.domain.plan import plan
from integration.domain.policy import document_text, permission_policy
from integration.domain.record import encode
from integration.domain.settings import GrantSettings, Guardrails, TrustSettings
from integration.domain.trust import trust_policy
from integration.resources.menu import types
from tests.domain.examples import ACCOUNT, BUCKET, INSTANCE, NOW, OTHER_ACCOUNT, grant, request
from tests.domain.test_every_action import OWN

_OFFERS = tuple(offered(types(), Guardrails(), ()))


def _reasons(settings: GrantSettings | None = None, **changes: Any) -> str:
    with pytest.raises(Refused) as refused:
        plan(request(**changes), types(), settings or GrantSettings(), NOW)
    return str(refused.value)


def test_bucket_actions_get_the_bucket_and_object_actions_the_objects() -> None:
    assert permission_policy(grant(permissions=("s3:PutObject", "s3:ListBucket", "s3:GetObject"))) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Bucket",
                "Effect": "Allow",
                "Action": ["s3:ListBucket"],
                "Resource": ["arn:aws:s3:::reports"],
                "Condition": {
                    "DateLessThan": {"aws:CurrentTime": "2026-11-24T13:00:00Z"},
                    "StringEquals": {"aws:ResourceAccount": ACCOUNT},
                },
            },
            {
                "Sid": "Object",
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:PutObject"],
                "Resource": ["arn:aws:s3:::reports/*"],
                "Condition": {
                    "DateLessThan": {"aws:CurrentTime": "2026-11-24T13:00:00Z"},
                    "StringEquals": {"aws:ResourceAccount": ACCOUNT},
                },
            },
        ],
    }


def test_an_instance_action_gets_the_instance_and_nothing_below_it() -> None:
    (statement,) = permission_policy(grant(resource=INSTANCE, permissions=("ec2:StopInstances",)))["Statement"]
    assert statement["Resource"] == [INSTANCE]


def test_an_action_that_only_reads_everywhere_is_narrowed_to_region_and_account_and_said_so() -> None:
    planned = plan(request(resource=INSTANCE, permissions=("ec2:DescribeInstances",)), types(), GrantSettings(), NOW)
    (statement,) = permission_policy(planned.grant)["Statement"]
    assert statement["Resource"] == ["*"]
    assert statement["Condition"]["StringEquals"] == {"aws:RequestedRegion": "eu-west-1"}
    assert statement["Condition"]["StringEqualsIfExists"] == {"aws:ResourceAccount": ACCOUNT}
    assert [(warning.permission, "cannot be limited" in warning.message) for warning in planned.warnings] == [
        ("ec2:DescribeInstances", True)
    ]


def test_a_log_group_is_named_in_both_forms_that_aws_checks() -> None:
    group = OWN["CloudWatchLogs"]
    (statement,) = permission_policy(grant(resource=group, permissions=("logs:FilterLogEvents", "logs:TagResource")))["Statement"]
    assert statement["Resource"] == [group, f"{group}:*"]


@pytest.mark.parametrize(
    ("kind", "action", "scopes"),
    [
        ("DynamoDB", "dynamodb:Query", ["table"]),
        ("DynamoDB", "dynamodb:GetRecords", ["stream"]),
        ("DynamoDB", "dynamodb:TagResource", ["table"]),
        ("DynamoDB", "dynamodb:SearchVectors", ["index", "table"]),
        ("Lambda", "lambda:InvokeFunction", ["function"]),
        ("Lambda", "lambda:PutProvisionedConcurrencyConfig", ["function alias", "function version"]),
        ("ECS", "ecs:UpdateService", ["service"]),
        ("CloudWatchLogs", "logs:GetLogEvents", ["log-stream"]),
        ("StepFunctions", "states:ListExecutions", ["statemachine"]),
    ],
)
def test_an_action_is_limited_to_the_resource_or_else_to_what_is_inside_it(kind: str, action: str, scopes: list[str]) -> None:
    assert grant(resource=OWN[kind], permissions=(action,)).permissions == tuple(ScopedPermission(action, scope) for scope in scopes)


@pytest.mark.parametrize(
    ("resource", "action", "hint"),
    [
        (BUCKET, "s3:GetObjct", "Did you mean s3:GetObject"),
        (BUCKET, "s3:ListObjectsV2", "ask for s3:ListBucket instead"),
        (BUCKET, "s3:headobject", "ask for s3:GetObject instead"),
        (BUCKET, "s3:PutBucketReplication", "it needs s3:PutReplicationConfiguration. s3:PutReplicationConfiguration copies every object"),
        (BUCKET, "s3:PutBucketPolcy", "Did you mean s3:PutBucketPolicy? s3:PutBucketPolicy can change who has access"),
        (BUCKET, "S4:GetObject", "is not an IAM action"),
        (BUCKET, "GetObject", "looks like s3:GetObject"),
        (BUCKET, "", "An empty text is not an IAM action"),
        (BUCKET, "../s3:GetObject", "is not an IAM action"),
        (BUCKET, "s3:Get*", "has a wildcard"),
        (BUCKET, "*", "has a wildcard"),
        (BUCKET, "ec2:StopInstances", "is an action of Amazon EC2"),
        (BUCKET, "s3:CreateJob", "only takes it for everything"),
        (BUCKET, "s3:DescribeJob", "acts on job, not on this S3 bucket"),
        (BUCKET, "s3:PutBucketPolicy", "can change who has access"),
        (BUCKET, "s3:PutReplicationConfiguration", "is never granted"),
        (INSTANCE, "ec2:AttachVolume", "also needs volume"),
        (INSTANCE, "ec2:CreateImage", "also needs image and snapshot"),
        (INSTANCE, "ec2:AssociateAddress", "also needs an elastic-ip"),
        (INSTANCE, "iam:PassRole", "is never granted"),
        (INSTANCE, "sts:AssumeRole", "is never granted"),
        (INSTANCE, "ssm:StartSession", "is never granted"),
        (OWN["EBS"], "ec2:CreateVolume", "makes a new volume"),
        (OWN["EBS"], "ec2:DetachVolume", "also needs the instance"),
        (OWN["Lambda"], "lambda:UpdateFunctionCode", "is never granted"),
        (OWN["Lambda"], "lambda:GetWebFunction", "acts on webFunction"),
        (OWN["KMS"], "kms:CreateGrant", "is never granted"),
        (OWN["KMS"], "kms:UpdatePrimaryRegion", "also needs the key's replica in another region"),
        (OWN["SSM"], "ssm:GetParametersByPath", "ask for ssm:GetParameter instead"),
        (OWN["ECS"], "ecs:StopTask", "acts on task"),
        (OWN["StepFunctions"], "states:StopExecution", "acts on execution"),
        (OWN["SecretsManager"], "secretsmanager:CreateSecret", "makes a new secret"),
    ],
)
def test_what_cannot_be_granted_is_refused_with_the_way_out(resource: str, action: str, hint: str) -> None:
    assert hint in _reasons(resource=resource, permissions=(action,))


def test_all_problems_are_told_at_once() -> None:
    reasons = _reasons(
        permissions=("s3:Nonsense", "ec2:StopInstances", "s3:PutObject"), requester="a*@example.com", until=NOW, duration=None
    )
    for hint in ("s3:Nonsense", "ec2:StopInstances", "'a*@example.com' cannot be", "has passed"):
        assert hint in reasons
    assert "s3:PutObject" not in reasons


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"permissions": ()}, "No permissions were chosen"),
        ({"permissions": tuple(offer.action for offer in _OFFERS[:51])}, "are too many"),
        ({"account": "12345678"}, "is not 12 digits"),
        ({"resource": INSTANCE, "account": OTHER_ACCOUNT}, "belongs to the account"),
        ({"resource": "arn:aws:iam::123456789012:role/admin"}, "not offered on"),
        ({"resource": "arn:aws:s3:::reports/secret.csv"}, "not offered on"),
        ({"resource": "arn:aws:ec2:::instance/i-1"}, "names its region and its account"),
        ({"resource": "arn:aws:s3:eu-west-1:123456789012:reports"}, "names neither"),
        ({"requester": "alice"}, "is not an e-mail address"),
        ({"run_id": "r 1"}, "cannot be part of a role's name"),
        ({"run_id": "r" * 60}, "longer than the 64"),
        ({"reason": "\N{GRINNING FACE}" * 9000}, "shorten the reason"),
    ],
)
def test_a_request_that_cannot_be_is_refused_with_the_way_out(changes: dict[str, Any], hint: str) -> None:
    assert hint in _reasons(**changes)


def test_a_permission_asked_for_twice_or_in_other_letters_is_granted_once() -> None:
    assert grant(permissions=("s3:PutObject", "s3:PutObject", "S3:putobject")).actions == ("s3:PutObject",)


def test_a_policy_longer_than_aws_takes_is_refused() -> None:
    everything = tuple(offer.action for offer in _OFFERS if "EC2" in offer.resource_types)
    settings = GrantSettings(guardrails=Guardrails(max_permissions=1000))
    assert "IAM takes 6144" in _reasons(settings, resource=INSTANCE, permissions=everything)


def test_a_trust_policy_longer_than_aws_takes_is_refused() -> None:
    roles = tuple(f"ADFS-{number}" for number in range(20))
    assert "IAM takes 2048" in _reasons(GrantSettings(trust=TrustSettings(ways=("saml",), saml_roles=roles)))


def test_the_boundary_is_that_of_the_resources_account() -> None:
    settings = GrantSettings(guardrails=Guardrails(permissions_boundary="arn:{partition}:iam::{account}:policy/port-boundary"))
    assert grant(settings).boundary == f"arn:aws:iam::{ACCOUNT}:policy/port-boundary"


class TestTheDeadline:
    def test_is_what_was_asked_for_in_utc_and_whole_seconds(self) -> None:
        until = datetime(2026, 11, 24, 12, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=1)))
        assert grant(until=until, duration=None).deadline == datetime(2026, 11, 24, 11, 0, tzinfo=UTC)

    def test_is_the_default_when_nothing_was_asked_for(self) -> None:
        assert grant(duration=None).deadline == NOW + timedelta(hours=4)

    def test_of_permissions_management_is_nearer(self) -> None:
        settings = GrantSettings(guardrails=Guardrails(permissions_management=True))
        assert grant(settings, duration=None, permissions=("s3:PutBucketPolicy",)).deadline == NOW + timedelta(hours=1)
        assert "8 hours at most" in _reasons(settings, duration=timedelta(hours=9), permissions=("s3:PutBucketPolicy",))

    @pytest.mark.parametrize(
        ("changes", "hint"),
        [
            ({"duration": timedelta(days=8)}, "7 days at most"),
            ({"duration": None, "until": NOW + timedelta(days=7, seconds=1)}, "7 days at most"),
            ({"duration": timedelta(0)}, "longer than nothing"),
            ({"duration": timedelta(days=-1)}, "longer than nothing"),
            ({"duration": timedelta.max}, "longer than calendars"),
            ({"duration": None, "until": datetime.max.replace(tzinfo=timezone(-timedelta(hours=1)))}, "beyond the calendar"),
            ({"duration": None, "until": NOW}, "has passed"),
            ({"duration": None, "until": datetime(2026, 11, 24, 10)}, "names no time zone"),  # noqa: DTZ001 - that is the point
            ({"duration": timedelta(hours=1), "until": NOW + timedelta(hours=1)}, "not both"),
        ],
    )
    def test_is_refused_when_it_cannot_be(self, changes: dict[str, Any], hint: str) -> None:
        assert hint in _reasons(**changes)

    @pytest.mark.parametrize(("hours", "seconds"), [(1 / 60, 3600), (4, 14400), (100, 43200)])
    def test_shapes_how_long_a_session_may_last(self, hours: float, seconds: int) -> None:
        assert grant(duration=timedelta(hours=hours)).max_session_seconds == seconds


@given(
    kind=st.sampled_from(sorted(OWN)),
    picks=st.lists(st.integers(0, 10_000), min_size=1, max_size=50),
    duration=st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=7)),
    reason=st.text(max_size=300),
)
def test_a_plan_never_goes_beyond_what_it_may(kind: str, picks: list[int], duration: timedelta, reason: str) -> None:
    fitting = [offer.action for offer in _OFFERS if kind in offer.resource_types]
    chosen = tuple({fitting[pick % len(fitting)] for pick in picks})
    held = grant(resource=OWN[kind], permissions=chosen, duration=duration, reason=reason)
    policy, trust = permission_policy(held), trust_policy(held)
    for statement in policy["Statement"]:
        assert not any("*" in action for action in statement["Action"])
        assert "*" not in statement["Resource"] or statement["Condition"]["StringEquals"]
        assert statement["Condition"]["DateLessThan"] == {"aws:CurrentTime": held.deadline.strftime("%Y-%m-%dT%H:%M:%SZ")}
    assert {action for statement in policy["Statement"] for action in statement["Action"]} == set(chosen)
    assert len(document_text(policy)) <= 6144
    assert len(document_text(trust)) <= 2048
    assert len(encode(held)) <= 50
