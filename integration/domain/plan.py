"""From a request to a grant, or to every reason why not."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec, TypeVar

from integration.domain.arn import Arn
from integration.domain.binding import bind
from integration.domain.errors import Refusal, Refused
from integration.domain.grant import Grant, GrantRequest, ScopedPermission, Trust
from integration.domain.guardrails import objection
from integration.domain.lifetime import deadline_of, whole_seconds
from integration.domain.limits import must_be_nameable, must_fit
from integration.domain.naming import named
from integration.domain.published import Permission
from integration.domain.resource_type import ResourceType, type_of
from integration.domain.risk import Rated, Risk, rated
from integration.domain.scoping import scopes_on
from integration.domain.settings import GrantSettings, Guardrails
from integration.domain.trust import ACCOUNT_ROOT

_ACCOUNT = re.compile(r"\d{12}")
# Stands in for an account that was refused, so that the requester is judged all the same.
_NO_ACCOUNT = "0" * 12

_P = ParamSpec("_P")
_T = TypeVar("_T")


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


@dataclass(frozen=True, slots=True)
class _Scoped:
    permission: Permission
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Findings:
    account: str
    resource: Arn
    kind: ResourceType
    permissions: tuple[ScopedPermission, ...]
    rated: tuple[Rated, ...]
    deadline: datetime
    trust: Trust


@dataclass(frozen=True, slots=True)
class _Questions:
    """Asks on after a refusal, so that the requester hears everything at once."""

    refusals: list[Refusal] = field(default_factory=list)

    def ask(self, question: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T | None:
        try:
            return question(*args, **kwargs)
        except Refused as refused:
            self.refusals.extend(refused.refusals)
            return None


def plan(request: GrantRequest, types: Sequence[ResourceType], settings: GrantSettings, now: datetime) -> Plan:
    """The grant that answers the request, whole or not at all. Raises `Refused` with every problem at once."""
    found = _judged(request, types, settings, now)
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


def _judged(request: GrantRequest, types: Sequence[ResourceType], settings: GrantSettings, now: datetime) -> _Findings:
    questions, guardrails = _Questions(), settings.guardrails
    resource = questions.ask(Arn.parse, request.resource)
    account = questions.ask(_account, request.account, resource)
    kind = questions.ask(_kind, resource, types) if resource else None
    questions.ask(_must_be_a_few, request.permissions, guardrails)
    asked = [questions.ask(_scoped, name, kind, guardrails) for name in dict.fromkeys(request.permissions)]
    chosen = sorted((scoped for scoped in asked if scoped), key=lambda scoped: scoped.permission.name)
    levels = {level for scoped in chosen for level in scoped.permission.access_levels}
    deadline = questions.ask(deadline_of, request, levels, guardrails, now)
    trust = questions.ask(bind, request.requester, account or _NO_ACCOUNT, settings.trust)
    questions.ask(must_be_nameable, request.run_id, settings.path)
    if questions.refusals or resource is None or account is None or kind is None or deadline is None or trust is None:
        raise Refused(questions.refusals)
    permissions = dict.fromkeys(ScopedPermission(item.permission.name, scope) for item in chosen for scope in item.scopes)
    risks = tuple(rated(item.permission, guardrails.risk_overrides) for item in chosen)
    return _Findings(account, resource, kind, tuple(permissions), risks, deadline, trust)


def _account(account: str, resource: Arn | None) -> str:
    if not _ACCOUNT.fullmatch(account):
        raise Refused.because(f"The account '{account}' is not 12 digits; say which account the resource belongs to.")
    if resource and resource.account not in ("", account):
        raise Refused.because(f"{resource} belongs to the account {resource.account}, but {account} is asked to grant it.")
    return account


def _kind(resource: Arn, types: Sequence[ResourceType]) -> ResourceType:
    kind = type_of(resource, types)
    if kind is None:
        raise Refused.because(f"Permissions are not offered on {resource}; they are on: {', '.join(kind.noun for kind in types)}.")
    if kind.placed != bool(resource.region) or kind.placed != bool(resource.account):
        names = "names its region and its account" if kind.placed else "names neither region nor account"
        raise Refused.because(f"The ARN of this {kind.noun} {names}; correct the identifier '{resource}'.")
    return kind


def _must_be_a_few(permissions: Sequence[str], guardrails: Guardrails) -> None:
    if not permissions:
        raise Refused.because("No permissions were chosen; choose at least one.")
    if len(set(permissions)) > guardrails.max_permissions:
        raise Refused.because(
            f"{len(set(permissions))} permissions are too many for one request; ask for {guardrails.max_permissions} at most."
        )


def _scoped(name: str, kind: ResourceType | None, guardrails: Guardrails) -> _Scoped:
    permission = named(name, guardrails)
    problem = objection(permission, guardrails)
    if problem:
        raise Refused.because(problem, permission.name)
    return _Scoped(permission, scopes_on(permission, kind) if kind else ())


def _warnings(grant: Grant, kind: ResourceType) -> Iterator[Warning]:
    where = f"in {grant.resource.region} of account {grant.account}" if grant.resource.region else f"of account {grant.account}"
    for permission in grant.permissions:
        if not permission.scope:
            yield Warning(permission.action, f"{permission.action} cannot be limited to this {kind.noun}; it reaches everything {where}.")
    if ACCOUNT_ROOT in grant.trust.via:
        yield Warning(None, f"Everybody in account {grant.trust.account} who may call sts:AssumeRole on the role can use this grant.")
