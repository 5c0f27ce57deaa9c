"""Automations: what happens in the catalog and to runs starts the runs that wait for it."""

import asyncio

from sandbox.port import runs
from sandbox.port.actions import is_published
from sandbox.port.caller import Caller
from sandbox.port.expressions import ExpressionError, evaluate
from sandbox.port.invocation import invoke
from sandbox.port.organization import Organization
from sandbox.port.run import RunStatus
from sandbox.port.shapes import Json

# (resource type, action of the audit record) -> the automation events it is.
_EVENTS = {
    ("entity", "CREATE"): ("ENTITY_CREATED", "ANY_ENTITY_CHANGE"),
    ("entity", "UPDATE"): ("ENTITY_UPDATED", "ANY_ENTITY_CHANGE"),
    ("entity", "DELETE"): ("ENTITY_DELETED", "ANY_ENTITY_CHANGE"),
    ("entity", "TIMER_EXPIRED"): ("TIMER_PROPERTY_EXPIRED",),
    ("run", "CREATE"): ("RUN_CREATED", "ANY_RUN_CHANGE"),
    ("run", "UPDATE"): ("RUN_UPDATED", "ANY_RUN_CHANGE"),
}


def listen(org: Organization) -> None:
    """Start the matching automations of every audit record from now on."""

    def heard(record: Json, caller: Caller) -> None:
        names = _EVENTS.get((record["resourceType"], record["action"]), ())
        for action in [action for action in org.actions.values() if _awaits(action, names, record)]:
            # Later, so that what is happening is whole before anything follows from it.
            asyncio.get_running_loop().call_soon(_start, org, action, record, caller)

    org.audit.listeners.append(heard)


def _awaits(action: Json, names: tuple[str, ...], record: Json) -> bool:
    trigger, context = action["trigger"], record["context"]
    if trigger["type"] != "automation" or not is_published(action) or trigger["event"]["type"] not in names:
        return False
    event = trigger["event"]
    pointers = {key: value for key, value in event.items() if key != "type"}
    own_run = record["resourceType"] == "run" and context["actionIdentifier"] == action["identifier"]
    return not own_run and all(context.get(key) == value for key, value in pointers.items()) and _is_met(trigger.get("condition"), record)


def _is_met(condition: Json | None, record: Json) -> bool:
    if condition is None:
        return True
    combine = any if condition.get("combinator") == "or" else all
    return combine(_holds(expression, record) for expression in condition["expressions"])


def _holds(expression: str, record: Json) -> bool:
    try:
        return evaluate(expression, record) is True
    except ExpressionError:
        return False


def _start(org: Organization, action: Json, record: Json, caller: Caller) -> None:
    blueprint = record["context"].get("blueprintIdentifier")
    # An automation's templates see the event; inputs, entity and trigger are null (Port's documentation, "Set up action").
    context = {
        "action": {"identifier": action["identifier"], "blueprint": blueprint, "encryptedProperties": []},
        "event": {key: record[key] for key in ("action", "resourceType", "trigger", "context", "diff")},
        "inputs": None,
        "entity": None,
        "trigger": None,
    }
    subject = record["diff"]["after"] or record["diff"]["before"] if record["resourceType"] == "entity" else None
    run = runs.open_run(org, caller, runs.Opening(action, context, "AUTOMATION", {}, blueprint, subject))
    if run.status is RunStatus.IN_PROGRESS:
        invoke(org, action, run)
