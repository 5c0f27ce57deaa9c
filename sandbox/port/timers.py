"""Timer properties: each expires at its moment, once for each value it is given."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.port import clock
from sandbox.port.audit import Happening
from sandbox.port.caller import Caller
from sandbox.port.entity import Entity
from sandbox.port.organization import Organization
from sandbox.port.shapes import Json

# The event loop cannot wait for longer than a day; a later timer is looked at again then.
_LONGEST_WAIT_SECONDS = 86400.0

type Timer = tuple[str, str, str, str]
"""Blueprint, entity, property and the value that expires."""


@dataclass(slots=True)
class Timers:
    """Waits for the next due timer only; a change of an entity makes it look again."""

    org: Organization
    _fired: set[Timer] = field(default_factory=set)
    _wake: asyncio.Handle | None = None

    def listen(self) -> None:
        self.org.audit.listeners.append(self._heard)

    def stop(self) -> None:
        if self._wake:
            self._wake.cancel()

    def forget(self) -> None:
        """Let every timer fire anew: for a Port whose entities were wiped."""
        self._fired.clear()

    def _heard(self, record: Json, _: Caller) -> None:
        if record["resourceType"] not in ("entity", "blueprint") or record["action"] == "TIMER_EXPIRED":
            return
        if record["action"] == "DELETE":
            gone = (record["context"]["blueprintIdentifier"], record["context"].get("entityIdentifier"))
            self._fired = {timer for timer in self._fired if timer[:2] != gone}
        self.stop()  # one look is enough for a whole batch of changes
        self._wake = asyncio.get_running_loop().call_soon(self._schedule)

    def _schedule(self) -> None:
        dues = [due for due, _, _ in self._waiting()]
        if dues:
            wait = (min(dues) - clock.now()).total_seconds()
            self._wake = asyncio.get_running_loop().call_later(min(max(wait, 0.0), _LONGEST_WAIT_SECONDS), self._ring)

    def _ring(self) -> None:
        now = clock.now()
        for due, timer, entity in list(self._waiting()):
            if due <= now:
                self._fired.add(timer)
                self._tell(timer, entity)
        self._schedule()

    def _tell(self, timer: Timer, entity: Entity) -> None:
        blueprint, identifier, name, _ = timer
        context = {"blueprintIdentifier": blueprint, "entityIdentifier": identifier, "propertyIdentifier": name}
        happening = Happening("TIMER_EXPIRED", "entity", context, before=entity.json(), after=entity.json())
        self.org.audit.record(happening, self.org.port_itself())

    def _waiting(self) -> Iterator[tuple[datetime, Timer, Entity]]:
        for blueprint, definition in self.org.catalog.blueprints.items():
            names = [name for name, schema in definition["schema"]["properties"].items() if schema.get("format") == "timer"]
            for entity in self.org.catalog.of(blueprint) if names else ():
                for name in names:
                    timer = (blueprint, entity.identifier, name, str(entity.properties.get(name)))
                    due = clock.read(timer[3])
                    if due and timer not in self._fired:
                        yield due, timer, entity
