"""A local Port in this process with the blueprints and actions that we ship, people in it, and our own client of it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import httpx
from port_ocean.clients.port.client import PortClient as OceanClient

from integration.port.api import PortApi
from integration.port.api.webhook_runs import WebhookRuns
from sandbox.port import create_app
from tests.project import PROJECT
from tests.sandbox.port.client import BOB, CONFIG, PortClient

INSTALLATION = "aws-iam-permissions"
BUCKET = "arn:aws:s3:::reports"
PERMISSIONS = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:PutBucketPolicy")
RESERVED = {"x-port-reserved-usage": "true"}


@dataclass(frozen=True, slots=True)
class Auth:
    """What Ocean's client knows of itself."""

    token: str | None
    integration_identifier: str = INSTALLATION

    def user_agent(self) -> str:
        return f"port-ocean/aws-iam-permissions/0.1.0/{self.integration_identifier}"

    async def headers(self, _: Any) -> dict[str, str]:
        """As for what a resync owns."""
        return {"Authorization": f"Bearer {self.token}", "User-Agent": f"{self.user_agent()}/exporter"}


def api_over(
    http: httpx.AsyncClient, token: str | None, installation: str = INSTALLATION, webhook_runs: WebhookRuns | None = None
) -> PortApi:
    """Our client, with Ocean's client replaced by what it is to us: credentials and HTTP."""
    client = SimpleNamespace(client=http, api_url=f"{CONFIG.public_url}/v1", auth=Auth(token, installation))
    return PortApi(cast(OceanClient, client), webhook_runs)


def stood_in_by(double: object) -> PortApi:
    """A Port of which a test answers for the little it is asked, whether of runs or of entities."""
    return cast(PortApi, SimpleNamespace(runs=double, entities=double))


@dataclass(frozen=True, slots=True)
class Company:
    """`port` is anybody's client of that Port, `api` ours."""

    port: PortClient
    api: PortApi

    async def start(self, action: str, entity: str | None, who: str, **inputs: Any) -> str:
        """The id of a new run, started in that person's name."""
        body = {"properties": inputs} | ({"entity": entity} if entity else {})
        return str((await self.port.ask("POST", f"/v1/actions/{action}/runs", {"run_as": who}, body))["run"]["id"])

    async def answer(self, run: str, who: str = BOB.email, verdict: str = "APPROVE") -> None:
        await self.port.ask("PATCH", f"/v1/actions/runs/{run}/approval", {"run_as": who}, {"status": verdict})

    async def run(self, run: str) -> dict[str, Any]:
        stored: dict[str, Any] = (await self.port.ask("GET", f"/v1/actions/runs/{run}"))["run"]
        return stored

    async def log(self, run: str) -> str:
        return "\n".join(line["message"] for line in (await self.port.ask("GET", f"/v1/actions/runs/{run}/logs"))["runLogs"])

    async def acknowledge(self, run: str) -> None:
        await self.port.ask("PATCH", "/v1/actions/runs/ack", body={"runId": run}, headers=RESERVED)


def shipped(name: str) -> list[dict[str, Any]]:
    """What we install into Port, from .port/resources."""
    read: list[dict[str, Any]] = json.loads((PROJECT / ".port/resources" / name).read_text())
    return read


@asynccontextmanager
async def opened() -> AsyncIterator[Company]:
    """Such a Port, with one bucket and a few permissions in its catalog."""
    port = PortClient(create_app(CONFIG))
    await port.sign_in()
    for blueprint in shipped("blueprints.json"):
        await port.ask("POST", "/v1/blueprints", body=blueprint | {"aggregationProperties": {}})
    for blueprint in shipped("blueprints.json"):  # they count each other
        await port.ask(
            "PATCH", f"/v1/blueprints/{blueprint['identifier']}", body={"aggregationProperties": blueprint["aggregationProperties"]}
        )
    await _write(port, "aws_resource", BUCKET)
    for permission in PERMISSIONS:
        await _write(port, "iam_permissions", permission)
    for action in shipped("actions.json"):
        await port.ask("POST", "/v1/actions", body=action)
    yield Company(port, api_over(port._client, port.token))
    await port.close()


async def _write(port: PortClient, blueprint: str, identifier: str) -> None:
    entity = {"identifier": identifier, "properties": {"resource_type": "S3"}}
    await port.ask("POST", f"/v1/blueprints/{blueprint}/entities", {"upsert": "false"}, entity)
