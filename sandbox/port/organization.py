"""Everything one Port organization holds. In memory, on one event loop: a function that does not await is a transaction."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field

from sandbox.port.audit import AuditLog
from sandbox.port.caller import Caller
from sandbox.port.catalog import Catalog
from sandbox.port.config import PortConfig, User
from sandbox.port.errors import not_found
from sandbox.port.run import Run
from sandbox.port.shapes import Json


@dataclass(slots=True)
class Organization:
    config: PortConfig
    catalog: Catalog = field(default_factory=Catalog)
    audit: AuditLog = field(default_factory=AuditLog)
    actions: dict[str, Json] = field(default_factory=dict)
    action_permissions: dict[str, Json] = field(default_factory=dict)
    blueprint_permissions: dict[str, Json] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    run_logs: dict[str, list[Json]] = field(default_factory=dict)
    scorecards: dict[str, dict[str, Json]] = field(default_factory=dict)
    pages: dict[str, Json] = field(default_factory=dict)
    integrations: dict[str, Json] = field(default_factory=dict)
    resync_requests: dict[str, str] = field(default_factory=dict)
    integration_logs: dict[str, list[Json]] = field(default_factory=dict)
    sync_metrics: dict[str, dict[tuple[str, str], Json]] = field(default_factory=dict)
    _background: set[asyncio.Task[None]] = field(default_factory=set)

    def blueprint(self, identifier: str) -> Json:
        """The blueprint's JSON. Raises Port's 404."""
        if identifier not in self.catalog.blueprints:
            raise not_found("Blueprint", identifier)
        return self.catalog.blueprints[identifier]

    def user(self, email: str) -> User:
        """The person with this e-mail address. Raises Port's 404."""
        for user in self.config.users:
            if user.email == email:
                return user
        raise not_found("User", email)

    def port_itself(self) -> Caller:
        """The caller of what Port does unasked."""
        return Caller(self.config, user_agent="port", by_port=True)

    def in_background(self, work: Coroutine[None, None, None]) -> None:
        """Start work that outlives the request, and keep it from being collected."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def stop(self) -> None:
        """Cancel what runs in the background and wait until it has ended."""
        for task in tuple(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
