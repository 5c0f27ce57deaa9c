"""The differences between a grant's record and what AWS holds, each as a sentence."""

from collections.abc import Iterator

from integration.domain.compare import differences
from integration.domain.grant import Grant
from integration.domain.observed import Observed, ObservedPolicy, ObservedRole
from integration.domain.policy import permission_policy
from integration.domain.record import TAG_PREFIX
from integration.domain.trust import trust_policy

# Tags that AWS itself writes.
_AWS_TAGS = "aws:"


def drift(observed: Observed, grant: Grant) -> tuple[str, ...]:
    """Every difference but a policy that is missing or not attached, which `unfinished` tells."""
    role = tuple(_of_role(observed.role, grant)) if observed.role else ()
    policy = tuple(_of_policy(observed.policy, grant)) if observed.policy else ()
    return role + policy


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


def foreign_tags(role: ObservedRole) -> tuple[str, ...]:
    """Keys of tags that are not of the record. Tags of a role are tags of its sessions, and policies elsewhere may decide by them."""
    return tuple(key for key in role.tags if not key.startswith((TAG_PREFIX, _AWS_TAGS)))


def _of_role(role: ObservedRole, grant: Grant) -> Iterator[str]:
    yield from differences("The trust policy", trust_policy(grant), role.trust)
    yield from (f"The policy {arn} is attached to the role as well." for arn in role.attached if arn != grant.policy_arn)
    yield from (f"The role has an inline policy '{name}'." for name in role.inline)
    yield from (f"The role is in the instance profile {name}, so machines can use it." for name in role.instance_profiles)
    yield from (f"The role has a tag '{key}' that is not of the record." for key in foreign_tags(role))
    if role.boundary != grant.boundary:
        yield f"The permissions boundary of the role is {role.boundary or 'missing'}; the record says {grant.boundary or 'none'}."
    if role.max_session_seconds not in (None, grant.max_session_seconds):
        yield f"Sessions of the role may last {role.max_session_seconds} s; the record says {grant.max_session_seconds} s."


def _of_policy(policy: ObservedPolicy, grant: Grant) -> Iterator[str]:
    yield from differences("The permission policy", permission_policy(grant), policy.document)
    if policy.others:
        yield f"The permission policy has other versions: {', '.join(sorted(policy.others))}."
