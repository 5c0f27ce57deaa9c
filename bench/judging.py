"""How many grants a second are judged, with nothing around it."""

import asyncio
import json
from datetime import UTC, datetime
from statistics import median
from time import process_time

from bench.aws.grants import grants_of
from bench.aws.iam_things import CREATED, Policy, Role
from bench.sailing import Failed
from bench.world import World
from integration.domain.observed import Observed, ObservedPolicy, ObservedRole
from integration.domain.status import Status, classify
from integration.port.garbage import collect_less

_ROUNDS = 5


def judged_per_second(world: World) -> float:
    """In CPU time; the median of a few rounds over grants that nobody has looked at yet. Raises `Failed` where one is not active."""
    # As the integration does at its start, so that the collector looks through what is judged and not through all that is loaded.
    asyncio.run(collect_less())
    return median(_rate(_observed(world), datetime.now(UTC)) for _ in range(_ROUNDS))


def _rate(grants: list[Observed], now: datetime) -> float:
    began = process_time()
    verdicts = [classify(observed, now) for observed in grants]
    seconds = process_time() - began
    if any(verdict.status is not Status.ACTIVE for verdict in verdicts):
        raise Failed("A grant that nobody has touched is not judged active.")
    return len(grants) / seconds


def _observed(world: World) -> list[Observed]:
    return [Observed(role=_role(role), policy=_policy(policy)) for role, policy in grants_of(world, world.account_ids[0])]


def _role(role: Role) -> ObservedRole:
    return ObservedRole(
        name=role.name,
        arn=role.arn,
        path=role.path,
        created_at=datetime.fromisoformat(CREATED),
        trust=json.loads(role.trust),
        tags=dict(role.tags),
        attached=tuple(role.attached),
        inline={},
        boundary=None,
        instance_profiles=(),
        last_used=None,
        max_session_seconds=None,
    )


def _policy(policy: Policy) -> ObservedPolicy:
    created_at, document = datetime.fromisoformat(CREATED), json.loads(policy.document)
    return ObservedPolicy(arn=policy.arn, name=policy.name, created_at=created_at, tags=None, document=document, others={})
