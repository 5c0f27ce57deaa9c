"""The life of an action run: opened, changed, logged, ended. A final status is final."""

import secrets
import string
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.port import clock
from sandbox.port.audit import Happening
from sandbox.port.caller import Caller
from sandbox.port.errors import invalid, not_found
from sandbox.port.organization import Organization
from sandbox.port.run import Run, RunStatus
from sandbox.port.shapes import Json

_ALPHABET = string.ascii_letters + string.digits


def get(org: Organization, identifier: str) -> Run:
    """The run. Raises Port's 404."""
    if identifier not in org.runs:
        raise not_found("Run", identifier)
    return org.runs[identifier]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new run starts from. `context` is what its templates see; `blueprint` and `entity` are what it is about."""

    action: Json
    context: Json
    source: str
    properties: Json = field(default_factory=dict)
    blueprint: str | None = None
    entity: Json | None = None


def open_run(org: Organization, caller: Caller, opening: Opening) -> Run:
    """Create the run: in progress or, where the action requires it, waiting for approval."""
    stamp = clock.written(clock.now())
    identifier = "r_" + "".join(secrets.choice(_ALPHABET) for _ in range(16))
    approval = _required_approval(opening.action)
    run = Run(
        id=identifier,
        action=_summary(opening.action),
        source=opening.source,
        status=RunStatus.WAITING_FOR_APPROVAL if approval else RunStatus.IN_PROGRESS,
        created_by=caller.id,
        created_at=stamp,
        updated_at=stamp,
        updated_by=caller.id,
        context=opening.context | {"run": {"id": identifier}},
        properties=opening.properties,
        blueprint=_summary(org.catalog.blueprints[opening.blueprint]) if opening.blueprint else None,
        entity=_summary(opening.entity) if opening.entity else None,
        required_approval=approval,
    )
    org.runs[identifier] = run
    org.run_logs[identifier] = []
    _tell(org, caller, "CREATE", None, run)
    return run


def update(org: Organization, caller: Caller, identifier: str, changes: Json) -> Run:
    """PATCH: status, label, links, summary, external id. Refused once the run has ended."""
    run = _open(org, identifier)
    names = {"statusLabel": "status_label", "summary": "summary", "externalRunId": "external_run_id"}
    fields: dict[str, Any] = {names[key]: value for key, value in changes.items() if key in names}
    if "link" in changes:
        fields["link"] = tuple(changes["link"]) if isinstance(changes["link"], list) else (changes["link"],)
    if "status" in changes:
        fields["status"] = RunStatus(changes["status"])
    return change(org, caller, replace(run, **fields))


def log(org: Organization, caller: Caller, identifier: str, message: str) -> Json:
    """Append a line to the log of a run that has not ended."""
    _open(org, identifier)
    entry = {
        "id": f"rl_{secrets.token_hex(8)}",
        "runId": identifier,
        "message": message,
        "createdBy": caller.id,
        "createdAt": clock.written(clock.now()),
    }
    org.run_logs[identifier].append(entry)
    return entry


def check_tie(org: Organization, run_id: str | None) -> None:
    """Entities can be tied to a run, where one is named, only while it is in progress. Raises 404 or 422 otherwise."""
    run = get(org, run_id) if run_id else None
    if run and run.status is not RunStatus.IN_PROGRESS:
        raise invalid(f'Run "{run_id}" is {run.status.value}; entities can be tied to a run only while it is IN_PROGRESS')


def change(org: Organization, caller: Caller, changed: Run) -> Run:
    """Put the changed run in place of the one held, stamp it and tell about it."""
    before = org.runs[changed.id]
    stamp = clock.written(clock.now())
    stamped = replace(changed, updated_at=stamp, updated_by=caller.id)
    if stamped.status.is_final:
        stamped = replace(stamped, ended_at=stamp, pending_execution=False, claimed_until=None)
    org.runs[changed.id] = stamped
    _tell(org, caller, "UPDATE", before, stamped)
    return org.runs[changed.id]


def _open(org: Organization, identifier: str) -> Run:
    run = get(org, identifier)
    if run.status.is_final:
        raise invalid(f'Run "{identifier}" has ended with {run.status.value} and cannot be changed any more')
    return run


def _tell(org: Organization, caller: Caller, action: str, before: Run | None, after: Run) -> None:
    context = {"runId": after.id, "actionIdentifier": after.action_identifier}
    context |= {"blueprintIdentifier": after.blueprint["identifier"]} if after.blueprint else {}
    context |= {"entityIdentifier": after.entity["identifier"]} if after.entity else {}
    org.audit.record(Happening(action, "run", context, before=before.json() if before else None, after=after.json()), caller)


def _required_approval(action: Json) -> str | None:
    required = action.get("requiredApproval") or None
    return str(required["type"]) if isinstance(required, dict) else "ANY" if required else None


def _summary(thing: Json) -> Json:
    return {"identifier": thing["identifier"], "title": thing.get("title"), "icon": thing.get("icon"), "deleted": False}
