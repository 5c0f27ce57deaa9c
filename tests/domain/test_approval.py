"""Approval: only somebody else's, only APPROVED, and only where Port says so."""

import pytest

from integration.domain.approval import NOT_ASKED_FOR, Answer, Approval, approver_of, must_be_approved
from integration.domain.errors import Refused
from integration.domain.plan import Plan, plan
from integration.domain.risk import Risk
from integration.domain.settings import GrantSettings, Guardrails
from integration.resources.menu import types
from tests.domain.examples import NOW, request

ALICE, BOB = "alice@example.com", "bob@example.com"


def _approval(*answers: Answer, required: bool = True, asked_by: tuple[str, ...] = (ALICE,)) -> Approval:
    return Approval(required, answers, asked_by)


def _plan(permission: str, approver: str | None = None, threshold: Risk | None = Risk.HIGH) -> Plan:
    settings = GrantSettings(guardrails=Guardrails(approval_from=threshold))
    return plan(request(permissions=(permission,), approver=approver), types(), settings, NOW)


def test_a_run_that_needed_no_approval_has_no_approver() -> None:
    assert approver_of(NOT_ASKED_FOR) is None


def test_somebody_else_is_the_approver() -> None:
    assert approver_of(_approval(Answer("APPROVED", BOB))) == BOB


def test_where_all_must_approve_the_approver_is_the_one_who_did_not_ask() -> None:
    assert approver_of(_approval(Answer("APPROVED", ALICE), Answer("APPROVED", BOB))) == BOB


@pytest.mark.parametrize(
    ("approval", "told"),
    [
        (_approval(), "names nobody who gave it"),
        (_approval(Answer("APPROVED", ALICE)), "both asked and approved"),
        (_approval(Answer("APPROVED", "Alice@Example.COM")), "both asked and approved"),
        (_approval(Answer("APPROVED", BOB), asked_by=(ALICE, BOB)), "both asked and approved"),
        (_approval(Answer("APPROVED", None)), "does not say which person"),
        (_approval(Answer("DECLINED", BOB)), "Port says DECLINED"),
        (_approval(Answer("approved", BOB)), "Port says approved"),
        (_approval(Answer("APPROVED", BOB), Answer("DECLINED", ALICE)), "Port says DECLINED"),
        (_approval(Answer("DECLINED", BOB), required=False), "Port says DECLINED"),
    ],
)
def test_anything_less_is_refused(approval: Approval, told: str) -> None:
    with pytest.raises(Refused, match=told):
        approver_of(approval)


def test_a_risky_request_without_approver_is_refused_and_told_the_other_action() -> None:
    with pytest.raises(Refused, match=r"s3:DeleteObject destroys something.*request_permissions_with_approval"):
        must_be_approved(_plan("s3:DeleteObject"))


def test_a_risky_request_with_an_approver_goes_on() -> None:
    must_be_approved(_plan("s3:DeleteObject", approver=BOB))


@pytest.mark.parametrize(
    ("permission", "threshold", "needed"),
    [
        ("s3:DeleteObject", Risk.HIGH, True),
        ("s3:PutObject", Risk.HIGH, False),
        ("s3:PutObject", Risk.MEDIUM, True),
        ("s3:GetObject", Risk.MEDIUM, False),
        ("s3:GetObject", Risk.LOW, True),
        ("s3:DeleteObject", None, False),
    ],
)
def test_the_operator_says_from_which_risk_on_somebody_must_approve(permission: str, threshold: Risk | None, needed: bool) -> None:
    planned = _plan(permission, threshold=threshold)
    assert planned.needs_approval is needed
    if needed:
        with pytest.raises(Refused):
            must_be_approved(planned)
    else:
        must_be_approved(planned)
