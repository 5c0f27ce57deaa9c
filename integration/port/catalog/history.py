"""Writes the history of grants into Port, where it stays: it never fails what it tells of."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from port_ocean.core.models import Entity

from integration.domain.errors import IamPermissionsError
from integration.domain.grant import NAME_PREFIX
from integration.domain.history import Event, Facts, Happened
from integration.port import log
from integration.port.api import PortApi, PortError
from integration.port.api.run import Run
from integration.port.catalog.blueprints import AWS_RESOURCE, PERMISSION_EVENTS
from integration.port.runs.executors import Verb
from integration.port.runs.outcomes import Outcome

_WRITES_AT_ONCE = 5


class History:
    """Its entities are no resync's: they carry another user agent, and Ocean deletes only what carries its own."""

    def __init__(self, port: PortApi) -> None:
        self._port = port

    async def write(self, *events: Event, listed: Collection[str] = ()) -> list[str]:
        """Writes the events; a sentence for each that Port did not take. Resources but those `listed` are looked for in the catalog."""
        turn = asyncio.Semaphore(_WRITES_AT_ONCE)
        try:
            listed = {*listed, *await self._port.entities.existing(AWS_RESOURCE, _resources(events) - {*listed})}
        except PortError as error:
            return [_untold(event, error) for event in events]

        async def write(event: Event) -> list[str]:
            async with turn:
                try:
                    await self._port.entities.keep(_entity(event, listed))
                except PortError as error:
                    return [_untold(event, error)]
            return []

        return [problem for problems in await asyncio.gather(*map(write, events)) for problem in problems]

    async def let_go(self, resources: Collection[str]) -> None:
        """Takes the relation to these resources off their events, which go on naming them. What cannot be done is told in the log."""
        try:
            for identifier in await self._port.entities.naming(PERMISSION_EVENTS, "resource_arn", resources):
                bare = {"identifier": identifier, "blueprint": PERMISSION_EVENTS, "relations": {"aws_resource": None}}
                await self._port.entities.keep(Entity.parse_obj(bare))
        except PortError as error:
            log.warning("Events could not let go of resources that are gone", error=error)


class Recorded:
    """A verb whose refusals and failures are events too."""

    def __init__(self, verb: Verb, history: History) -> None:
        self._verb = verb
        self._history = history

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        try:
            return await self._verb(run, payload)
        except IamPermissionsError as error:
            if run.entity:
                await self._history.write(_failure(run, run.entity, error))
            raise


def facts_in(entity: Mapping[str, Any] | None) -> Facts:
    """What the entity of a grant tells, for when AWS tells nothing any more."""
    if entity is None:
        return Facts()
    told, permissions = entity["properties"], (entity.get("relations") or {}).get("permissions") or ()
    return Facts(
        told.get("requester"), told.get("resource_arn"), told.get("account"), tuple(permissions), told.get("reason"), told.get("ticket")
    )


def _resources(events: Iterable[Event]) -> set[str]:
    return {event.facts.resource for event in events if event.facts.resource}


def _failure(run: Run, entity: str, error: IamPermissionsError) -> Event:
    """Of a request, which asks about a resource and would have made the grant of this run; or of a change to a grant that is there."""
    now, by = datetime.now(UTC), run.requester or "nobody Port names"
    if entity.startswith(NAME_PREFIX):
        return Event(entity, Happened.FAILED, by, now, Facts(), str(error), run.id, occasion=run.id)
    asked = Facts(
        requester=run.requester,
        resource=entity,
        permissions=_texts(run.inputs.get("permissions")),
        reason=_text(run.inputs.get("reason")),
        ticket=_text(run.inputs.get("ticket")),
    )
    return Event(f"{NAME_PREFIX}{run.id}", Happened.FAILED, by, now, asked, str(error), run.id)


def _texts(value: Any) -> tuple[str, ...]:
    """What was typed may be what was refused, so anything goes."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _entity(event: Event, listed: Collection[str]) -> Entity:
    resource = event.facts.resource
    return Entity.parse_obj(
        {
            "identifier": event.identifier,
            "blueprint": PERMISSION_EVENTS,
            "title": f"{event.grant} {event.happened.value}",
            "properties": _properties(event),
            "relations": {"aws_resource": resource} if resource in listed else {},
        }
    )


def _properties(event: Event) -> dict[str, Any]:
    """What is not known is left out, so that a second delivery that knows less takes nothing away."""
    facts = event.facts
    told = {
        "event": event.happened.value,
        "grant": event.grant,
        "requester": facts.requester,
        "by": event.by,
        "reason": facts.reason,
        "ticket": facts.ticket,
        "at": event.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "permissions": list(facts.permissions) or None,
        "resource_arn": facts.resource,
        "account": facts.account,
        "detail": event.detail,
        "run": event.run,
    }
    return {name: value for name, value in told.items() if value is not None}


def _untold(event: Event, error: PortError) -> str:
    log.warning("The history could not be written", error=error, event=_properties(event))
    return f"The history in Port does not have it. {error}"
