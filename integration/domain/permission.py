"""The permissions that are offered: every IAM action that could be granted on some type of the menu."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from integration.domain.errors import Refused
from integration.domain.guardrails import objection
from integration.domain.published import Permission, permissions_of
from integration.domain.resource_type import ResourceType
from integration.domain.risk import Risk, risk_of
from integration.domain.scoping import scopes_on
from integration.domain.settings import Guardrails


@dataclass(frozen=True, slots=True)
class Offer:
    """One IAM action of the catalog.

    `resource_types` are the names of the types it can be granted on, in the order of the menu; `limited_to` the IAM
    resource types it can be limited to there, none when it only takes everything.
    """

    action: str
    service: str
    resource_types: tuple[str, ...]
    limited_to: tuple[str, ...]
    access_level: str
    risk: Risk
    description: str
    documentation: str


def offered(types: Sequence[ResourceType], guardrails: Guardrails, levels: Collection[str]) -> Iterator[Offer]:
    """Every action of the types' services that a plan would grant on one of them, by service and name; all levels when none is named."""
    for service in sorted({kind.service for kind in types}):
        for _, permission in sorted(permissions_of(service).items()):
            if (not levels or permission.access_level in levels) and not objection(permission, guardrails):
                yield from _offer(permission, [kind for kind in types if kind.service == service], guardrails)


def _offer(permission: Permission, types: Sequence[ResourceType], guardrails: Guardrails) -> Iterator[Offer]:
    scopes = {kind.name: found for kind in types if (found := _scopes(permission, kind))}
    if not scopes:
        return
    yield Offer(
        action=permission.name,
        service=permission.service,
        resource_types=tuple(scopes),
        limited_to=tuple(sorted({scope for found in scopes.values() for scope in found if scope})),
        access_level=permission.access_level,
        risk=risk_of(permission, guardrails.risk_overrides),
        description=permission.description,
        documentation=permission.documentation,
    )


def _scopes(permission: Permission, kind: ResourceType) -> tuple[str, ...]:
    try:
        return scopes_on(permission, kind)
    except Refused:
        return ()
