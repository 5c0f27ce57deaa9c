"""What we ask of Port's API beyond what Ocean asks for us. One method, one request; each answer parsed once."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import batched
from typing import Any
from urllib.parse import quote

import httpx
import stamina
from port_ocean.clients.port.client import PortClient
from port_ocean.clients.port.mixins.actions import INTERNAL_ACTIONS_CLIENT_HEADER
from port_ocean.clients.port.types import UserAgentType
from port_ocean.core.models import Entity

from integration.domain.approval import Answer, Approval
from integration.domain.errors import IamPermissionsError
from integration.port.runs import Run, Unfinished
from integration.port.webhook_runs import WebhookRuns

# A rule with many values is a long query; Ocean asks for 50 identifiers a call, and so do we.
_IDENTIFIERS_A_SEARCH = 50
_PATIENCE_SECONDS = 60
_LOG_PATIENCE_SECONDS = 10
_READ_PATIENCE_SECONDS = 10

# Port's word for calls that only integrations make.
_RESERVED = INTERNAL_ACTIONS_CLIENT_HEADER

_Rule = Mapping[str, Any]


class PortError(IamPermissionsError):
    """Port did not do what we asked. The message says what we asked and what Port answered."""


class PortUnavailable(PortError):
    """Port gave no usable answer; asking again may help."""


class PortApi:
    """Port as the machine user of this integration."""

    def __init__(self, client: PortClient, webhook_runs: WebhookRuns | None = None) -> None:
        self._port = client
        self._webhook_runs = webhook_runs

    async def run(self, run_id: str) -> Run:
        """The run as Port stores it (GET /actions/runs/{id}). Raises `PortError`."""
        stored = (await self._ask("GET", f"/actions/runs/{_path(run_id)}", "read the run"))["run"]
        answers = await self._answers(stored)
        starters = [stored.get("createdBy"), stored.get("impersonatedBy")]
        emails = await self._emails_of({*starters, *(answer.get("userId") for answer in answers)})
        approval = Approval(
            required=bool(stored.get("requiredApproval")),
            answers=tuple(Answer(str(answer.get("state")), emails.get(answer.get("userId"))) for answer in answers),
            asked_by=tuple(emails[starter] for starter in starters if starter in emails),
        )
        return Run(
            id=stored["id"],
            entity=(stored.get("entity") or {}).get("identifier"),
            requester=emails.get(stored.get("createdBy")),
            inputs=stored.get("properties") or {},
            action=stored["action"]["identifier"],
            status=stored["status"],
            approval=approval,
            asked_at=_moment(stored.get("createdAt")),
        )

    async def claim(self, limit: int, lease_milliseconds: int, but_not: list[str]) -> list[Any]:
        """Runs waiting for this integration, as Port sends them (POST /actions/runs/claim-pending). Raises `PortError`."""
        body = {"installationId": self._port.auth.integration_identifier, "limit": limit, "visibilityTimeoutMs": lease_milliseconds}
        body |= {"exclude": but_not} if but_not else {}
        answer = await self._ask("POST", "/actions/runs/claim-pending", "hand out runs", json=body, headers=_RESERVED)
        return list(answer.get("runs") or [])

    async def acknowledge(self, run_id: str) -> None:
        """Takes the run; from here on nobody else is offered it. Raises `PortError`, also where somebody else has it."""
        await self._ask("PATCH", "/actions/runs/ack", "give us the run", json={"runId": run_id}, headers=_RESERVED)

    async def entity(self, blueprint: str, identifier: str) -> Mapping[str, Any] | None:
        """The entity, `None` where the catalog has none. Raises `PortError`."""
        answer = await self._ask("GET", f"/blueprints/{_path(blueprint)}/entities/{_path(identifier)}", "read the entity", missing_ok=True)
        return answer.get("entity")

    async def existing(self, blueprint: str, identifiers: Iterable[str], *, by_others: bool = False) -> set[str]:
        """Those of the identifiers that the catalog has; `by_others`: only what this integration did not write. Raises `PortError`."""
        found: set[str] = set()
        for some in batched(sorted(set(identifiers)), _IDENTIFIERS_A_SEARCH):
            named = {"property": "$identifier", "operator": "in", "value": list(some)}
            found |= await self._search(blueprint, named, *([self._not_ours] if by_others else []))
        return found

    async def made_by_others(self, blueprint: str) -> set[str]:
        """The identifiers of entities that people in Port, or other tools, wrote. Raises `PortError`."""
        return await self._search(blueprint, self._not_ours)

    async def naming(self, blueprint: str, name: str, values: Iterable[str]) -> set[str]:
        """The identifiers of the entities whose property has one of the values. Raises `PortError`."""
        found: set[str] = set()
        for some in batched(sorted(set(values)), _IDENTIFIERS_A_SEARCH):
            found |= await self._search(blueprint, {"property": name, "operator": "in", "value": list(some)})
        return found

    @property
    def _not_ours(self) -> _Rule:
        """Port keeps who wrote an entity as its datasource: Ocean's user agent, which ends so."""
        ours = f"/{self._port.auth.integration_identifier}/{UserAgentType.exporter.value}"
        return {"property": "$datasource", "operator": "doesNotContains", "value": ours}

    async def upsert(self, entity: Entity, run_id: str | None = None) -> None:
        """Writes the entity as resync would, tied to the run if there is one. Raises `PortError`."""
        await self._ask(
            "POST",
            f"/blueprints/{_path(entity.blueprint)}/entities",
            f"write the entity {entity.identifier}",
            params={"upsert": "true", "merge": "true", "create_missing_related_entities": "false"} | ({"run_id": run_id} if run_id else {}),
            json=entity.dict(exclude_unset=True, by_alias=True),
            repeatable=True,
        )

    async def keep(self, entity: Entity) -> None:
        """Writes an entity that no resync deletes, because it carries another user agent than theirs. Raises `PortError`."""
        await self._ask(
            "POST",
            f"/blueprints/{_path(entity.blueprint)}/entities",
            f"keep the entity {entity.identifier}",
            params={"upsert": "true", "merge": "true", "create_missing_related_entities": "false"},
            json=entity.dict(exclude_unset=True, by_alias=True),
            headers={"User-Agent": self._port.auth.user_agent()},
            repeatable=True,
        )

    async def delete(self, blueprint: str, identifier: str, run_id: str | None = None) -> None:
        """Deletes the entity alone, tied to the run if there is one; absent is done. Raises `PortError`."""
        await self._ask(
            "DELETE",
            f"/blueprints/{_path(blueprint)}/entities/{_path(identifier)}",
            f"delete the entity {identifier}",
            params={"delete_dependents": "false"} | ({"run_id": run_id} if run_id else {}),
            missing_ok=True,
        )

    async def status_of(self, run_id: str) -> str | None:
        """IN_PROGRESS, SUCCESS, FAILURE, ...; `None` where Port has no such run. Raises `PortError`."""
        stored = await self._ask("GET", f"/actions/runs/{_path(run_id)}", "read the run", missing_ok=True)
        status = stored.get("run", {}).get("status")
        return str(status) if status else None

    @stamina.retry(on=PortUnavailable, timeout=_LOG_PATIENCE_SECONDS, attempts=None)
    async def log(self, run_id: str, message: str) -> None:
        """Adds a line to the run's log. Raises `PortError`."""
        await self._ask("POST", f"/actions/runs/{_path(run_id)}/logs", "write to the run's log", json={"message": message})

    @stamina.retry(on=PortUnavailable, timeout=_PATIENCE_SECONDS, attempts=None)
    async def finish(self, run_id: str, outcome: Mapping[str, Any]) -> None:
        """Reports how the run ended (PATCH /actions/runs/{id}), with patience of its own. Raises `PortError`."""
        await self._ask("PATCH", f"/actions/runs/{_path(run_id)}", "report the end of the run", json=dict(outcome))

    async def touch(self, run_id: str) -> None:
        """Shows that the run is being worked on; Port notes when. Raises `PortError`."""
        await self._ask("PATCH", f"/actions/runs/{_path(run_id)}", "touch the run", json={"statusLabel": "Working"})

    async def unfinished_runs(self) -> list[Unfinished]:
        """Runs of this integration that were acknowledged and have not ended (GET /actions/runs). Raises `PortError`."""
        answer = await self._ask("GET", "/actions/runs", "list the active runs", params={"version": "v2", "active": "true", "limit": 1000})
        return [unfinished for run in answer["runs"] if (unfinished := self._unfinished(run))]

    async def unfinished_run(self, run_id: str) -> Unfinished | None:
        """The run of that id, `None` where it has ended or is not of this integration. Raises `PortError`."""
        stored = await self._ask("GET", f"/actions/runs/{_path(run_id)}", "read the run", missing_ok=True)
        return self._unfinished(stored.get("run") or {})

    def _unfinished(self, run: Mapping[str, Any]) -> Unfinished | None:
        if run.get("status") != "IN_PROGRESS" or run.get("pendingExecution"):
            return None
        payload = run.get("payload") or {}
        if payload.get("type") == "WEBHOOK" and self._webhook_runs:
            return self._webhook_runs.ours(run)
        if payload.get("type") != "INTEGRATION_ACTION" or payload.get("installationId") != self._port.auth.integration_identifier:
            return None
        # An action's template may leave the properties out, or make them null.
        properties = payload.get("integrationActionExecutionProperties") or {}
        return Unfinished(run["id"], str(payload.get("integrationActionType")), properties, str(run.get("updatedAt")))

    async def _answers(self, stored: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """What approvers said of a run, each with `userId` and `state`. The run itself tells the last answer only."""
        required = stored.get("requiredApproval")
        if isinstance(required, Mapping) and required.get("type") == "ALL":
            params = {"include_pending_approvers": "false"}
            path = f"/actions/runs/{_path(stored['id'])}/approvers"
            return list((await self._ask("GET", path, "name the approvers", params=params)).get("approvers") or [])
        return [stored["approval"]] if stored.get("approval") else []

    async def _emails_of(self, user_ids: set[str | None]) -> Mapping[str | None, str]:
        """The e-mails of those that are people; an id may be one already."""
        asked = {user_id for user_id in user_ids if user_id and "@" not in user_id}
        found: dict[str | None, str] = {user_id: user_id for user_id in user_ids if user_id and "@" in user_id}
        if asked:
            users = (await self._ask("GET", "/users", "look up who asked", params={"fields": ["id", "email"]}))["users"]
            found |= {user["id"]: user["email"] for user in users if user.get("id") in asked}
        return found

    async def _search(self, blueprint: str, *rules: _Rule) -> set[str]:
        query = {"combinator": "and", "rules": [{"property": "$blueprint", "operator": "=", "value": blueprint}, *rules]}
        answer = await self._ask(
            "POST", "/entities/search", f"search {blueprint}", params={"include": ["identifier"]}, json=query, repeatable=True
        )
        return {entity["identifier"] for entity in answer["entities"]}

    async def _ask(
        self,
        method: str,
        path: str,
        what: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
        missing_ok: bool = False,
    ) -> Mapping[str, Any]:
        """One request, and again for a while where it may be made twice: Ocean's own client does not repeat it after a 500."""
        repeatable = repeatable or method in ("GET", "DELETE")
        send = partial(self._send, method, path, what, params=params, json=json, headers=headers or {}, repeatable=repeatable)
        async for attempt in stamina.retry_context(on=PortUnavailable, timeout=_READ_PATIENCE_SECONDS, attempts=None if repeatable else 1):
            with attempt:
                response = await send()
        if response.status_code == httpx.codes.NOT_FOUND and missing_ok:
            return {}
        if response.is_error:
            raise PortError(f"Port did not {what}: {response.status_code} {_reason(response)}")
        try:
            return _object(response)
        except ValueError as error:
            raise PortUnavailable(f"Port was asked to {what} and answered something that is not JSON.") from error

    async def _send(
        self,
        method: str,
        path: str,
        what: str,
        *,
        params: Mapping[str, Any] | None,
        json: Any,
        headers: Mapping[str, str],
        repeatable: bool,
    ) -> httpx.Response:
        """Raises `PortUnavailable` for an answer that may be another one soon."""
        try:
            response = await self._port.client.request(
                method,
                f"{self._port.api_url}{path}",
                params=params,
                json=json,
                headers={**await self._port.auth.headers(UserAgentType.exporter), **headers},
                extensions={"retryable": True} if repeatable else {},
            )
        except httpx.HTTPError as error:
            raise PortUnavailable(f"Port could not be asked to {what}: {type(error).__name__}") from error
        if response.is_server_error or response.status_code in (401, 408, 429):
            raise PortUnavailable(f"Port did not {what}: {response.status_code} {_reason(response)}")
        return response


def _moment(text: Any) -> datetime | None:
    """As Port writes moments; `None` where it wrote none."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError:
        return None


def _path(segment: str) -> str:
    return quote(segment, safe="")


def _object(response: httpx.Response) -> Mapping[str, Any]:
    answer = response.json() if response.content else {}
    return answer if isinstance(answer, dict) else {}


def _reason(response: httpx.Response) -> str:
    try:
        answer = _object(response)
    except ValueError:
        return response.reason_phrase
    return str(answer.get("message") or answer.get("error") or response.reason_phrase)
