"""Backends other than the integration: webhooks, sent and signed, and entities that Port writes itself."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.sandbox.port.client import CONFIG, PortClient
from tests.sandbox.port.company import BUCKET, REQUEST


@dataclass
class Receiver:
    """A web server that keeps what it gets and answers with one status."""

    url: str = ""
    status: int = 202
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.requests.append((head[0], headers, body))
        writer.write(f"HTTP/1.1 {self.status} Whatever\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".encode())
        await writer.drain()
        writer.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    held = Receiver()
    server = await asyncio.start_server(held.serve, "127.0.0.1", 0)
    held.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    yield held
    server.close()
    await server.wait_closed()


async def run_with(company: PortClient, method: dict[str, Any]) -> dict[str, Any]:
    """The run of an action with this backend, once it has been answered."""
    await company.ask("POST", "/v1/actions", body=REQUEST | {"invocationMethod": method})
    body = {"properties": {"permissions": ["s3:PutObject"], "reason": "grüße"}, "entity": BUCKET}
    run: dict[str, Any] = (await company.ask("POST", "/v1/actions/request_permissions/runs", {"run_as": "alice@example.com"}, body))["run"]
    async with asyncio.timeout(5):
        while run["status"] == "IN_PROGRESS" and not run["response"]:
            run = (await company.ask("GET", f"/v1/actions/runs/{run['id']}"))["run"]
    return run


async def test_a_webhook_is_sent_and_the_run_goes_on(company: PortClient, receiver: Receiver) -> None:
    body = {"reason": "{{ .inputs.reason }}", "{{ spreadValue() }}": "{{ .inputs | {duration} }}", "nothing": "{{ .inputs.nothing }}"}
    headers = {"X-Run": "{{ .run.id }}"}
    run = await run_with(company, {"type": "WEBHOOK", "url": receiver.url, "method": "PUT", "headers": headers, "body": body})
    line, sent, content = receiver.requests[0]
    assert (line, sent["x-run"]) == ("PUT /hook HTTP/1.1", run["id"])
    assert content.decode() == '{"reason":"grüße","duration":"1h"}'
    assert (run["status"], run["response"]) == ("IN_PROGRESS", ["ok"])


async def test_a_webhook_is_signed_with_the_client_secret(company: PortClient, receiver: Receiver) -> None:
    await run_with(company, {"type": "WEBHOOK", "url": receiver.url, "agent": True, "body": {"a": 1}})
    _, sent, content = receiver.requests[0]
    signed = f"{sent['x-port-timestamp']}.{content.decode()}".encode()
    digest = hmac.new(CONFIG.client_secret.encode(), signed, hashlib.sha256).digest()
    assert sent["x-port-signature"] == f"v1,{base64.b64encode(digest).decode()}"


async def test_a_synchronized_webhook_ends_its_run(company: PortClient, receiver: Receiver) -> None:
    run = await run_with(company, {"type": "WEBHOOK", "url": receiver.url, "synchronized": True})
    assert (await company.ask("GET", f"/v1/actions/runs/{run['id']}"))["run"]["status"] == "SUCCESS"


async def test_a_refused_webhook_fails_its_run(company: PortClient, receiver: Receiver) -> None:
    receiver.status = 500
    run = await run_with(company, {"type": "WEBHOOK", "url": receiver.url})
    logs = (await company.ask("GET", f"/v1/actions/runs/{run['id']}/logs"))["runLogs"]
    assert (run["status"], "500" in logs[0]["message"]) == ("FAILURE", True)


async def test_an_unreachable_webhook_fails_its_run(company: PortClient) -> None:
    assert (await run_with(company, {"type": "WEBHOOK", "url": "http://127.0.0.1:1/"}))["status"] == "FAILURE"


async def test_port_writes_an_entity_itself(company: PortClient) -> None:
    mapping = {
        "identifier": "made-by-{{ .run.id }}",
        "properties": {"requester": "{{ .trigger.by.user.email }}"},
        "relations": {"permissions": "{{ .inputs.permissions | map(.identifier) }}"},
    }
    run = await run_with(company, {"type": "UPSERT_ENTITY", "blueprintIdentifier": "provisioned_permissions", "mapping": mapping})
    entity = (await company.ask("GET", f"/v1/blueprints/provisioned_permissions/entities/made-by-{run['id']}"))["entity"]
    assert (run["status"], entity["properties"]["requester"], entity["relations"]) == (
        "SUCCESS",
        "alice@example.com",
        {"permissions": ["s3:PutObject"]},
    )


async def test_an_entity_that_cannot_be_written_fails_its_run(company: PortClient) -> None:
    mapping = {"identifier": "with space", "properties": {}}
    run = await run_with(company, {"type": "UPSERT_ENTITY", "blueprintIdentifier": "provisioned_permissions", "mapping": mapping})
    assert run["status"] == "FAILURE"


async def test_a_backend_that_is_not_here_fails_its_run_with_a_sentence(company: PortClient) -> None:
    run = await run_with(company, {"type": "GITHUB", "org": "o", "repo": "r", "workflow": "w.yml"})
    logs = (await company.ask("GET", f"/v1/actions/runs/{run['id']}/logs"))["runLogs"]
    assert (run["status"], "GITHUB" in logs[0]["message"]) == ("FAILURE", True)


async def test_a_payload_that_cannot_be_built_fails_its_run(company: PortClient) -> None:
    run = await run_with(company, {"type": "WEBHOOK", "url": "{{ .inputs.reason | fromjson }}"})
    assert run["status"] == "FAILURE"


async def test_templates_cannot_see_the_environment(company: PortClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_PROCESS", "s3cret")
    method = json.loads(json.dumps(REQUEST["invocationMethod"]))
    method["integrationActionExecutionProperties"] = {"env": "{{ env }}", "variable": "{{ $ENV.SECRET_OF_THE_PROCESS }}"}
    await company.ask("POST", "/v1/actions", body=REQUEST | {"invocationMethod": method})
    body = {"properties": {"permissions": ["s3:PutObject"]}, "entity": BUCKET}
    run = (await company.ask("POST", "/v1/actions/request_permissions/runs", body=body))["run"]
    assert run["payload"]["integrationActionExecutionProperties"] == {"env": {}}
