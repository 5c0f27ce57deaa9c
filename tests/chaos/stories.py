"""The ways in which a grant's life moves on, each up to the run that moves it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.chaos.world import World, until

_ENDS_WITHIN_SECONDS = 60
_TIMER_SECONDS = 10
# Enough to grant, also on a busy machine, and not much to wait for.
_SHORT_LIFE = timedelta(seconds=5)
_LONGER = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Story:
    """`prepare` makes what must be there before and names the grant, where there is one yet; `act` starts the run."""

    name: str
    prepare: Callable[[World], Awaitable[str]]
    act: Callable[[World, str], Awaitable[None]]


class NotPrepared(Exception):
    """A grant could not be made although nothing was broken."""


async def grant(world: World, **inputs: str) -> str:
    """The name of a new grant. Raises NotPrepared."""
    run = await world.request(**inputs)
    if not await world.ended(run, _ENDS_WITHIN_SECONDS):
        raise NotPrepared(f"the run {run} does not end")
    ended = await world.run(run)
    if ended["status"] != "SUCCESS":
        raise NotPrepared(f"the run {run} ended with {ended['status']}: {ended.get('summary')}")
    return f"Permission-{run}"


def moment(after: timedelta) -> str:
    """As the form sends it."""
    return (datetime.now(UTC) + after).strftime("%Y-%m-%dT%H:%M:%SZ")


async def _nothing(_: World) -> str:
    return ""


async def _request(world: World, _: str) -> None:
    await world.request(duration="1h")


async def _long_grant(world: World) -> str:
    return await grant(world, duration="1h")


async def _revoke(world: World, name: str) -> None:
    await world.revoke(name)


async def _extend(world: World, name: str) -> None:
    await world.extend(name, until=moment(_LONGER))


async def _grant_at_its_deadline(world: World) -> str:
    """Waits until the deadline is there, so that the next claim of the integration is that of the automation's run."""
    name = await grant(world, until=moment(_SHORT_LIFE))
    ends = datetime.fromisoformat((await world.grants())[name]["properties"]["expiry_time"])
    await asyncio.sleep((ends - datetime.now(UTC)).total_seconds())
    return name


async def _expire(world: World, name: str) -> None:
    async def has_fired() -> bool:
        return bool(await world.runs(blueprint="provisioned_permissions", entity=name))

    if not await until(has_fired, _TIMER_SECONDS):
        raise NotPrepared(f"the timer of {name} does not fire")


STORIES = (
    Story("request", _nothing, _request),
    Story("revoke", _long_grant, _revoke),
    Story("extend", _long_grant, _extend),
    Story("expiry", _grant_at_its_deadline, _expire),
)
