"""Risk: what an action may do to the one who owns the resource, and to whom the operator listens."""

import pytest

from integration.domain.permission import offered
from integration.domain.plan import plan
from integration.domain.published import find
from integration.domain.risk import Rated, Risk, RiskOverrides, rated, risk_of, risk_of_actions
from integration.domain.settings import GrantSettings, Guardrails
from integration.resources.menu import types
from tests.domain.examples import NOW, request


def _rated(action: str, overrides: RiskOverrides | None = None) -> Rated:
    permission = find(action)
    assert permission
    return rated(permission, overrides or {})


def test_risks_are_compared_by_weight_not_by_spelling() -> None:
    assert Risk.LOW < Risk.MEDIUM < Risk.HIGH
    assert Risk.HIGH >= Risk.HIGH > Risk.MEDIUM >= Risk.LOW
    assert Risk.LOW <= Risk.LOW
    assert max(Risk) is Risk.HIGH


@pytest.mark.parametrize(
    ("action", "risk"),
    [
        ("s3:ListBucket", Risk.LOW),
        ("sns:Subscribe", Risk.HIGH),
        ("s3:GetObject", Risk.LOW),
        ("s3:PutObject", Risk.MEDIUM),
        ("s3:PutObjectTagging", Risk.MEDIUM),
        ("s3:DeleteObject", Risk.HIGH),
        ("s3:DeleteObjectTagging", Risk.MEDIUM),
        ("s3:PutLifecycleConfiguration", Risk.HIGH),
        ("s3:PutBucketPolicy", Risk.HIGH),
        ("ec2:TerminateInstances", Risk.HIGH),
        ("ec2:StopInstances", Risk.MEDIUM),
        ("sqs:PurgeQueue", Risk.HIGH),
        ("sqs:DeleteMessage", Risk.MEDIUM),
        ("ecr:BatchDeleteImage", Risk.HIGH),
        ("secretsmanager:GetSecretValue", Risk.HIGH),
        ("secretsmanager:BatchGetSecretValue", Risk.HIGH),
        ("secretsmanager:DescribeSecret", Risk.LOW),
        ("kms:Decrypt", Risk.HIGH),
        ("kms:Encrypt", Risk.MEDIUM),
        ("ssm:GetParametersByPath", Risk.HIGH),
        ("lambda:GetFunctionConfiguration", Risk.MEDIUM),
    ],
)
def test_an_action_has_a_risk(action: str, risk: Risk) -> None:
    assert _rated(action).risk is risk


def test_whatever_changes_access_or_deletes_is_never_low() -> None:
    every = list(offered(types(), Guardrails(permissions_management=True), ()))
    low = [offer for offer in every if offer.risk is Risk.LOW]
    assert {offer.access_level for offer in low} == {"List", "Read"}
    assert not [offer.action for offer in low if any(word in offer.action for word in ("Delete", "Terminate", "Purge", "SecretValue"))]
    assert {offer.risk for offer in every if offer.access_level == "Permissions management"} == {Risk.HIGH}


def test_the_operator_decides_by_his_most_exact_pattern() -> None:
    assert _rated("s3:DeleteObject", {"s3:DeleteObject": Risk.MEDIUM}).risk is Risk.MEDIUM
    assert _rated("s3:DeleteBucket", {"s3:DeleteObject": Risk.MEDIUM}).risk is Risk.HIGH
    both = {"s3:*": Risk.LOW, "s3:Delete*": Risk.HIGH}
    assert [_rated(action, both).risk for action in ("s3:DeleteBucket", "s3:PutObject")] == [Risk.HIGH, Risk.LOW]
    assert "riskOverrides" in _rated("s3:PutObject", both).reason


def test_every_reason_ends_a_sentence_that_begins_with_the_action() -> None:
    every = offered(types(), Guardrails(permissions_management=True), ())
    reasons = {_rated(offer.action).reason for offer in every}
    assert all(reason[0].islower() and not reason.endswith(".") for reason in reasons)


def test_a_grant_is_as_risky_as_its_riskiest_action() -> None:
    assert risk_of_actions(["s3:GetObject", "s3:PutObject"], {}) is Risk.MEDIUM
    assert risk_of_actions(["s3:GetObject"], {}) is Risk.LOW
    planned = plan(request(permissions=("s3:ListBucket", "s3:DeleteObject")), types(), GrantSettings(), NOW)
    assert planned.risk is Risk.HIGH
    assert [(item.action, item.risk) for item in planned.rated] == [("s3:DeleteObject", Risk.HIGH), ("s3:ListBucket", Risk.LOW)]


def test_an_action_that_is_no_longer_published_counts_as_high() -> None:
    assert risk_of_actions(["s3:GetObject", "s3:LongGone"], {}) is Risk.HIGH


def test_an_offer_carries_the_risk_that_the_operator_gave() -> None:
    kept = Guardrails(risk_overrides={"s3:GetObject": Risk.HIGH})
    found = {offer.action: offer.risk for offer in offered(types(), kept, ())}
    permission = find("s3:GetObject")
    assert permission
    assert found["s3:GetObject"] is Risk.HIGH
    assert risk_of(permission, {}) is Risk.LOW
