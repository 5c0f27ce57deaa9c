"""From a request to a grant, or to every reason why not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from integration.domain.grant import Grant, GrantRequest
from integration.domain.judging import judged
from integration.domain.lifetime import whole_seconds
from integration.domain.limits import must_fit
from integration.domain.resource_type import ResourceType
from integration.domain.risk import Rated, Risk
from integration.domain.settings import GrantSettings
from integration.domain.trust import ACCOUNT_ROOT


@dataclass(frozen=True, slots=True)
class Warning:
    """Something the requester should know about what is granted; `permission` is `None` when it is about the grant as a whole."""

    permission: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be created, how much harm each of its actions can do, and whether somebody else must approve it first."""

    grant: Grant
    warnings: tuple[Warning, ...]
    rated: tuple[Rated, ...]
    needs_approval: bool

    @property
    def risk(self) -> Risk:
        return max(item.risk for item in self.rated)


def plan(request: GrantRequest, types: Sequence[ResourceType], settings: GrantSettings, now: datetime) -> Plan:
    """The grant that answers the request, whole or not at all. Raises `Refused` with every problem at once."""
    found = judged(request, types, settings, now)
    grant = Grant(
        run_id=request.run_id,
        account=found.account,
        resource=found.resource,
        permissions=found.permissions,
        requester=request.requester,
        trust=found.trust,
        granted_at=whole_seconds(now),
        deadline=found.deadline,
        reason=request.reason,
        ticket=request.ticket,
        approver=request.approver,
        path=settings.path,
        boundary=settings.boundary_in(found.resource.partition, found.account),
    )
    must_fit(grant)
    threshold = settings.guardrails.approval_from
    needs_approval = threshold is not None and any(item.risk >= threshold for item in found.rated)
    return Plan(grant, tuple(_warnings(grant, found.kind)), found.rated, needs_approval)


def _warnings(grant: Grant, kind: ResourceType) -> Iterator[Warning]:
    where = f"in {grant.resource.region} of account {grant.account}" if grant.resource.region else f"of account {grant.account}"
    for permission in grant.permissions:
        if not permission.scope:
            yield Warning(permission.action, f"{permission.action} cannot be limited to this {kind.noun}; it reaches everything {where}.")
    if ACCOUNT_ROOT in grant.trust.via:
        yield Warning(None, f"Everybody in account {grant.trust.account} who may call sts:AssumeRole on the role can use this grant.")
