"""What a grant is, judged from what AWS holds and the clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from integration.domain.compare import differences
from integration.domain.drift import drift, unfinished
from integration.domain.end import as_if_moved
from integration.domain.errors import Unreadable
from integration.domain.grant import Grant
from integration.domain.observed import Observed, ObservedRole
from integration.domain.record import TAG_PREFIX, decode, is_ours
from integration.domain.trust import REVOCATION_POLICY_NAME, revocation_policy, revoked_at

# A request is a handful of calls; what is still half-made after this was left behind by a crash.
PROVISIONING_GRACE = timedelta(minutes=5)
# Likewise for what is left of a role after it was denied everything.
REVOKING_GRACE = timedelta(minutes=5)

_HALF_MOVED = "The end is being moved: until that is finished AWS ends the permissions earlier than the record says."


class Status(StrEnum):
    """The states of `provisioned_permissions.status`."""

    PROVISIONING = "provisioning"
    ACTIVE = "active"
    CHANGING = "changing"
    EXPIRED = "expired"
    DRIFTED = "drifted"
    INCOMPLETE = "incomplete"
    REVOKING = "revoking"
    REVOKE_FAILED = "revoke_failed"
    UNREADABLE = "unreadable"
    UNMANAGED = "unmanaged"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of a grant, a sentence for each thing that drifted, and the grant where its record can be read."""

    status: Status
    drift: tuple[str, ...]
    grant: Grant | None


def classify(observed: Observed, now: datetime) -> Verdict:
    """Judges one grant. Drift comes before expiry: a meddled grant may give access after its deadline.

    Whoever cleans up looks at `grant.deadline`, which stands beside any status whose record can be read.
    """
    role = observed.role
    if role is None:
        young = observed.policy is not None and _is_young(observed.policy.created_at, now)
        lacking = ("The role is missing; only its policy is there.",)
        return Verdict(Status.PROVISIONING if young else Status.INCOMPLETE, lacking, None)
    if not is_ours(role.tags) and not any(key.startswith(TAG_PREFIX) for key in role.tags):
        return Verdict(Status.UNMANAGED, (), None)
    try:
        grant = decode(role.tags, role.arn)
    except Unreadable as error:
        return Verdict(Status.UNREADABLE, (str(error),), None)
    if REVOCATION_POLICY_NAME in role.inline:
        return _revoking(role.inline[REVOCATION_POLICY_NAME], grant, now)
    return _standing(observed, role, grant, now)


def _is_young(created_at: datetime | None, now: datetime) -> bool:
    """What does not tell its age may be part of a request that is being carried out."""
    return created_at is None or now - created_at < PROVISIONING_GRACE


def _revoking(document: Mapping[str, Any], grant: Grant, now: datetime) -> Verdict:
    since = revoked_at(document)
    edited = differences(f"The policy {REVOCATION_POLICY_NAME}", revocation_policy(since or now), document)
    # Also a moment to come is believed for a while only: another machine's clock may be ahead of ours, but not by much.
    if since is not None and not edited and abs(now - since) < REVOKING_GRACE:
        return Verdict(Status.REVOKING, (), grant)
    when = f"began {since:%Y-%m-%d %H:%M:%S} UTC" if since else "began at a moment that can no longer be read"
    return Verdict(Status.REVOKE_FAILED, (f"Revoking {when} and the role is still there.", *edited), grant)


def _standing(observed: Observed, role: ObservedRole, grant: Grant, now: datetime) -> Verdict:
    drifted, lacking = drift(observed, grant), unfinished(observed, grant)
    if drifted and drift(as_if_moved(observed, grant), grant):
        return Verdict(Status.DRIFTED, drifted + lacking, grant)
    if now >= grant.deadline:
        return Verdict(Status.EXPIRED, lacking, grant)
    if lacking:
        young = now - role.created_at < PROVISIONING_GRACE
        return Verdict(Status.PROVISIONING if young else Status.INCOMPLETE, lacking, grant)
    return Verdict(Status.CHANGING, (_HALF_MOVED, *drifted), grant) if drifted else Verdict(Status.ACTIVE, (), grant)
