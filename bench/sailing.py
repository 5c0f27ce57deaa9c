"""Ocean's process as an operator runs it, `ocean sail`, against the fake AWS and the sandbox's Port; and what it cost."""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.organization import CLIENT_ID, CLIENT_SECRET, INTEGRATION, PEOPLE, Organization
from bench.processes import Cost, Server, cost_of, running, server
from bench.world import World
from sandbox.isolation import isolated_environment

CANDIDATE, PEER, FLOOR = ".", "bench/peer", "bench/floor"
# Seconds of a round trip, to AWS and to Port alike.
RTT = 0.05


class Failed(Exception):
    """A process did not do its work, so that none of its figures means anything."""


@dataclass(frozen=True, slots=True)
class Sync:
    """`seconds` from the moment Ocean tells Port that its resync runs until it tells the end; `cost` is of the whole process.

    `said` is what the entities say that the catalog has afterwards.
    """

    seconds: float
    cost: Cost
    aws: Mapping[str, Any]
    port: Mapping[str, Any]
    said: frozenset[str]

    @property
    def entities(self) -> int:
        return len(self.said)

    @property
    def entities_per_second(self) -> float:
        return self.entities / self.seconds

    @property
    def writes(self) -> int:
        """Requests that wrote or deleted entities."""
        return sum(count for route, count in self.port["calls"].items() if route in _WRITES)


_WRITES = ("POST blueprints/*/entities/bulk", "POST blueprints/*/entities", "POST blueprints/*/bulk/entities/delete")


@dataclass(frozen=True, slots=True)
class Bench:
    """A world of AWS, and a Port that is set up for some kinds and holds no entity."""

    world: World
    aws: Server
    port: Server
    organization: Organization

    def resync(self, who: str) -> Sync:
        """One resync, by `ocean sail` with the event listener that ends after it. Raises `Failed`."""
        self.forget()
        with tempfile.NamedTemporaryFile(suffix=".log") as log:
            cost = cost_of(_sail(who), self._environment({"OCEAN__EVENT_LISTENER__TYPE": "ONCE"}), Path(log.name))
            port, state = self.port.tell(), self.organization.resync_state()
            if state.get("status") != "completed" or not port["resync_seconds"]:
                raise Failed(f"The resync by {who} ended as {state}; the end of its log:\n{_end_of(log.name)}")
        return Sync(port["resync_seconds"], cost, self.aws.tell(), port, self.organization.catalog())

    @contextmanager
    def sailing(self, **settings: str) -> Iterator[None]:
        """The integration at its usual work, a resync done and runs of actions claimed, while the block lasts."""
        environment = self._environment({**_AT_WORK, **settings})
        with tempfile.NamedTemporaryFile(suffix=".log") as log, running(_sail(CANDIDATE), environment, Path(log.name)) as process:
            while self.organization.resync_state().get("status") != "completed":
                if process.has_ended():
                    raise Failed(f"The integration ended by itself; the end of its log:\n{_end_of(log.name)}")
            yield

    def forget(self) -> None:
        """Counts from here on."""
        self.aws.tell(forget=True)
        self.port.tell(forget=True)

    def _environment(self, settings: Mapping[str, str]) -> Mapping[str, str]:
        roles = [f"arn:aws:iam::{account}:role/bench" for account in self.world.account_ids]
        return {
            **isolated_environment(),
            "OCEAN__PORT__BASE_URL": self.port.url,
            "OCEAN__PORT__CLIENT_ID": CLIENT_ID,
            "OCEAN__PORT__CLIENT_SECRET": CLIENT_SECRET,
            "OCEAN__INTEGRATION__IDENTIFIER": INTEGRATION,
            "OCEAN__INTEGRATION__CONFIG__REGIONS": json.dumps(self.world.region_names),
            "OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARNS": json.dumps(roles),
            "AWS_ENDPOINT_URL": self.aws.url,
            "AWS_ACCESS_KEY_ID": f"AKIA{self.world.account_ids[0]}",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_DEFAULT_REGION": self.world.region_names[0],
            **settings,
        }


# As deploy/helm-values.yaml sets them.
_AT_WORK = {
    "OCEAN__EVENT_LISTENER__TYPE": "POLLING",
    "OCEAN__ACTIONS_PROCESSOR__ENABLED": "true",
    "OCEAN__ACTIONS_PROCESSOR__POLL_CHECK_INTERVAL_SECONDS": "2",
    "OCEAN__ACTIONS_PROCESSOR__WORKERS_COUNT": "20",
}


@contextmanager
def opened(world: World, kinds: tuple[str, ...], latency: float = RTT) -> Iterator[Bench]:
    """The servers of a measurement, set up and then as late as they are to be."""
    config = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "people": PEOPLE}
    with (
        server("bench.aws", world.text()) as aws,
        server("bench.port", json.dumps(config)) as port,
        Organization.at(port.url) as organization,
    ):
        organization.set_up(kinds)
        aws.tell(latency=latency)
        port.tell(latency=latency)
        yield Bench(world, aws, port, organization)


def _sail(who: str) -> list[str]:
    return [sys.executable, "-m", "sandbox.sail", "--port", "0", who]


def _end_of(log: str) -> str:
    return Path(log).read_text(errors="replace")[-4000:]
