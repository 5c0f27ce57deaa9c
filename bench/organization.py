"""The organization in the sandbox's Port, as a person's script sees it: set up, asked for runs, read."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from integration.port.setup.client import PortClient
from integration.port.setup.credentials import Credentials
from integration.port.setup.options import Options
from integration.port.setup.planning import carry_out, make_plan
from integration.port.setup.resources import shipped

CLIENT_ID, CLIENT_SECRET, INTEGRATION = "bench", "a-secret-of-nobody", "aws-iam-permissions"
PEOPLE = tuple(f"person-{number}@acme.example" for number in range(200))

_MAPPING = Path(__file__).parent.parent / ".port/resources/port-app-config.yml"
_COUNTED = ("aws_resource", "iam_permissions", "provisioned_permissions")
_SAID = ("identifier", "blueprint", "title", "properties", "relations")


@dataclass(frozen=True, slots=True)
class Organization:
    _url: str
    _http: httpx.Client

    @classmethod
    @contextmanager
    def at(cls, url: str) -> Iterator["Organization"]:
        with httpx.Client(base_url=f"{url}/v1", timeout=120, trust_env=False) as http:
            given = http.post("/auth/access_token", json={"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET}).raise_for_status()
            http.headers["Authorization"] = f"Bearer {given.json()['accessToken']}"
            yield cls(url, http)

    def set_up(self, kinds: tuple[str, ...]) -> None:
        """Installs what the integration needs, as its setup does, and its shipped mapping for these kinds alone."""
        asyncio.run(self._install())
        mapping = yaml.safe_load(_MAPPING.read_text())
        mapping["resources"] = [resource for resource in mapping["resources"] if resource["kind"] in kinds]
        self._ask("POST", "/integration", {"installationId": INTEGRATION, "installationAppType": INTEGRATION, "config": mapping})

    def wipe(self) -> None:
        """Loses every entity, and that there ever was a resync."""
        self._http.post(f"{self._url}/__sandbox/wipe-entities").raise_for_status()

    def resync_state(self) -> dict[str, Any]:
        state: dict[str, Any] = self._ask("GET", f"/integration/{INTEGRATION}")["integration"]["resyncState"]
        return state

    def start(self, action: str, entity: str, person: str, **inputs: Any) -> str:
        """The id of a new run in that person's name."""
        told = self._ask("POST", f"/actions/{action}/runs", {"properties": inputs, "entity": entity}, run_as=person)
        return str(told["run"]["id"])

    def statuses(self) -> dict[str, str]:
        """By run."""
        return {run["id"]: run["status"] for run in self._ask("GET", "/actions/runs", exclude="payload")["runs"]}

    def log_of(self, run: str) -> str:
        return "\n".join(line["message"] for line in self._ask("GET", f"/actions/runs/{run}/logs")["runLogs"])

    def entities(self, blueprint: str) -> list[dict[str, Any]]:
        found = self._ask("GET", f"/blueprints/{blueprint}/entities", exclude_calculated_properties="true")["entities"]
        return list(found)

    def catalog(self) -> frozenset[str]:
        """What every entity says."""
        counted = (one for blueprint in _COUNTED for one in self.entities(blueprint))
        return frozenset(json.dumps({key: one[key] for key in _SAID}, sort_keys=True) for one in counted)

    async def _install(self) -> None:
        options = Options(identifier=INTEGRATION)
        async with PortClient(Credentials(CLIENT_ID, CLIENT_SECRET, self._url)) as port:
            await carry_out(port, await make_plan(port, shipped(options.app_url), options))

    def _ask(self, method: str, path: str, body: Any = None, **query: str) -> dict[str, Any]:
        response = self._http.request(method, path, json=body, params=query)
        if response.is_error:
            raise RuntimeError(f"{method} {path}: {response.status_code} {response.text}")
        told: dict[str, Any] = response.json()
        return told
