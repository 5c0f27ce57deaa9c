"""Puts the parts together in the order in which they need each other, and takes them down in the opposite one."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from sandbox.access import AccessTrial, open_trial
from sandbox.aws import AccessKey, LocalAws, open_aws
from sandbox.child import Child, free_port
from sandbox.company import PEOPLE
from sandbox.ocean import first_resync_ends, open_ocean
from sandbox.page import PageConfig, add_page
from sandbox.port import PortConfig, User, create_app
from sandbox.ready import Ready
from sandbox.seed import seed
from sandbox.server import listen, serving
from sandbox.set_up import set_up

# The actions of .port/resources name this installation.
INTEGRATION_IDENTIFIER = "aws-iam-permissions"

_JUDGES_NOTHING = "This AWS does not judge permissions, so the page offers no Try the access."
_RESYNC_IS_LATE = "The first resync has not finished yet; ocean.log may say why."


@dataclass(frozen=True, slots=True)
class Options:
    port: int | None
    aws: str
    ocean: bool
    strict_actions: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """A started sandbox, what there is to note about it, and the servers that must not end."""

    ready: Ready
    notes: tuple[str, ...]
    children: tuple[Child, ...]

    async def failure(self) -> None:
        """Wait for as long as all of the servers run. Raises ChildEnded when one ends."""
        await asyncio.gather(_for_ever(), *(child.ended() for child in self.children))


async def _for_ever() -> None:
    await asyncio.get_running_loop().create_future()


@asynccontextmanager
async def running(options: Options, folder: Path, tell: Callable[[str], None]) -> AsyncIterator[Running]:
    """A sandbox for as long as the block runs. Raises AwsUnavailable, PortTaken or ChildEnded."""
    async with AsyncExitStack() as parts:
        listener = parts.enter_context(listen(options.port))
        tell(f"Starting the local AWS ({options.aws})")
        aws, children = await parts.enter_async_context(open_aws(options.aws, folder))
        tell("Writing a small company into it")
        seeded = await seed(aws)
        trial = await open_trial(aws, seeded.people)
        notes: tuple[str, ...] = () if trial is not None else (_JUDGES_NOTHING,)
        tell("Starting the local Port")
        ready = _ready(listener, aws, seeded.integration)
        app = await parts.enter_async_context(_port_with_page(ready, trial, strict_actions=options.strict_actions))
        await parts.enter_async_context(serving(app, listener))
        if options.ocean:
            tell("Setting Port up, as python -m integration setup does")
            await set_up(ready)
            tell("Starting ocean sail, whose first resync fills the catalogs")
            ocean = await parts.enter_async_context(open_ocean(ready, folder))
            children = (*children, ocean)
            notes += () if await first_resync_ends(ocean) else (_RESYNC_IS_LATE,)
        yield Running(ready, notes, children)


def _ready(listener: socket.socket, aws: LocalAws, integration: AccessKey) -> Ready:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    return Ready(
        port_api=address,
        page=f"{address}/",
        aws_endpoint=aws.endpoint_url,
        aws_access_key_id=integration.id,
        aws_secret_access_key=integration.secret,
        client_id=f"sandbox-{secrets.token_hex(8)}",
        client_secret=secrets.token_urlsafe(32),
        integration_identifier=INTEGRATION_IDENTIFIER,
        integration_address=f"http://127.0.0.1:{free_port()}",
    )


@asynccontextmanager
async def _port_with_page(ready: Ready, trial: AccessTrial | None, *, strict_actions: bool) -> AsyncIterator[Any]:
    """The local Port's ASGI app and, over its public API, the page."""
    users = tuple(User(person.email, person.first_name, person.last_name, (person.port_role,)) for person in PEOPLE)
    config = PortConfig(ready.client_id, ready.client_secret, ready.port_api, users, accept_custom_action_types=not strict_actions)
    app = create_app(config)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ready.port_api) as port:
        add_page(app, PageConfig(port=port, client_id=ready.client_id, client_secret=ready.client_secret, try_access=trial))
        yield app
