"""The differences between a grant's record and what AWS holds, each as a sentence."""

from integration.domain.compare import differences
from integration.domain.grant import Grant
from integration.domain.observed import Observed, ObservedPolicy, ObservedRole
from integration.domain.policy import permission_policy
from integration.domain.record import TAG_PREFIX
from integration.domain.trust import trust_policy

# The record's own, and those that AWS itself writes.
_OUR_TAGS_AND_AWSS = (TAG_PREFIX, "aws:")


def drift(observed: Observed, grant: Grant) -> tuple[str, ...]:
    """Every difference but a policy that is missing or not attached, which `unfinished` tells."""
    role = _of_role(observed.role, grant) if observed.role else []
    policy = _of_policy(observed.policy, grant) if observed.policy else []
    return (*role, *policy)


def unfinished(observed: Observed, grant: Grant) -> tuple[str, ...]:
    """What keeps the grant from being whole: a half-made or half-revoked one gives no access."""
    found = []
    if observed.policy is None:
        found.append(f"The policy {grant.policy_arn} is missing.")
    if observed.role is None:
        found.append(f"The role {grant.role_arn} is missing.")
    elif grant.policy_arn not in observed.role.attached:
        found.append(f"The policy {grant.policy_arn} is not attached to the role.")
    return tuple(found)


def foreign_tags(role: ObservedRole) -> list[str]:
    """Keys of tags that are not of the record. Tags of a role are tags of its sessions, and policies elsewhere may decide by them."""
    return [key for key in role.tags if not key.startswith(_OUR_TAGS_AND_AWSS)]


def _of_role(role: ObservedRole, grant: Grant) -> list[str]:
    found = [
        *differences("The trust policy", trust_policy(grant), role.trust),
        *[f"The policy {arn} is attached to the role as well." for arn in role.attached if arn != grant.policy_arn],
        *[f"The role has an inline policy '{name}'." for name in role.inline],
        *[f"The role is in the instance profile {name}, so machines can use it." for name in role.instance_profiles],
        *[f"The role has a tag '{key}' that is not of the record." for key in foreign_tags(role)],
    ]
    if role.boundary != grant.boundary:
        found.append(f"The permissions boundary of the role is {role.boundary or 'missing'}; the record says {grant.boundary or 'none'}.")
    if role.max_session_seconds is not None and role.max_session_seconds != grant.max_session_seconds:
        found.append(f"Sessions of the role may last {role.max_session_seconds} s; the record says {grant.max_session_seconds} s.")
    return found


def _of_policy(policy: ObservedPolicy, grant: Grant) -> list[str]:
    found = [*differences("The permission policy", permission_policy(grant), policy.document)]
    if policy.others:
        found.append(f"The permission policy has other versions: {', '.join(sorted(policy.others))}.")
    return found
