import re

import pytest

from integration.domain.errors import Refused
from integration.domain.guardrails import objection
from integration.domain.never import NEVER
from integration.domain.plan import plan
from integration.domain.published import find, permissions_of, services
from integration.domain.settings import GrantSettings, Guardrails
from integration.resources.menu import types
from tests.domain.examples import BUCKET, NOW, request


def _objection(action: str, guardrails: Guardrails) -> str | None:
    permission = find(action)
    assert permission, action
    return objection(permission, guardrails)


@pytest.mark.parametrize("pattern", sorted({pattern for entry in NEVER for pattern in entry.patterns}))
def test_every_pattern_of_the_deny_list_names_an_action_that_exists(pattern: str) -> None:
    service, name = pattern.split(":")
    assert service in services()
    regex = re.compile(re.escape(name).replace(r"\*", ".*"), re.IGNORECASE)
    assert any(regex.fullmatch(action) for action in permissions_of(service)), pattern


@pytest.mark.parametrize(
    "action",
    [
        "iam:CreateRole",
        "lambda:UpdateFunctionCode",
        "ssm:SendCommand",
        "ec2:ModifyInstanceAttribute",
        "ecs:ExecuteCommand",
        "rds:ModifyDBInstance",
    ],
)
def test_no_setting_of_the_operator_opens_what_is_never_granted(action: str) -> None:
    assert "never granted" in str(_objection(action, Guardrails(allow=("*",), permissions_management=True)))


def test_permissions_management_needs_the_operators_consent() -> None:
    assert "permissionsManagement" in str(_objection("s3:PutBucketPolicy", Guardrails()))
    assert _objection("s3:PutBucketPolicy", Guardrails(permissions_management=True)) is None


def test_no_offered_service_lets_permissions_management_through_by_default() -> None:
    for kind in types():
        for permission in permissions_of(kind.service).values():
            if "Permissions management" in permission.access_levels:
                assert objection(permission, Guardrails()), permission.name


def test_denying_wins_over_allowing() -> None:
    guardrails = Guardrails(allow=("s3:*",), deny=("s3:Delete*",))
    assert _objection("s3:PutObject", guardrails) is None
    assert "deniedPermissions" in str(_objection("s3:DeleteObject", guardrails))
    assert "allowedPermissions" in str(_objection("ec2:StopInstances", guardrails))


def test_patterns_do_not_mind_upper_and_lower_case() -> None:
    assert _objection("s3:DeleteObject", Guardrails(deny=("S3:delete?bject",)))


def test_what_only_works_on_everything_can_be_switched_off() -> None:
    assert "unscopedRead" in str(_objection("s3:ListAllMyBuckets", Guardrails(unscoped_read=False)))


def test_guardrails_stand_in_front_of_every_plan() -> None:
    settings = GrantSettings(guardrails=Guardrails(deny=("s3:PutObject",)))
    with pytest.raises(Refused, match="deniedPermissions"):
        plan(request(resource=BUCKET, permissions=("s3:PutObject",)), types(), settings, NOW)
