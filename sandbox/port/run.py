"""One action run, and the JSON that Port shows of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sandbox.port import clock
from sandbox.port.shapes import Json


class RunStatus(StrEnum):
    WAITING_FOR_APPROVAL = "WAITING_FOR_APPROVAL"
    IN_PROGRESS = "IN_PROGRESS"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    DECLINED = "DECLINED"

    @property
    def is_final(self) -> bool:
        return self not in (RunStatus.WAITING_FOR_APPROVAL, RunStatus.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Approval:
    """One approver's answer; `state` is APPROVED or DECLINED."""

    user_id: str
    state: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """`context` is what the invocation's templates see."""

    id: str
    action: Json
    source: str
    status: RunStatus
    created_by: str
    created_at: str
    updated_at: str
    updated_by: str
    context: Json
    properties: Json = field(default_factory=dict)
    blueprint: Json | None = None
    entity: Json | None = None
    required_approval: str | None = None
    approvals: tuple[Approval, ...] = ()
    status_label: str | None = None
    link: tuple[str, ...] = ()
    summary: str | None = None
    external_run_id: str | None = None
    payload: Json = field(default_factory=dict)
    response: tuple[Any, ...] = ()
    pending_execution: bool = False
    claimed_until: datetime | None = None
    installation_id: str | None = None
    ended_at: str | None = None

    @property
    def action_identifier(self) -> str:
        return str(self.action["identifier"])

    def json(self) -> Json:
        """The run as Port's API shows it; keys that have no value yet are left out, as their schemas do not allow null."""
        known = {
            "blueprint": self.blueprint,
            "entity": self.entity,
            "endedAt": self.ended_at,
            "summary": self.summary,
            "externalRunId": self.external_run_id,
            "installationId": self.installation_id,
            "claimedUntil": clock.written(self.claimed_until) if self.claimed_until else None,
            "approval": self._approval(),
        }
        always = {
            "id": self.id,
            "action": self.action,
            "properties": self.properties,
            "rawProperties": self.properties,
            "source": self.source,
            "requiredApproval": {"type": self.required_approval} if self.required_approval else False,
            "status": self.status.value,
            "statusLabel": self.status_label,
            "link": list(self.link),
            "payload": self.payload,
            "response": list(self.response),
            "pendingExecution": self.pending_execution,
            "createdBy": self.created_by,
            "createdAt": self.created_at,
            "updatedBy": self.updated_by,
            "updatedAt": self.updated_at,
        }
        return always | {key: value for key, value in known.items() if value is not None}

    def _approval(self) -> Json | None:
        if not self.approvals:
            return None
        last = self.approvals[-1]
        described = {"description": last.description} if last.description is not None else {}
        return {"userId": last.user_id, "state": last.state} | described
