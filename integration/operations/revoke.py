"""Ends a grant: access first, then everything that was made for it or hangs on it."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from datetime import datetime

import stamina

from integration.aws.accounts import Account
from integration.aws.errors import AccessDenied, AwsError, Busy, LimitExceeded, NotFound
from integration.aws.grants import read_grant
from integration.aws.policies import delete_policy, detach_from_everybody
from integration.aws.roles import delete_inline_policies, delete_role, detach_all, put_inline_policy
from integration.domain.errors import IamPermissionsError
from integration.domain.observed import Observed, ObservedRole
from integration.domain.record import is_ours
from integration.domain.trust import REVOCATION_POLICY_NAME, revocation_policy

# How long we wait for IAM to see its own deletions, and for whatever somebody attaches meanwhile.
_SETTLING_SECONDS = 30


class NotOurs(IamPermissionsError):
    """The role exists but we did not make it."""


class StillThere(IamPermissionsError):
    """AWS accepted every deletion and still shows the grant."""


async def revoke(account: Account, name: str, path: str, now: datetime) -> Observed | None:
    """Ends the access of the grant `name` and deletes its role and policy. What AWS held of it, `None` when there was nothing left.

    Denies everything inline first, which ends live sessions in one call whatever fails later. Safe to make twice, and at
    once with another revoke. Raises `NotOurs`, `StillThere`, `AwsError`.
    """
    observed = await read_grant(account, name, path)
    if observed.role is None and observed.policy is None:
        return None
    _must_be_ours(observed, path)
    if observed.role:
        await _deny_everything(account, observed.role, now)
    try:
        await _delete(account, observed, now)
        _must_be_gone(await read_grant(account, name, path))
    except (Busy, StillThere):
        await _clean_up(account, name, path, now)
    return observed


def _must_be_ours(observed: Observed, path: str) -> None:
    """The record decides: that of the role, or of a policy that has lost its role. A policy is only ever read under our path."""
    role, policy = observed.role, observed.policy
    if role and (role.path != path or not is_ours(role.tags)):
        raise NotOurs(f"The role {role.arn} was not made by this integration, so it is left alone; delete it in AWS if it shall go.")
    if role is None and policy and not is_ours(policy.tags or {}):
        raise NotOurs(f"The policy {policy.arn} was not made by this integration, so it is left alone; delete it in AWS if it shall go.")


async def _deny_everything(account: Account, role: ObservedRole, now: datetime) -> None:
    """The denial is for live sessions, should a later step fail; where it cannot be written, deleting ends the access all the same.

    `NotFound`: somebody else revokes the same grant. `LimitExceeded`: whoever meddled used up the space for inline policies.
    `AccessDenied`: whoever meddled took the boundary off, without which our own policy lets us write nothing.
    """
    with suppress(NotFound, LimitExceeded, AccessDenied):
        await put_inline_policy(account, role.name, REVOCATION_POLICY_NAME, revocation_policy(now))


@stamina.retry(on=(Busy, StillThere), timeout=_SETTLING_SECONDS, attempts=None)
async def _clean_up(account: Account, name: str, path: str, now: datetime) -> None:
    """One round: look, delete what is seen, look again. The last look is the proof."""
    await _delete(account, await read_grant(account, name, path), now)
    _must_be_gone(await read_grant(account, name, path))


async def _delete(account: Account, observed: Observed, now: datetime) -> None:
    """Power first, from both sides at once; then what has none any more; the denial and the role, which tell that this goes on, last."""
    role, policy = observed.role, observed.policy
    # The role lets go of its policy by itself; asked from both sides, it would mostly be detached twice, one after the other.
    lets_go = role.name if role and policy and policy.arn in role.attached else None
    await _together(
        detach_all(account, role) if role else None,
        detach_from_everybody(account, policy.arn, but=lets_go) if policy else None,
    )
    await _together(
        delete_policy(account, policy) if policy else None,
        delete_inline_policies(account, role.name, role.inline.keys() - {REVOCATION_POLICY_NAME}) if role else None,
    )
    if role:
        await _delete_role(account, role, now)


async def _delete_role(account: Account, role: ObservedRole, now: datetime) -> None:
    """IAM deletes no role that has an inline policy, so the denial goes first; where the role stays, the denial comes back.

    It goes whether or not IAM shows it yet; waiting until IAM does would never end, because each round writes it again.
    """
    try:
        await delete_inline_policies(account, role.name, {REVOCATION_POLICY_NAME})
        await delete_role(account, role)
    except AwsError:
        await _deny_everything(account, role, now)
        raise


async def _together(*steps: Awaitable[None] | None) -> None:
    """Each to its end, then raises what the first of them raised."""
    for outcome in await asyncio.gather(*filter(None, steps), return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


def _must_be_gone(observed: Observed) -> None:
    left = [thing.arn for thing in (observed.role, observed.policy) if thing]
    if left:
        raise StillThere(f"AWS still shows {' and '.join(left)} after deleting; the next resync will try again.")
