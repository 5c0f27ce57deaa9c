"""Who may move the end of a grant, and how far."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.errors import Refused
from integration.domain.extension import ExtensionRequest, edited, extended, standing
from integration.domain.grant import ScopedPermission
from integration.domain.lifetime import whole_seconds
from integration.domain.settings import Guardrails
from integration.domain.status import classify
from tests.domain.examples import observed
from tests.grants import NOW, a_grant

_GRANT = a_grant()
_RAILS = Guardrails()
_LATER = NOW + timedelta(hours=3)


def _asked(**changes: Any) -> ExtensionRequest:
    return replace(ExtensionRequest(_GRANT.requester, timedelta(hours=8), None, _LATER), **changes)


def test_a_duration_counts_from_the_moment_of_asking() -> None:
    assert extended(_GRANT, _asked(), _RAILS, _LATER) == replace(_GRANT, deadline=_LATER + timedelta(hours=8))


def test_asking_is_the_same_however_late_it_is_carried_out() -> None:
    later = _LATER + timedelta(minutes=20)
    once = extended(_GRANT, _asked(), _RAILS, _LATER)
    assert extended(_GRANT, _asked(), _RAILS, later) == once
    assert extended(once, _asked(), _RAILS, later) == once


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"requester": "eve@acme.example"}, "Only dana@acme.example, who asked for these permissions, may extend them"),
        ({"requester": None}, "Only dana@acme.example"),
        ({"duration": timedelta(minutes=1)}, "last until 2026-11-24 14:00:00 UTC already"),
        ({"duration": timedelta(days=8)}, "may last 7 days at most"),
        ({"until": NOW + timedelta(days=3)}, "not both"),
        ({"duration": None, "until": NOW}, "has passed"),
    ],
)
def test_what_may_not_be_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(Refused, match=told):
        extended(_GRANT, _asked(**changes), _RAILS, _LATER)


def test_the_lifetime_is_capped_however_often_it_is_extended() -> None:
    grant, five = _GRANT, timedelta(days=5)
    for day in (0, 4, 8):
        now = NOW + timedelta(days=day)
        grant = extended(grant, _asked(duration=five, asked_at=now), _RAILS, now)
    now = NOW + timedelta(days=12)
    with pytest.raises(Refused, match="With all extensions a grant may last 14 days"):
        extended(grant, _asked(duration=five, asked_at=now), _RAILS, now)


def test_what_the_operator_has_come_to_forbid_is_not_extended() -> None:
    with pytest.raises(Refused, match="denied by the setting deniedPermissions"):
        extended(_GRANT, _asked(), replace(_RAILS, deny=("s3:Put*",)), _LATER)


_DELETING = replace(_GRANT, permissions=(ScopedPermission("s3:DeleteObject", "object"),))


def test_what_needs_approval_to_be_asked_for_needs_it_to_last_longer() -> None:
    with pytest.raises(Refused, match=r"of high risk, so somebody else must approve.*extend_permissions_with_approval"):
        extended(_DELETING, _asked(), _RAILS, _LATER)
    approved = extended(_DELETING, _asked(approver="bob@acme.example"), _RAILS, _LATER)
    assert approved.deadline == _LATER + timedelta(hours=8)
    assert extended(_DELETING, _asked(), replace(_RAILS, approval_from=None), _LATER) == approved


def test_an_edit_approves_nothing_but_shortens_all_the_same() -> None:
    with pytest.raises(Refused, match="somebody else must approve"):
        edited(_DELETING, _GRANT.deadline + timedelta(hours=1), _RAILS, _LATER)
    sooner = _GRANT.deadline - timedelta(minutes=1)
    assert edited(_DELETING, sooner, _RAILS, _LATER).deadline == sooner


def test_every_reason_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        extended(_GRANT, _asked(requester="eve@acme.example", duration=timedelta(days=8)), replace(_RAILS, deny=("s3:Put*",)), _LATER)
    assert len(refused.value.refusals) == 3


def test_whoever_can_change_access_has_it_for_hours_only_also_when_extended() -> None:
    acl = replace(_GRANT, permissions=(ScopedPermission("s3:PutObjectAcl", "object"),))
    rails = replace(_RAILS, permissions_management=True)
    with pytest.raises(Refused, match="8 hours at most"):
        extended(acl, _asked(duration=timedelta(hours=9)), rails, _LATER)


_moments = st.datetimes(datetime(2026, 11, 24, 11), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 - in UTC at once


@given(_moments, _moments)
def test_an_expiry_edited_by_hand_shortens_always_and_lengthens_within_every_limit(expiry: datetime, now: datetime) -> None:
    try:
        moved = edited(_GRANT, expiry, _RAILS, now)
    except Refused:
        assert expiry > min(now + _RAILS.max_duration, _GRANT.granted_at + _RAILS.max_lifetime)
        assert expiry > _GRANT.deadline
    else:
        assert moved == replace(_GRANT, deadline=whole_seconds(expiry))
        assert expiry <= _GRANT.deadline + timedelta(seconds=1) or moved.deadline <= _GRANT.granted_at + _RAILS.max_lifetime


def test_what_has_ended_or_was_changed_cannot_be_built_on() -> None:
    with pytest.raises(Refused, match="has ended; ask for new permissions"):
        standing(classify(observed(_GRANT), _GRANT.deadline), _GRANT.name)
    held = observed(_GRANT)
    assert held.role
    meddled = replace(held, role=replace(held.role, instance_profiles=("web",)))
    with pytest.raises(Refused, match=r"is drifted, so its end stays as it is.*instance profile web"):
        standing(classify(meddled, NOW), _GRANT.name)
