"""The policies we ship for our own principal and as boundary of grants: all that the code needs, and no way to more."""

import json
from typing import Any

import pytest

from integration.aws.accounts import Account
from integration.aws.permissions import context_of_grants, needed_to_list, needed_to_list_grants, needed_to_write_grants
from integration.aws.sessions import Aws
from integration.domain.guardrails import objection
from integration.domain.published import permissions_of
from integration.domain.settings import Guardrails
from integration.resources.menu import MENU
from tests.iam_evaluator import Request, is_allowed
from tests.project import PROJECT

_ACCOUNT = "123456789012"
_BOUNDARY = f"arn:aws:iam::{_ACCOUNT}:policy/port-permissions-boundary"
_ROLE = f"arn:aws:iam::{_ACCOUNT}:role/port/Permission-r_1"
_POLICY = f"arn:aws:iam::{_ACCOUNT}:policy/port/Permission-r_1"
_BOUNDED = {"iam:PermissionsBoundary": _BOUNDARY, "iam:PolicyARN": _POLICY}


def _shipped(name: str) -> dict[str, Any]:
    text = (PROJECT / "deploy/iam" / f"{name}.json").read_text()
    return dict(json.loads(text.replace("ACCOUNT_ID", _ACCOUNT)))


def test_our_principal_may_do_all_that_the_code_needs() -> None:
    account = Account(_ACCOUNT, "aws", Aws())
    needed = [(each.action, each.resource) for each in needed_to_write_grants(account, "/port/") + needed_to_list_grants()]
    needed += [(each.action, each.resource) for row in MENU for each in needed_to_list(row, discovered=True)]
    context = context_of_grants(account, "/port/", _BOUNDARY)
    denied = [each for each in needed if not is_allowed(_shipped("principal-policy"), Request(*each, context=context))]
    assert denied == []


def test_our_principal_is_named_no_action_that_the_code_does_not_need() -> None:
    account = Account(_ACCOUNT, "aws", Aws())
    needed = {each.action for each in needed_to_write_grants(account, "/port/") + needed_to_list_grants()}
    needed |= {each.action for row in MENU for each in needed_to_list(row, discovered=True)}
    # `ocean probe` asks the simulator, and revoking takes a role out of whatever instance profile somebody put it in.
    needed |= {"iam:SimulatePrincipalPolicy", "iam:RemoveRoleFromInstanceProfile"}
    named = {
        action
        for statement in _shipped("principal-policy")["Statement"]
        if statement["Effect"] == "Allow"
        for action in statement["Action"]
    }
    assert named == needed


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("iam:CreateRole", _ROLE, {}),
        ("iam:CreateRole", _ROLE, {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("iam:CreateRole", f"arn:aws:iam::{_ACCOUNT}:role/admin", _BOUNDED),
        ("iam:AttachRolePolicy", _ROLE, {**_BOUNDED, "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ("iam:AttachRolePolicy", _ROLE, {"iam:PolicyARN": _POLICY}),
        ("iam:AttachRolePolicy", f"arn:aws:iam::{_ACCOUNT}:role/admin", _BOUNDED),
        ("iam:PutRolePolicy", f"arn:aws:iam::{_ACCOUNT}:role/admin", _BOUNDED),
        ("iam:PutRolePolicy", _ROLE, {}),
        ("iam:UpdateAssumeRolePolicy", f"arn:aws:iam::{_ACCOUNT}:role/admin", {}),
        ("iam:DeleteRole", f"arn:aws:iam::{_ACCOUNT}:role/admin", {}),
        ("iam:DeletePolicy", f"arn:aws:iam::{_ACCOUNT}:policy/theirs", {}),
        ("iam:DeleteRolePermissionsBoundary", _ROLE, _BOUNDED),
        ("iam:CreatePolicyVersion", _BOUNDARY, {}),
        ("iam:CreatePolicyVersion", f"arn:aws:iam::{_ACCOUNT}:policy/theirs", {}),
        ("iam:SetDefaultPolicyVersion", _POLICY, {}),
        ("iam:PassRole", _ROLE, {}),
        ("iam:CreateUser", f"arn:aws:iam::{_ACCOUNT}:user/me", {}),
        ("sts:AssumeRole", _ROLE, {}),
        ("s3:GetObject", "arn:aws:s3:::orders/a", {}),
    ],
)
def test_our_principal_may_not_reach_further(action: str, resource: str, context: dict[str, str]) -> None:
    assert not is_allowed(_shipped("principal-policy"), Request(action, resource, context=context))


def test_the_boundary_lets_grants_work_here_and_nowhere_else_and_never_to_more_power() -> None:
    here, elsewhere = {"aws:ResourceAccount": _ACCOUNT}, {"aws:ResourceAccount": "999999999999"}
    boundary, objects = _shipped("permissions-boundary"), "arn:aws:s3:::orders/a"
    assert is_allowed(boundary, Request("s3:PutObject", objects, context=here))
    assert not is_allowed(boundary, Request("s3:PutObject", objects, context=elsewhere))
    assert not is_allowed(boundary, Request("s3:PutBucketPolicy", "arn:aws:s3:::orders", context=here))
    assert not is_allowed(boundary, Request("iam:CreateUser", "*", context=here))


def test_the_boundary_denies_all_that_is_refused_without_a_consent_of_the_operator_and_nothing_that_may_be_granted() -> None:
    """So whoever acts with our own principal, past all guardrails of the code, gives no more power than the code would."""
    boundary, context = _shipped("permissions-boundary"), {"aws:ResourceAccount": _ACCOUNT}
    for service in {row.type.service for row in MENU}:
        for permission in permissions_of(service).values():
            allowed = is_allowed(boundary, Request(permission.name, "*", context=context))
            assert allowed is (objection(permission, Guardrails()) is None), permission.name


@pytest.mark.parametrize("name", ["principal-policy", "fallback-policy", "permissions-boundary", "hub-policy", "organization-policy"])
def test_a_policy_fits_into_what_iam_takes(name: str) -> None:
    assert len(json.dumps(_shipped(name), separators=(",", ":"))) <= 6144
