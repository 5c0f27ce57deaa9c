"""Nothing is left out: what MiniStack cannot judge is judged by the independent evaluator of tests/iam_evaluator.py."""

from collections.abc import Mapping

import pytest

from integration.domain.permission import offered
from integration.domain.policy import permission_policy
from integration.domain.settings import Guardrails
from integration.resources.menu import types
from tests.domain.examples import ACCOUNT, BUCKET, INSTANCE, grant
from tests.enforcement.ec2_cases import INSTANCE_CASES, VOLUME_CASES
from tests.enforcement.s3_cases import S3_CASES
from tests.enforcement.unjudged import UNJUDGED
from tests.iam_evaluator import Request, is_allowed

_VOLUME = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:volume/vol-0123456789abcdef0"
_KEY = "2026/11/report.csv"
_LIMITED = {
    offer.action: offer.limited_to for offer in offered(types(), Guardrails(), ()) if offer.service in ("s3", "ec2") and offer.limited_to
}
# The resource asked for, and what AWS checks the action on, by the type that it is limited to.
_EXAMPLES: Mapping[str, tuple[str, str]] = {
    "bucket": (BUCKET, BUCKET),
    "object": (BUCKET, f"{BUCKET}/{_KEY}"),
    "instance": (INSTANCE, INSTANCE),
    "volume": (_VOLUME, _VOLUME),
}


def test_every_action_of_s3_and_ec2_that_is_limited_to_a_resource_is_judged() -> None:
    by_ministack = [case.permission for case in (*S3_CASES, *INSTANCE_CASES, *VOLUME_CASES)]
    by_evaluator = [permission for permissions in UNJUDGED.values() for permission in permissions]
    assert sorted(by_ministack + by_evaluator) == sorted(_LIMITED)


def _is_allowed(permission: str, asked_for: str, action: str, arn: str, moment: str = "2026-11-24T12:59:59Z") -> bool:
    policy = permission_policy(grant(resource=asked_for, permissions=(permission,)))
    context = {"aws:CurrentTime": moment, "aws:RequestedRegion": "eu-west-1", "aws:ResourceAccount": ACCOUNT}
    return is_allowed(policy, Request(action, arn, context=context))


@pytest.mark.parametrize("permission", [permission for permissions in UNJUDGED.values() for permission in permissions])
def test_the_evaluator_allows_it_on_its_resource_alone(permission: str) -> None:
    for scope in _LIMITED[permission]:
        asked_for, checked = _EXAMPLES[scope]
        assert _is_allowed(permission, asked_for, permission, checked)
        assert not _is_allowed(permission, asked_for, permission, checked, moment="2026-11-24T13:00:00Z")
        assert not _is_allowed(permission, asked_for, permission, checked.replace(asked_for, f"{asked_for}-archive"))
        assert not _is_allowed(permission, asked_for, f"{permission}Acl", checked)


def test_stopping_two_instances_at_once_needs_both() -> None:
    """MiniStack asks about the first instance of a call only; AWS asks about each."""
    neighbour = INSTANCE.replace("abcdef0", "abcdef1")
    stopped = [_is_allowed("ec2:StopInstances", INSTANCE, "ec2:StopInstances", arn) for arn in (INSTANCE, neighbour)]
    assert stopped == [True, False]
