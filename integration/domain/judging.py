"""Every question that a request must answer before it can be granted, each asked whatever the others say."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from integration.domain.arn import Arn
from integration.domain.binding import bind
from integration.domain.errors import Refusal, Refused
from integration.domain.grant import GrantRequest, ScopedPermission, Trust
from integration.domain.guardrails import objection
from integration.domain.lifetime import deadline_of
from integration.domain.limits import must_be_nameable
from integration.domain.naming import named
from integration.domain.published import Permission
from integration.domain.resource_type import ResourceType, type_of
from integration.domain.risk import Rated, rated
from integration.domain.scoping import scopes_on
from integration.domain.settings import GrantSettings, Guardrails

_ACCOUNT = re.compile(r"\d{12}")
# Stands in for an account that was refused, so that the requester is judged all the same.
_NO_ACCOUNT = "0" * 12


@dataclass(frozen=True, slots=True)
class Findings:
    """The answers, where none was a refusal."""

    account: str
    resource: Arn
    kind: ResourceType
    permissions: tuple[ScopedPermission, ...]
    rated: tuple[Rated, ...]
    deadline: datetime
    trust: Trust


@dataclass(frozen=True, slots=True)
class _Scoped:
    permission: Permission
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Questions:
    """Asks on after a refusal, so that the requester hears everything at once."""

    refusals: list[Refusal] = field(default_factory=list)

    def ask[**P, T](self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return question(*args, **kwargs)
        except Refused as refused:
            self.refusals.extend(refused.refusals)
            return None


def judged(request: GrantRequest, types: Sequence[ResourceType], settings: GrantSettings, now: datetime) -> Findings:
    """Raises `Refused` with every problem at once."""
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
    return Findings(account, resource, kind, tuple(permissions), risks, deadline, trust)


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
