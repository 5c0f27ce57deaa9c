"""One sandbox with its Port and AWS, seen from outside the integration: what people do there, and what can be waited for."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from sandbox.aws import LocalAws
from sandbox.company import PEOPLE
from sandbox.page.port_client import PortClient
from sandbox.ready import Ready
from tests.chaos.holdings import Holdings, held
from tests.sandbox.processes import end, started_sandbox

BUCKET = "arn:aws:s3:::northlight-covers"
EXTEND = "extend_permissions"
_PERSON = PEOPLE[0].email
_GLANCE_SECONDS = 0.05
_RESYNC_SECONDS = 60
# Port closes a connection that idles, and a call that comes in that moment would fail.
_A_CONNECTION_A_CALL = httpx.Limits(max_keepalive_connections=0)
# Kinds enough for the stories; a resync of all of them would only take longer.
_KINDS = ("AWS::IAM::Permission", "AWS::S3::Bucket", "AWS::IAM::Grant")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class World:
    """`asked` are the runs of request_permissions whose grants are accounted for, `meddled` the grants that somebody changed by hand."""

    ready: Ready
    port: PortClient
    iam: Any
    before: Holdings
    asked: set[str] = field(default_factory=set)
    meddled: set[str] = field(default_factory=set)

    async def request(self, **inputs: Any) -> str:
        """Presses the button of request_permissions; the id of the run."""
        run = await self._start("request_permissions", BUCKET, {"permissions": ["s3:PutObject"], "reason": "chaos", **inputs})
        self.asked.add(run)
        return run

    async def revoke(self, grant: str) -> str:
        """Presses the button of revoke_permissions."""
        return await self._start("revoke_permissions", grant, {})

    async def extend(self, grant: str, **inputs: Any) -> str:
        """Presses the button of extend_permissions."""
        return await self._start(EXTEND, grant, inputs)

    async def run(self, identifier: str) -> Json:
        run: Json = (await self.port.get("actions", "runs", identifier))["run"]
        return run

    async def runs(self, **filters: str) -> list[Json]:
        found: list[Json] = (await self.port.get("actions", "runs", query={"version": "v2", **filters}))["runs"]
        return found

    async def grants(self) -> dict[str, Json]:
        """The entities of provisioned_permissions by identifier."""
        entities = (await self.port.get("blueprints", "provisioned_permissions", "entities"))["entities"]
        return {entity["identifier"]: entity for entity in entities}

    async def ended(self, run: str, within: float) -> bool:
        async def has_ended() -> bool:
            return str((await self.run(run))["status"]) != "IN_PROGRESS"

        return await until(has_ended, within)

    async def nothing_runs(self, within: float, but: Collection[str] = ()) -> bool:
        """Whether all runs but these end in time."""

        async def none_is_active() -> bool:
            return all(run["id"] in but for run in await self.runs(active="true"))

        return await until(none_is_active, within)

    async def resync(self) -> bool:
        """Asks for a resync as the page's button does, and waits for its end."""
        began = datetime.now(UTC)
        config = (await self.port.get("integration", self.ready.integration_identifier))["integration"]["config"]
        await self.map(config)
        return await self.resynced(began)

    async def map(self, config: Json) -> None:
        await self.port.patch("integration", self.ready.integration_identifier, "config", body={"config": config})

    async def resynced(self, since: datetime) -> bool:
        """Whether a resync that began after the moment ends before patience does."""

        async def has_ended() -> bool:
            state = (await self.port.get("integration", self.ready.integration_identifier))["integration"]["resyncState"]
            began = state.get("lastResyncStart")
            return bool(began) and datetime.fromisoformat(began) > since and state["status"] != "running"

        return await until(has_ended, _RESYNC_SECONDS)

    async def wipe(self) -> None:
        """Loses every entity of Port."""
        async with httpx.AsyncClient(base_url=self.ready.port_api) as http:
            (await http.post("/__sandbox/wipe-entities")).raise_for_status()

    async def _start(self, action: str, entity: str, inputs: Json) -> str:
        body = {"properties": inputs, "entity": entity}
        return str((await self.port.post("actions", action, "runs", body=body, query={"run_as": _PERSON}))["run"]["id"])


async def until(holds: Callable[[], Awaitable[bool]], within: float) -> bool:
    """Whether it holds before the seconds have passed."""
    try:
        async with asyncio.timeout(within):
            while not await holds():
                await asyncio.sleep(_GLANCE_SECONDS)  # another process's state cannot be waited for
    except TimeoutError:
        return False
    return True


@asynccontextmanager
async def open_world(folder: Path) -> AsyncIterator[World]:
    """A sandbox without the integration; stopped after the block."""
    sandbox = ExitStack()
    started = await asyncio.to_thread(sandbox.enter_context, started_sandbox(folder, "--no-ocean"))
    ready = Ready(**started.ready)
    aws = LocalAws(ready.aws_endpoint)
    try:
        async with (
            httpx.AsyncClient(base_url=ready.port_api, timeout=30, limits=_A_CONNECTION_A_CALL) as http,
            aws.client("iam", aws.root) as iam,
        ):
            yield World(ready, PortClient(http, ready.client_id, ready.client_secret), iam, await held(iam))
    finally:
        await asyncio.to_thread(end, started, signal.SIGTERM)
        sandbox.close()


async def first_resync(world: World, since: datetime) -> None:
    """Waits until the integration has registered itself, and has it list no more than the stories need."""
    assert await until(lambda: _is_registered(world), _RESYNC_SECONDS), "the integration has not registered itself with Port"
    assert await world.resynced(since), "the first resync has not ended"
    config = (await world.port.get("integration", world.ready.integration_identifier))["integration"]["config"]
    began = datetime.now(UTC)
    await world.map(config | {"resources": [resource for resource in config["resources"] if resource["kind"] in _KINDS]})
    assert await world.resynced(began), "the resync with fewer kinds has not ended"


async def _is_registered(world: World) -> bool:
    listed = (await world.port.get("integration"))["integrations"]
    return world.ready.integration_identifier in {integration["installationId"] for integration in listed}
