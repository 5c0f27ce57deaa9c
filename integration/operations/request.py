"""Makes a grant real in AWS: the record first, power last, then proof."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from functools import partial

import stamina

from integration.aws.accounts import Account
from integration.aws.errors import AlreadyExists, AwsError, Busy, LimitExceeded, NotFound
from integration.aws.grants import read_grant
from integration.aws.policies import create_policy, delete_policy, detach_from_everybody
from integration.aws.quotas import headroom
from integration.aws.roles import attach_policy, create_role, put_inline_policy
from integration.domain.end import same_record
from integration.domain.errors import IamPermissionsError
from integration.domain.grant import Grant
from integration.domain.observed import ObservedPolicy
from integration.domain.status import Status, classify
from integration.domain.trust import REVOCATION_POLICY_NAME, revocation_policy
from integration.operations.observe import Sighting, look
from integration.operations.revoke import revoke
from integration.operations.write_policy import write_policy

# IAM tells itself of a change within seconds; until then it answers that the thing is not there, or is being changed.
_SETTLING_SECONDS = 30


class NameTaken(IamPermissionsError):
    """A role or policy of somebody else has the name of this grant."""


class NotProven(IamPermissionsError):
    """AWS accepted every step, yet what it holds is not the grant."""


class NotTakenBack(NotProven):
    """What could not be finished could not be undone either."""


class _NotYet(NotProven):
    """What IAM shows may still become the grant."""


async def _always_wanted() -> None:
    """What nobody may end meanwhile."""


async def request(account: Account, grant: Grant, now: datetime, still_wanted: Callable[[], Awaitable[None]] = _always_wanted) -> Sighting:
    """Creates role and policy, attaches, reads back; returns the grant as AWS holds it now.

    Safe to make twice: a second delivery of the same run goes on with the record that the first one wrote. `still_wanted` is asked once
    the access is there, and raises where it shall not be. What cannot be finished is taken back. Raises `NameTaken`, `NotProven`,
    `NotTakenBack`, `AwsError`, and what `still_wanted` raises.
    """
    async with AsyncExitStack() as unfinished:
        unfinished.push_async_exit(partial(_take_back, account, grant, now))
        recorded = await _write_record(account, grant, now)
        unfinished.push_async_exit(partial(_deny, account, recorded, now))
        await _attach(account, recorded)
        seen, wanted = await asyncio.gather(_prove(account, recorded, now), still_wanted(), return_exceptions=True)
        if isinstance(wanted, BaseException):
            raise wanted
        if isinstance(seen, BaseException):
            raise seen
        unfinished.pop_all()
    return seen


async def _write_record(account: Account, grant: Grant, now: datetime) -> Grant:
    outcomes = await asyncio.gather(create_role(account, grant), create_policy(account, grant), return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, AlreadyExists):
            raise outcome
    role_existed, policy_existed = (isinstance(outcome, AlreadyExists) for outcome in outcomes)
    if not role_existed and not policy_existed:
        return grant
    return await _adopt(account, grant, now, made_policy=not policy_existed)


@stamina.retry(on=_NotYet, timeout=_SETTLING_SECONDS, attempts=None)
async def _adopt(account: Account, grant: Grant, now: datetime, *, made_policy: bool) -> Grant:
    """Goes on with what an earlier delivery of this run left: its record stands, and the policy must say what the record says."""
    observed = await read_grant(account, grant.name, grant.path)
    if observed.role is None or observed.policy is None:
        raise _NotYet(f"IAM says that {grant.name} exists and does not show it under {grant.path}.")
    recorded = classify(observed, now).grant
    if recorded is None or recorded.run_id != grant.run_id:
        if made_policy:
            await _delete_policy(account, observed.policy)
        raise NameTaken(f"The name {grant.name} is taken by a role or policy that is not ours; ask again, a new run has a new name.")
    if same_record(observed, recorded):
        await write_policy(account, recorded, observed.policy)
    else:  # the policy was left by a delivery that had no role yet, so nobody's access hangs on it
        await _delete_policy(account, observed.policy)
        await create_policy(account, recorded)
    return recorded


async def _delete_policy(account: Account, policy: ObservedPolicy) -> None:
    await detach_from_everybody(account, policy.arn)
    await delete_policy(account, policy)


@stamina.retry(on=(NotFound, Busy), timeout=_SETTLING_SECONDS, attempts=None)
async def _attach(account: Account, grant: Grant) -> None:
    await attach_policy(account, grant.name, grant.policy_arn)


@stamina.retry(on=_NotYet, timeout=_SETTLING_SECONDS, attempts=None)
async def _prove(account: Account, grant: Grant, now: datetime) -> Sighting:
    seen = await look(account, grant.name, grant.path, now)
    verdict = seen.verdict
    if verdict.status is not Status.ACTIVE:
        said = " ".join(verdict.drift)
        kind = NotProven if verdict.status is Status.EXPIRED else _NotYet
        raise kind(f"AWS holds {grant.name} as {verdict.status.value}, not as it was asked for. {said}".rstrip())
    return seen


async def _deny(account: Account, grant: Grant, now: datetime, *_: object) -> None:
    """What is whole and cannot be read, neither for proof nor to be taken back, would pass for granted. So it gives nothing from here on,
    and the sweep, once it can read, takes it for half revoked.
    """
    with suppress(AwsError):
        await put_inline_policy(account, grant.name, REVOCATION_POLICY_NAME, revocation_policy(now))


async def _take_back(
    account: Account, grant: Grant, now: datetime, kind: type[BaseException] | None, error: BaseException | None, *_: object
) -> None:
    """Undoes what was made, whatever kept it from being finished; of `NameTaken` nothing was ours."""
    if isinstance(error, NameTaken):
        return
    try:
        await revoke(account, grant.name, grant.path, now)
    except IamPermissionsError as second:
        raise NotTakenBack(f"{error} What was made could not be taken back yet; the sweep goes on with it: {second}") from error
    if isinstance(error, LimitExceeded):
        more = f"{await headroom(account)} Revoke what is no longer needed, or ask AWS for a higher quota."
        raise LimitExceeded(f"{error} {more}") from error
