"""Moves the end of a grant: same role, same link, no moment without access, and never a part that ends later than the record says."""

from collections.abc import Collection
from datetime import datetime

import stamina

from integration.aws.accounts import Account
from integration.aws.grants import read_grant
from integration.aws.policies import tag_policy
from integration.aws.roles import tag_role, write_session_limit, write_trust
from integration.domain.compare import same_document
from integration.domain.end import same_but_for_the_end, same_record
from integration.domain.grant import Grant
from integration.domain.observed import ObservedPolicy, ObservedRole
from integration.domain.record import decode, encode
from integration.domain.status import Status, classify
from integration.domain.trust import trust_policy
from integration.operations.disputed import Disputed
from integration.operations.request import NotProven
from integration.operations.write_policy import write_policy

# IAM tells itself of a change within seconds.
_SETTLING_SECONDS = 30
_ENDING = (Status.REVOKING, Status.REVOKE_FAILED)


class _NotYet(NotProven):
    """What IAM shows may still become the grant with its new end."""


async def extend(account: Account, grant: Grant, now: datetime) -> None:
    """Makes AWS hold `grant`, which differs from what it holds in its deadline only; an earlier one ends it earlier.

    Safe to make twice. A later end is written into the record before the documents, an earlier one after them, so a move that breaks
    off leaves less access than the record says; whoever moves it again, or repairs it, finishes it. What others have changed elsewhere
    in a grant stays changed, and keeps nobody from ending it earlier.
    Raises `Disputed` where the records on role and policy contradict each other in more than the end, `NotProven`, `AwsError`.
    """
    observed = await read_grant(account, grant.name, grant.path)
    role, policy = observed.role, observed.policy
    if role is None or policy is None:
        raise NotProven(f"{grant.name} is no longer whole in AWS, so its end cannot be moved; revoke it and ask anew.")
    if not same_but_for_the_end(observed, grant):
        raise Disputed(grant.name)
    before = classify(observed, now)
    if decode(role.tags, role.arn).deadline > grant.deadline:
        await _write_documents(account, role, policy, grant)
        await _record_on_role(account, role, grant)
        await _record_on_policy(account, policy, grant)
    else:
        await _record_on_policy(account, policy, grant)
        await _record_on_role(account, role, grant)
        await _write_documents(account, role, policy, grant)
    await _prove(account, grant, now, before.drift if before.status is Status.DRIFTED else ())


async def _record_on_role(account: Account, role: ObservedRole, grant: Grant) -> None:
    changed = encode(grant).items() - role.tags.items()
    if changed:
        await tag_role(account, role.name, dict(changed))


async def _record_on_policy(account: Account, policy: ObservedPolicy, grant: Grant) -> None:
    changed = encode(grant).items() - (policy.tags or {}).items()
    if changed:
        await tag_policy(account, policy.arn, dict(changed))


async def _write_documents(account: Account, role: ObservedRole, policy: ObservedPolicy, grant: Grant) -> None:
    """The policy first: it is what live sessions are judged by."""
    await write_policy(account, grant, policy)
    if not same_document(role.trust, trust_policy(grant)):
        await write_trust(account, grant)
    if role.max_session_seconds != grant.max_session_seconds:
        await write_session_limit(account, grant)


@stamina.retry(on=_NotYet, timeout=_SETTLING_SECONDS, attempts=None)
async def _prove(account: Account, grant: Grant, now: datetime, known: Collection[str]) -> None:
    """Nothing of the grant differs from its record, but for what differed before."""
    observed = await read_grant(account, grant.name, grant.path)
    verdict = classify(observed, now)
    if observed.role is None or verdict.status in _ENDING:
        raise NotProven(f"{grant.name} was revoked while its end was moved.")
    whole = verdict.grant == grant and same_record(observed, grant) and set(verdict.drift) <= set(known)
    if not whole:
        said = " ".join(verdict.drift)
        raise _NotYet(f"AWS holds {grant.name} as {verdict.status.value}, not with the end it was given. {said}".rstrip())
