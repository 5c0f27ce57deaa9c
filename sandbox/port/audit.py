"""The audit log: what happened, to whom it is told, and how it is searched."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sandbox.port import clock
from sandbox.port.caller import Caller
from sandbox.port.shapes import Json


@dataclass(frozen=True, slots=True)
class Happening:
    """One fact before it is written down. `context` points at what it is about; `diff` is before and after."""

    action: str
    resource_type: str
    context: Json
    before: Json | None = None
    after: Json | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """The query of GET /v1/audit-log; what is empty does not filter."""

    identifier: str | None = None
    entity: str | None = None
    blueprint: str | None = None
    run_id: str | None = None
    installation_id: str | None = None
    origins: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    action: str | None = None
    status: str | None = None
    since: str | None = None
    until: str | None = None

    def accepts(self, record: Json) -> bool:
        context, at = record["context"], record["trigger"]["at"]
        wanted = (
            (self.identifier, record["identifier"]),
            (self.entity, context.get("entityIdentifier")),
            (self.blueprint, context.get("blueprintIdentifier")),
            (self.run_id, context.get("runId")),
            (self.installation_id, context.get("installationId")),
            (self.action, record["action"]),
            (self.status, record["status"]),
        )
        return (
            all(value in (None, held) for value, held in wanted)
            and (not self.origins or record["trigger"]["origin"] in self.origins)
            and (not self.resources or record["resourceType"] in self.resources)
            and (self.since is None or at >= self.since)
            and (self.until is None or at <= self.until)
        )


type Listener = Callable[[Json, Caller], None]


@dataclass(slots=True)
class AuditLog:
    """Records in the order they happened, and who listens to them."""

    records: list[Json] = field(default_factory=list)
    listeners: list[Listener] = field(default_factory=list)

    def record(self, happening: Happening, caller: Caller) -> None:
        """Write the fact down and tell the listeners: automations and timers."""
        installation = {"installationId": caller.installation_id} if caller.installation_id else {}
        record = {
            "identifier": f"event_{secrets.token_hex(8)}",
            "action": happening.action,
            "resourceType": happening.resource_type,
            "status": "SUCCESS",
            "trigger": caller.trigger(clock.written(clock.now())),
            "context": happening.context | installation,
            "diff": {"before": happening.before, "after": happening.after},
            "message": happening.message,
            "additionalData": {},
        }
        self.records.append(record)
        for listener in self.listeners:
            listener(record, caller)

    def search(self, wanted: AuditFilter, limit: int) -> list[Json]:
        """The newest matching records first."""
        found: Iterator[Json] = (record for record in reversed(self.records) if wanted.accepts(record))
        return [record for record, _ in zip(found, range(limit), strict=False)]
