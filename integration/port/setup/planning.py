"""Reads the organisation and plans what is to become of it; then carries the plan out."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from integration.port.setup.client import PortClient, PortRefused
from integration.port.setup.findings import Json
from integration.port.setup.invocations import Owner, Way, is_ours_to_invoke, owner_of
from integration.port.setup.old_backends import kept_for_old_grants
from integration.port.setup.options import Options
from integration.port.setup.resources import Resources
from integration.port.setup.step_makers import action_step, blueprint_step, new_action_step, page_step, permissions_step, scorecard_step
from integration.port.setup.steps import Step, Write
from integration.port.setup.ways import find_way


@dataclass(frozen=True, slots=True)
class Plan:
    """`told` says how the actions reach the integration; `lacks_way` that they do not, so that they are not among the steps."""

    organisation: str
    told: tuple[str, ...]
    steps: tuple[Step, ...]
    lacks_way: bool

    @property
    def obstacles(self) -> tuple[str, ...]:
        return tuple(obstacle for step in self.steps for obstacle in step.findings.obstacles)

    @property
    def writes(self) -> tuple[Write, ...]:
        """In the order in which Port can take them."""
        return tuple(sorted((write for step in self.steps for write in step.writes), key=lambda write: write.stage))


async def make_plan(port: PortClient, resources: Resources, options: Options) -> Plan:
    """Writes nothing but, where nothing of ours is installed yet and it is no dry run, a trial action. Raises `PortRefused`."""
    held = {action["identifier"]: await _one(port, "action", "actions", action["identifier"]) for action in resources.actions}
    types = resources.action_types
    found = await find_way(port, options, [action["invocationMethod"] for action in held.values() if action], types)
    steps = [step async for step in _data_model(port, resources, options)]
    for action in resources.actions:
        ours = _invoked(action, found.way)
        if ours:
            steps += await _action(port, held[action["identifier"]], ours, resources, force=options.forces(action["identifier"]))
    steps += [step async for step in _views(port, resources, options)]
    return Plan(await _organisation(port), found.told, tuple(steps), lacks_way=found.way is None)


async def carry_out(port: PortClient, plan: Plan) -> int:
    """Makes the requests and returns how many. Raises `PortRefused` at the first that fails; running again goes on from there."""
    for write in plan.writes:
        try:
            await port.write(write)
        except PortRefused:
            if write.undo:
                await port.write(write.undo)
            raise
    return len(plan.writes)


async def _data_model(port: PortClient, resources: Resources, options: Options) -> AsyncIterator[Step]:
    for ours in resources.blueprints:
        held = await _one(port, "blueprint", "blueprints", ours["identifier"])
        yield blueprint_step(held, ours, force=options.forces(ours["identifier"]))


def _invoked(action: Json, way: Way | None) -> Json | None:
    """Our action with its way to the integration; `None` where it needs one and there is none."""
    if not is_ours_to_invoke(action):
        return action
    return action | {"invocationMethod": way.of(action)} if way else None


async def _action(port: PortClient, held: Json | None, ours: Json, resources: Resources, *, force: bool) -> list[Step]:
    """The action, its permissions and, where it was the guide's, the guide's own beside it."""
    identifier, types = ours["identifier"], resources.action_types
    steps = [action_step(held, ours, types, force=force) if held else new_action_step(ours)]
    if held and owner_of(held["invocationMethod"], types) is Owner.GUIDES:
        steps = [*await _kept_beside(port, held), *steps]
    if identifier in resources.permissions:
        decided = await _one(port, "permissions", "actions", identifier, "permissions") if held else None
        steps.append(permissions_step(decided, resources.permissions[identifier], identifier, force=force))
    return steps


async def _kept_beside(port: PortClient, held: Json) -> list[Step]:
    kept = kept_for_old_grants(held)
    return [new_action_step(kept)] if kept and not await _one(port, "action", "actions", kept["identifier"]) else []


async def _views(port: PortClient, resources: Resources, options: Options) -> AsyncIterator[Step]:
    for blueprint, ours in resources.scorecards:
        held = await _one(port, "scorecard", "blueprints", blueprint, "scorecards", ours["identifier"])
        yield scorecard_step(blueprint, held, ours, force=options.forces(ours["identifier"]))
    for ours in resources.pages:
        held = await _one(port, "page", "pages", ours["identifier"])
        yield page_step(held, ours, force=options.forces(ours["identifier"]))


async def _organisation(port: PortClient) -> str:
    answer = await port.get("organization") or {}
    organisation = answer.get("organization") or {}
    return str(organisation.get("name") or organisation.get("id") or "the organisation")


async def _one(port: PortClient, key: str, *path: str) -> Json | None:
    answer = await port.get(*path)
    found: Json | None = answer.get(key) if answer else None
    return found
