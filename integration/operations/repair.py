"""Puts back what the record of a grant says. Nothing is written where nothing differs."""

from datetime import datetime

from integration.aws.accounts import Account
from integration.aws.grants import read_grant
from integration.aws.roles import attach_policy, strip_role, untag_role, write_boundary, write_session_limit, write_trust
from integration.domain.compare import same_document
from integration.domain.drift import foreign_tags
from integration.domain.errors import IamPermissionsError
from integration.domain.grant import Grant
from integration.domain.observed import Observed, ObservedRole
from integration.domain.record import encode, record_in
from integration.domain.status import Status, classify
from integration.domain.trust import trust_policy
from integration.operations.write_policy import write_policy


class Disputed(IamPermissionsError):
    """The record itself was changed, so nobody knows what to put back."""


async def repair(account: Account, name: str, path: str, now: datetime) -> bool:
    """Takes off what was added and puts back what is missing; `False` when there is nothing to repair.

    Raises `Disputed` where the record on the role is not the one on the policy, `AwsError`.
    """
    observed = await read_grant(account, name, path)
    verdict = classify(observed, now)
    if verdict.status is not Status.DRIFTED or verdict.grant is None or observed.role is None:
        return False
    _must_be_undisputed(observed, verdict.grant)
    await _restore_role(account, observed.role, verdict.grant)
    await write_policy(account, verdict.grant, observed.policy)
    await attach_policy(account, verdict.grant.name, verdict.grant.policy_arn)
    return True


def _must_be_undisputed(observed: Observed, grant: Grant) -> None:
    """Both objects carry the record; whoever changes the tags of one, to live longer say, must not have us write it into the policy."""
    if observed.policy and record_in(observed.policy.tags or {}) != encode(grant):
        raise Disputed(f"The record on the role {grant.name} is not the one on its policy; revoke it, since nobody can tell which is true.")


async def _restore_role(account: Account, role: ObservedRole, grant: Grant) -> None:
    await strip_role(account, role, keep=grant.policy_arn)
    if foreign := foreign_tags(role):
        await untag_role(account, role.name, foreign)
    if not same_document(role.trust, trust_policy(grant)):
        await write_trust(account, grant)
    if role.boundary != grant.boundary:
        await write_boundary(account, grant)
    if role.max_session_seconds != grant.max_session_seconds:
        await write_session_limit(account, grant)
