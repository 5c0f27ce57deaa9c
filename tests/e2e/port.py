"""The sandbox's Port as a person's script would use it: start runs, follow them, read the catalog, ask for a resync."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from tests.e2e.waiting import until

type Json = dict[str, Any]

_ENDED = ("SUCCESS", "FAILURE")
_RESYNC_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that has ended, and its whole log as one text."""

    run: Json
    log: str

    @property
    def id(self) -> str:
        return str(self.run["id"])

    @property
    def status(self) -> str:
        return str(self.run["status"])

    @property
    def grant(self) -> str:
        """The name of what a request made."""
        return f"Permission-{self.id}"


@dataclass(frozen=True, slots=True)
class Port:
    """The Port API with a machine token; `who` is the e-mail address of the person in whose name a run starts."""

    http: httpx.Client
    integration: str

    def call(self, method: str, path: str, body: Any = None, **query: str) -> httpx.Response:
        return self.http.request(method, path, json=body, params=query)

    def ask(self, method: str, path: str, body: Any = None, **query: str) -> Json:
        """The answer to a request that Port must accept."""
        response = self.call(method, path, body, **query)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        answer: Json = response.json()
        return answer

    def start(self, action: str, entity: str | None, who: str, **inputs: Any) -> str:
        """The id of a new run."""
        body = {"properties": inputs} | ({"entity": entity} if entity else {})
        return str(self.ask("POST", f"/v1/actions/{action}/runs", body, run_as=who)["run"]["id"])

    def execute(self, action: str, entity: str | None, who: str, **inputs: Any) -> Ended:
        """Start a run and follow it to its end."""
        return self.ended(self.start(action, entity, who, **inputs))

    def ended(self, run_id: str) -> Ended:
        """The run once it has ended."""
        run = until(lambda: self._if_ended(run_id), f"the end of run {run_id}")
        lines = self.ask("GET", f"/v1/actions/runs/{run_id}/logs")["runLogs"]
        return Ended(run, "\n".join(line["message"] for line in lines))

    def entity(self, blueprint: str, identifier: str) -> Json | None:
        """The entity, None where the catalog has none."""
        response = self.call("GET", entity_path(blueprint, identifier))
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        entity: Json = response.raise_for_status().json()["entity"]
        return entity

    def entities(self, blueprint: str) -> Mapping[str, Json]:
        """All entities of the blueprint by identifier."""
        return {entity["identifier"]: entity for entity in self.ask("GET", f"/v1/blueprints/{blueprint}/entities")["entities"]}

    def patch_entity(self, blueprint: str, identifier: str, properties: Json) -> None:
        self.ask("PATCH", entity_path(blueprint, identifier), {"properties": properties})

    def resync(self) -> None:
        """Ask for a resync as the page's button does, and wait for its end."""
        before = self._resync_state().get("lastResyncStart")
        self.ask("PATCH", f"/v1/integration/{self.integration}/config", {"config": self._integration()["config"]})
        state = until(lambda: self._resynced_after(before), "the end of a resync", _RESYNC_SECONDS)
        assert state["status"] == "completed", state

    def _if_ended(self, run_id: str) -> Json | None:
        run: Json = self.ask("GET", f"/v1/actions/runs/{run_id}")["run"]
        return run if run["status"] in _ENDED else None

    def _integration(self) -> Json:
        integration: Json = self.ask("GET", f"/v1/integration/{self.integration}")["integration"]
        return integration

    def _resync_state(self) -> Json:
        state: Json = self._integration()["resyncState"]
        return state

    def _resynced_after(self, before: str | None) -> Json | None:
        state = self._resync_state()
        return state if state["lastResyncStart"] != before and state["status"] != "running" else None


def entity_path(blueprint: str, identifier: str) -> str:
    """Where the API has this entity; an ARN's slashes are no steps of the path."""
    return f"/v1/blueprints/{blueprint}/entities/{quote(identifier, safe='')}"
