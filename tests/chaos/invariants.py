"""What must hold once everything has settled, judged from AWS and Port alone: nothing here knows how the integration works."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.chaos.holdings import Holdings, deadline_of, document_of, held
from tests.chaos.world import EXTEND, Json, World

PREFIX = "Permission-"
# By hand, and by the timer.
_REVOKING = ("revoke_permissions", "automation")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be: of which grant or run, and what."""

    subject: str
    fault: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.fault}"


async def findings(world: World) -> list[Finding]:
    """Everything that is wrong now."""
    holdings, entities, active = await asyncio.gather(held(world.iam), world.grants(), world.runs(active="true"))
    requests = await _runs(world, {name.removeprefix(PREFIX) for name in holdings.names} | world.asked)
    ours = {name: entity for name, entity in entities.items() if name in holdings.names or not _is_foreign(name, holdings)}
    return [
        *(Finding(run["id"], f"the run of {run['action']['identifier']} is still {run['status']}") for run in active),
        *_owners(holdings, ours),
        *_wholeness(holdings, ours, world.meddled),
        *_deadlines(holdings),
        *_one_grant_a_run(holdings, requests),
        *await _promises(world, holdings, requests),
        *_foreign(world.before, holdings),
    ]


async def _runs(world: World, identifiers: set[str]) -> Mapping[str, Json]:
    found = await asyncio.gather(*(world.run(identifier) for identifier in identifiers))
    return {run["id"]: run for run in found}


def _is_foreign(name: str, holdings: Holdings) -> bool:
    return any(arn.endswith(f"/{name}") for arn in holdings.foreign)


def _owners(holdings: Holdings, entities: Mapping[str, Json]) -> Iterator[Finding]:
    for name in sorted(holdings.roles.keys() - holdings.policies.keys()):
        yield Finding(name, f"a role without its policy, made at {holdings.roles[name]['CreateDate']:%H:%M:%S}")
    for name in sorted(holdings.policies.keys() - holdings.roles.keys()):
        yield Finding(name, "a policy without its role")
    for name in sorted(holdings.names - entities.keys()):
        yield Finding(name, "in AWS, not in the catalog")
    for name in sorted(entities.keys() - holdings.names):
        yield Finding(name, "in the catalog, not in AWS")


def _wholeness(holdings: Holdings, entities: Mapping[str, Json], meddled: set[str]) -> Iterator[Finding]:
    for name in sorted(entities.keys() & holdings.roles.keys() & holdings.policies.keys()):
        properties, role, policy = entities[name]["properties"], holdings.roles[name], holdings.policies[name]
        if properties.get("status") != "active":
            if name not in meddled:
                yield Finding(name, f"{properties.get('status')} in the catalog: {' '.join(properties.get('drift') or [])}")
            continue
        attached = [attached["PolicyArn"] for attached in role["AttachedManagedPolicies"]]
        if attached != [policy["Arn"]] or role.get("RolePolicyList"):
            yield Finding(name, f"active in the catalog, but its role has {attached} attached and {role.get('RolePolicyList')} inline")
        if properties.get("iam_policy") != document_of(policy):
            yield Finding(name, "the policy in the catalog is not the one in AWS")


def _deadlines(holdings: Holdings) -> Iterator[Finding]:
    for name, policy in sorted(holdings.policies.items()):
        deadline = deadline_of(document_of(policy))
        if deadline < datetime.now(UTC):
            yield Finding(name, f"still in AWS, past its deadline {deadline:%H:%M:%S}")


def _one_grant_a_run(holdings: Holdings, requests: Mapping[str, Json]) -> Iterator[Finding]:
    tags = [{tag["Key"]: tag["Value"] for tag in role["Tags"]}.get("port:run", "") for role in holdings.roles.values()]
    for run, count in Counter(tags).items():
        if count > 1:
            yield Finding(run, f"{count} grants for one run")
    for name in sorted(holdings.names):
        run = requests[name.removeprefix(PREFIX)]
        if run["status"] == "FAILURE":
            yield Finding(name, "in AWS, though the run that asked for it ended with FAILURE")


async def _promises(world: World, holdings: Holdings, requests: Mapping[str, Json]) -> list[Finding]:
    """A SUCCESS is there until it is revoked or over; what was revoked with SUCCESS is gone."""
    wrong: list[Finding] = []
    for identifier in sorted(world.asked):
        run, name = requests[identifier], f"{PREFIX}{identifier}"
        runs = await world.runs(blueprint="provisioned_permissions", entity=name)
        wrong += _extensions(name, [run for run in runs if run["action"]["identifier"] == EXTEND], holdings)
        ends = {end["status"] for end in runs if end["action"]["identifier"] in _REVOKING}
        if "SUCCESS" in ends and name in holdings.names:
            wrong.append(Finding(name, "in AWS, though a run that revoked it ended with SUCCESS"))
        excused = "SUCCESS" in ends or name in {*holdings.names, *world.meddled} or _is_over(run)
        if run["status"] == "SUCCESS" and not excused:
            how = "the run that revoked it ended with FAILURE" if "FAILURE" in ends else "it was granted with SUCCESS and nobody revoked it"
            wrong.append(Finding(name, f"not in AWS, though {how}"))
    return wrong


def _extensions(name: str, runs: list[Json], holdings: Holdings) -> Iterator[Finding]:
    """An extension with SUCCESS ends when it was asked to, one with FAILURE need not; the stories extend a grant once."""
    policy = holdings.policies.get(name)
    for run in runs:
        end = deadline_of(document_of(policy)) if policy else None
        if run["status"] == "SUCCESS" and end and end != datetime.fromisoformat(run["properties"]["until"]):
            yield Finding(name, f"ends at {end:%H:%M:%S}, though it was extended to {run['properties']['until']} with SUCCESS")


def _is_over(run: Json) -> bool:
    until = run["properties"].get("until")
    return bool(until) and datetime.fromisoformat(until) <= datetime.now(UTC)


def _foreign(before: Holdings, now: Holdings) -> Iterator[Finding]:
    for arn in sorted(before.foreign.keys() | now.foreign.keys()):
        if before.foreign.get(arn) != now.foreign.get(arn):
            yield Finding(arn, "somebody else's, and not as it was")
