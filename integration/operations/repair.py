"""Puts back what the record of a grant says. Nothing is written where nothing differs."""

from datetime import datetime

from integration.aws.accounts import Account
from integration.aws.grants import read_grant
from integration.aws.roles import attach_policy, strip_role, untag_role, write_boundary, write_session_limit, write_trust
from integration.domain.compare import same_document
from integration.domain.drift import foreign_tags
from integration.domain.end import same_record
from integration.domain.grant import Grant
from integration.domain.observed import ObservedRole
from integration.domain.repairable import must_be_grantable
from integration.domain.settings import GrantSettings
from integration.domain.status import Status, classify
from integration.domain.trust import trust_policy
from integration.operations.disputed import Disputed
from integration.operations.write_policy import write_policy

_REPAIRABLE = (Status.DRIFTED, Status.CHANGING)


async def repair(account: Account, name: str, settings: GrantSettings, now: datetime) -> bool:
    """Takes off what was added and puts back what is missing; `False` when there is nothing to repair.

    Raises `Disputed` where the record on the role is not the one on the policy, `Refused` where nobody can have been granted what both
    say, and `AwsError`.
    """
    observed = await read_grant(account, name, settings.path)
    verdict = classify(observed, now)
    if verdict.status not in _REPAIRABLE or verdict.grant is None or observed.role is None:
        return False
    # Whoever changes the tags of one of the two, to live longer say, must not have us write it into the policy.
    if not same_record(observed, verdict.grant):
        raise Disputed(name)
    must_be_grantable(verdict.grant, observed.role.created_at, settings.guardrails)
    await _restore_role(account, observed.role, verdict.grant)
    await write_policy(account, verdict.grant, observed.policy)
    await attach_policy(account, verdict.grant.name, verdict.grant.policy_arn)
    return True


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
