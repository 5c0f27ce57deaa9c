"""Calling the backend of a run: render its payload, then send it, keep it for a claim, or do it here."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from sandbox.port import runs
from sandbox.port.entities import WriteOptions, write
from sandbox.port.entity_shapes import EntityBody
from sandbox.port.errors import PortError
from sandbox.port.expressions import ExpressionError
from sandbox.port.organization import Organization
from sandbox.port.run import Run
from sandbox.port.shapes import Json
from sandbox.port.templates import render
from sandbox.port.webhook import send


def invoke(org: Organization, action: Json, run: Run) -> None:
    """Hand the run to its backend. What goes wrong is the run's failure, said in its log, and never the caller's error."""
    method = action["invocationMethod"]
    try:
        payload = {key: render(value, run.context) for key, value in method.items()}
    except ExpressionError as error:
        fail(org, run, f"The payload could not be built: {error}")
        return
    prepared = runs.change(org, org.port_itself(), replace(run, payload=payload))
    _BACKENDS.get(method["type"], _refuse)(org, prepared)


def fail(org: Organization, run: Run, message: str) -> None:
    """End the run with FAILURE and this line in its log."""
    runs.log(org, org.port_itself(), run.id, message)
    runs.update(org, org.port_itself(), run.id, {"status": "FAILURE"})


def _keep_for_claim(org: Organization, run: Run) -> None:
    pending = replace(run, pending_execution=True, installation_id=str(run.payload["installationId"]))
    runs.change(org, org.port_itself(), pending)


def _send_webhook(org: Organization, run: Run) -> None:
    org.in_background(_deliver(org, run))


async def _deliver(org: Organization, run: Run) -> None:
    answer = await send(org, run.payload)
    current = runs.get(org, run.id)
    if current.status.is_final:
        return  # the backend was quicker to report than to answer
    runs.change(org, org.port_itself(), replace(current, response=(answer.body,)))
    if not answer.is_success:
        fail(org, run, f"The webhook {run.payload['url']} was not delivered: {answer.problem}")
    elif str(run.payload.get("synchronized", False)).lower() == "true":
        runs.update(org, org.port_itself(), run.id, {"status": "SUCCESS"})


def _upsert_entity(org: Organization, run: Run) -> None:
    options = WriteOptions(upsert=True, merge=True, run_id=run.id)
    try:
        body = EntityBody.model_validate(run.payload["mapping"])
        write(org, org.port_itself(), run.payload["blueprintIdentifier"], body, options)
    except (ValidationError, PortError) as error:
        fail(org, run, f"The entity could not be written: {error}")
        return
    runs.update(org, org.port_itself(), run.id, {"status": "SUCCESS"})


def _refuse(org: Organization, run: Run) -> None:
    fail(org, run, f"This local Port cannot invoke {run.payload['type']}; use WEBHOOK, UPSERT_ENTITY or INTEGRATION_ACTION.")


_BACKENDS: dict[str, Callable[[Organization, Run], Any]] = {
    "INTEGRATION_ACTION": _keep_for_claim,
    "WEBHOOK": _send_webhook,
    "UPSERT_ENTITY": _upsert_entity,
}
