"""The end of a grant while it is being moved: it stands in many places, which cannot all be written at once.

They are written in an order in which none ever ends later than the record says. So whatever only ends earlier was left by a move that
is under way or was broken off, and is no meddling.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from integration.domain.compare import same_document
from integration.domain.grant import Grant
from integration.domain.observed import Observed, ObservedPolicy, ObservedRole
from integration.domain.policy import end_of, permission_policy
from integration.domain.record import encode, record_in
from integration.domain.trust import trust_policy

_Document = Mapping[str, Any]
_DEADLINE = "port:deadline"


def as_if_moved(observed: Observed, grant: Grant) -> Observed:
    """What AWS would hold had the move to `grant.deadline` been finished. The same where the two records contradict each other."""
    if not same_record(observed, grant):
        return observed
    role, policy = observed.role, observed.policy
    return Observed(role and _moved_role(role, grant), policy and _moved_policy(policy, grant))


def same_record(observed: Observed, grant: Grant) -> bool:
    """Whether the policy carries the record `grant` too, as far as its tags were read. Nobody can move an end by the tags of one alone."""
    return observed.policy is None or observed.policy.tags is None or record_in(observed.policy.tags) == encode(grant)


def same_but_for_the_end(observed: Observed, grant: Grant) -> bool:
    """Whether both objects carry the record `grant`, whatever deadline each names."""
    wanted = _without_deadline(encode(grant))
    tags = [thing.tags for thing in (observed.role, observed.policy) if thing and thing.tags is not None]
    return all(_without_deadline(record_in(found)) == wanted for found in tags)


def _without_deadline(record: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in record.items() if key != _DEADLINE}


def _moved_role(role: ObservedRole, grant: Grant) -> ObservedRole:
    trust, limit = trust_policy(grant), grant.max_session_seconds
    shorter = role.max_session_seconds is not None and role.max_session_seconds < limit
    return replace(
        role,
        trust=trust if _ends_earlier(role.trust, trust_policy, grant) else role.trust,
        max_session_seconds=limit if shorter else role.max_session_seconds,
    )


def _moved_policy(policy: ObservedPolicy, grant: Grant) -> ObservedPolicy:
    """Other versions are not in force, so their end says nothing; in between there are two."""
    earlier = _ends_earlier(policy.document, permission_policy, grant)
    others = {version: document for version, document in policy.others.items() if not _same_at_its_end(document, permission_policy, grant)}
    return replace(policy, document=permission_policy(grant) if earlier else policy.document, others=others)


def _ends_earlier(document: _Document, write: Callable[[Grant], _Document], grant: Grant) -> bool:
    end = end_of(document)
    return end is not None and end < grant.deadline and _same_at_its_end(document, write, grant)


def _same_at_its_end(document: _Document, write: Callable[[Grant], _Document], grant: Grant) -> bool:
    end = end_of(document)
    return end is not None and same_document(document, write(replace(grant, deadline=end)))
