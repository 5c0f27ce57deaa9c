"""Runs in Port: handed out, read as Port stores them, told of and ended."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import stamina
from port_ocean.clients.port.mixins.actions import INTERNAL_ACTIONS_CLIENT_HEADER

from integration.domain.approval import Answer, Approval
from integration.port.api.asking import Asking, PortUnavailable, segment
from integration.port.api.run import Run, Unfinished
from integration.port.api.webhook_runs import WebhookRuns

_PATIENCE_SECONDS = 60
_LOG_PATIENCE_SECONDS = 10

# Port's word for calls that only integrations make.
_RESERVED = INTERNAL_ACTIONS_CLIENT_HEADER


class PortRuns:
    """`webhook_runs` tells which of the runs that Port sent to a webhook are ours."""

    def __init__(self, asking: Asking, webhook_runs: WebhookRuns | None) -> None:
        self._asking = asking
        self._webhook_runs = webhook_runs

    async def read(self, run_id: str) -> Run:
        """The run as Port stores it (GET /actions/runs/{id}). Raises `PortError`."""
        # Most runs are started by a person, whom only the list of users names; so both are asked for at once.
        reading = self._asking.ask("GET", _path(run_id), "read the run")
        read, people = await asyncio.gather(reading, self._people(), return_exceptions=True)
        if isinstance(read, BaseException):
            raise read
        stored = read["run"]
        answers = await self._answers(stored)
        starters = [stored.get("createdBy"), stored.get("impersonatedBy")]
        emails = _emails_of({*starters, *(answer.get("userId") for answer in answers)}, people)
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
        body = {"installationId": self._asking.installation, "limit": limit, "visibilityTimeoutMs": lease_milliseconds}
        body |= {"exclude": but_not} if but_not else {}
        answer = await self._asking.ask("POST", "/actions/runs/claim-pending", "hand out runs", json=body, headers=_RESERVED)
        return list(answer.get("runs") or [])

    async def acknowledge(self, run_id: str) -> None:
        """Takes the run; from here on nobody else is offered it. Raises `PortError`, also where somebody else has it."""
        await self._asking.ask("PATCH", "/actions/runs/ack", "give us the run", json={"runId": run_id}, headers=_RESERVED)

    async def status_of(self, run_id: str) -> str | None:
        """IN_PROGRESS, SUCCESS, FAILURE, ...; `None` where Port has no such run. Raises `PortError`."""
        stored = await self._asking.ask("GET", _path(run_id), "read the run", missing_ok=True)
        status = stored.get("run", {}).get("status")
        return str(status) if status else None

    @stamina.retry(on=PortUnavailable, timeout=_LOG_PATIENCE_SECONDS, attempts=None)
    async def log(self, run_id: str, message: str) -> None:
        """Adds a line to the run's log. Raises `PortError`."""
        await self._asking.ask("POST", f"{_path(run_id)}/logs", "write to the run's log", json={"message": message})

    @stamina.retry(on=PortUnavailable, timeout=_PATIENCE_SECONDS, attempts=None)
    async def finish(self, run_id: str, outcome: Mapping[str, Any]) -> None:
        """Reports how the run ended (PATCH /actions/runs/{id}), with patience of its own. Raises `PortError`."""
        await self._asking.ask("PATCH", _path(run_id), "report the end of the run", json=dict(outcome))

    async def touch(self, run_id: str) -> None:
        """Shows that the run is being worked on; Port notes when. Raises `PortError`."""
        await self._asking.ask("PATCH", _path(run_id), "touch the run", json={"statusLabel": "Working"})

    async def all_unfinished(self) -> list[Unfinished]:
        """Runs of this integration that were acknowledged and have not ended (GET /actions/runs). Raises `PortError`."""
        active = {"version": "v2", "active": "true", "limit": 1000}
        answer = await self._asking.ask("GET", "/actions/runs", "list the active runs", params=active)
        return [unfinished for run in answer["runs"] if (unfinished := self._unfinished(run))]

    async def unfinished(self, run_id: str) -> Unfinished | None:
        """The run of that id, `None` where it has ended or is not of this integration. Raises `PortError`."""
        stored = await self._asking.ask("GET", _path(run_id), "read the run", missing_ok=True)
        return self._unfinished(stored.get("run") or {})

    def _unfinished(self, run: Mapping[str, Any]) -> Unfinished | None:
        if run.get("status") != "IN_PROGRESS" or run.get("pendingExecution"):
            return None
        payload = run.get("payload") or {}
        if payload.get("type") == "WEBHOOK" and self._webhook_runs:
            return self._webhook_runs.ours(run)
        if payload.get("type") != "INTEGRATION_ACTION" or payload.get("installationId") != self._asking.installation:
            return None
        # An action's template may leave the properties out, or make them null.
        properties = payload.get("integrationActionExecutionProperties") or {}
        return Unfinished(run["id"], str(payload.get("integrationActionType")), properties, str(run.get("updatedAt")))

    async def _answers(self, stored: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """What approvers said of a run, each with `userId` and `state`. The run itself tells the last answer only."""
        required = stored.get("requiredApproval")
        if isinstance(required, Mapping) and required.get("type") == "ALL":
            path, those_who_answered = f"{_path(stored['id'])}/approvers", {"include_pending_approvers": "false"}
            answer = await self._asking.ask("GET", path, "name the approvers", params=those_who_answered)
            return list(answer.get("approvers") or [])
        return [stored["approval"]] if stored.get("approval") else []

    async def _people(self) -> list[Mapping[str, Any]]:
        """Id and e-mail of everybody in the organisation."""
        return list((await self._asking.ask("GET", "/users", "look up who asked", params={"fields": ["id", "email"]}))["users"])


def _emails_of(user_ids: set[str | None], people: list[Mapping[str, Any]] | BaseException) -> Mapping[str | None, str]:
    """The e-mails of those that are people; an id may be one already. Raises what kept us from knowing, where it has to be known."""
    asked = {user_id for user_id in user_ids if user_id and "@" not in user_id}
    found: dict[str | None, str] = {user_id: user_id for user_id in user_ids if user_id and "@" in user_id}
    if not asked:
        return found
    if isinstance(people, BaseException):
        raise people
    return found | {user["id"]: user["email"] for user in people if user.get("id") in asked}


def _path(run_id: str) -> str:
    return f"/actions/runs/{segment(run_id)}"


def _moment(text: Any) -> datetime | None:
    """As Port writes moments; `None` where it wrote none."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError:
        return None
