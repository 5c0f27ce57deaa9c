"""Actions of an operator's own making, for what the forms we ship would never let through."""

from collections.abc import Mapping
from typing import Any

from sandbox.running import INTEGRATION_IDENTIFIER


def action_past_the_form(
    identifier: str, action_type: str, operation: str, inputs: Mapping[str, Any], payload: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A self-service action on `aws_resource`, or on nothing when it is a CREATE, whose form has these inputs."""
    trigger: dict[str, Any] = {"type": "self-service", "operation": operation, "userInputs": {"properties": dict(inputs)}}
    if operation != "CREATE":
        trigger["blueprintIdentifier"] = "aws_resource"
    return {
        "identifier": identifier,
        "title": identifier,
        "trigger": trigger,
        "invocationMethod": {
            "type": "INTEGRATION_ACTION",
            "installationId": INTEGRATION_IDENTIFIER,
            "integrationActionType": action_type,
            "integrationActionExecutionProperties": dict(payload or {}),
        },
    }
