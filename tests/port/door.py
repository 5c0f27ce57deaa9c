"""The webhook really served, with a local Port that sends runs to it, and verbs that only write down what they were asked."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from integration.port.api import PortApi
from integration.port.api.run import Run
from integration.port.api.webhook_runs import PATH, WebhookRuns
from integration.port.place import Place
from integration.port.runs.deliveries import Deliveries
from integration.port.runs.executors import RunExecutor
from integration.port.runs.front_door import FrontDoor
from integration.port.runs.in_flight import InFlight
from integration.port.runs.outcomes import Outcome
from integration.port.runs.recovery import Recovery
from integration.port.runs.shipped import action_types
from integration.port.settings import parse_settings
from sandbox.port.webhook import signature
from sandbox.server import listen, serving
from tests.port.company import BUCKET, Company, api_over, opened
from tests.sandbox.port.client import ALICE, CONFIG

_DONE = Outcome(success=True, label="Done", log="Done.", summary="Done.")


@dataclass(slots=True)
class Verb:
    """Writes down every run; waits where it is told to, and breaks where it is told to."""

    runs: list[tuple[Run, Mapping[str, Any]]] = field(default_factory=list)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    breaks: bool = False

    async def __call__(self, run: Run, payload: Mapping[str, Any]) -> Outcome:
        self.runs.append((run, payload))
        await self.may_go_on.wait()
        if self.breaks:
            raise LookupError("a mistake of ours")
        return _DONE


@dataclass(frozen=True, slots=True)
class Door:
    """`verbs` are by action type; `company` is the Port whose actions call `url`."""

    url: str
    company: Company
    api: PortApi
    verbs: Mapping[str, Verb]
    in_flight: InFlight
    deliveries: Deliveries
    recovery: Recovery
    http: httpx.AsyncClient

    @property
    def carried_out(self) -> list[str]:
        """The ids of the runs that reached any verb."""
        return [run.id for verb in self.verbs.values() for run, _ in verb.runs]

    async def request(self, permission: str = "s3:GetObject") -> str:
        """The id of a new run, which Port delivers by itself."""
        return await self.company.start("request_permissions", BUCKET, ALICE.email, permissions=[permission], duration="1h")

    def let_go(self) -> None:
        """No verb waits any longer."""
        for verb in self.verbs.values():
            verb.may_go_on.set()

    async def send(self, body: Any, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """A delivery signed as Port signs, unless other headers are given."""
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return await self.http.post(
            self.url, content=text.encode(), headers=signature(CONFIG.client_secret, text) if headers is None else headers
        )

    async def send_at_once(self, *run_ids: str, signed: bool = True) -> Counter[int]:
        """How many deliveries got which status; each has a connection of its own, and none waits for another."""
        bodies = [json.dumps({"runId": run_id}, separators=(",", ":")) for run_id in run_ids]
        return Counter(
            await asyncio.gather(*(self._status_of(body, signature(CONFIG.client_secret, body) if signed else {}) for body in bodies))
        )

    async def _status_of(self, body: str, headers: Mapping[str, str]) -> int:
        address = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        head = {"Host": address.netloc, "Content-Length": str(len(body)), **headers}
        lines = [f"POST {address.path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", body]
        writer.write("\r\n".join(lines).encode())
        status_line = await reader.readline()
        writer.close()
        return int(status_line.split()[1])

    async def until(self, looks_so: Any) -> None:
        async with asyncio.timeout(20):
            while not looks_so():
                await asyncio.sleep(0.005)

    async def status(self, run: str, expected: str) -> bool:
        """Whether the run comes to that status."""
        async with asyncio.timeout(20):
            while (status := (await self.company.run(run))["status"]) == "IN_PROGRESS" != expected:
                await asyncio.sleep(0.005)
        return bool(status == expected)


@asynccontextmanager
async def served() -> AsyncIterator[Door]:
    async with opened() as company, httpx.AsyncClient(timeout=30) as http:
        listener = listen(None)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}{PATH}"
        await by_webhook(company, url)
        api = api_over(company.port._client, company.port.token, webhook_runs=WebhookRuns(url, action_types()))
        place = Place(parse_settings({"regions": ["us-east-1"]}))
        in_flight = InFlight(api, timedelta(minutes=1))
        verbs = {action_type: Verb() for action_type in action_types().values()}
        executors = {name: RunExecutor(name, verb, api, in_flight, place) for name, verb in verbs.items()}
        deliveries = Deliveries(executors, api, in_flight, place)
        await deliveries.begin()
        async with serving(FrontDoor(_ocean, PATH, CONFIG.client_secret, deliveries), listener):
            recovery = Recovery(executors, api, in_flight, timedelta(0))
            yield Door(url, company, api, verbs, in_flight, deliveries, recovery, http)
        await deliveries.end(0)
        await place.close()


async def by_webhook(company: Company, url: str) -> None:
    """Makes the actions of that Port call the webhook, as setup does where Port does not take our types."""
    for action in (await company.port.ask("GET", "/v1/actions"))["actions"]:
        method = action["invocationMethod"]
        body = {
            "runId": "{{ .run.id }}",
            "actionType": method["integrationActionType"],
            "payload": method["integrationActionExecutionProperties"],
        }
        sent = {"type": "WEBHOOK", "url": url, "synchronized": False, "method": "POST", "body": body}
        kept = {key: value for key, value in action.items() if not key.endswith(("At", "By"))}
        await company.port.ask("PUT", f"/v1/actions/{action['identifier']}", body=kept | {"invocationMethod": sent})


async def _ocean(scope: Scope, receive: Receive, send: Send) -> None:
    """What is behind the door."""
    if scope["type"] == "http":
        await PlainTextResponse("Ocean")(scope, receive, send)
