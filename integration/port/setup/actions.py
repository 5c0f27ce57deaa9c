"""An action of ours over the organisation's: its inputs, conditions, approval and wording stay; ours come beside them."""

from typing import Any

from integration.port.setup.findings import Findings, Json, Path
from integration.port.setup.laying import is_cosmetic, laid

# All that Port takes of an action (PUT /v1/actions/{action_identifier}); its answers hold more.
_WRITABLE = (
    "identifier", "title", "icon", "description", "trigger", "invocationMethod", "requiredApproval", "approvalNotification", "publish",
    "allowAnyoneToViewRuns",
)  # fmt: skip
_INPUTS: Path = ("trigger", "userInputs", "properties")


def merged_action(held: Json, ours: Json, findings: Findings, *, force: bool) -> Json:
    """The action as it will be, but for its invocation, which stays; with the keys that Port takes."""
    comparable = {key: value for key, value in ours.items() if key != "invocationMethod"}
    theirs = held["trigger"].get("userInputs")
    if theirs is not None:
        inputs = comparable["trigger"].get("userInputs", {}).get("properties", {})
        # What an input lacks within is its maker's choice, and order and required follow from the inputs.
        comparable = comparable | {"trigger": comparable["trigger"] | {"userInputs": {"properties": inputs}}}
    result = laid(held, comparable, findings, force=force, adds=_adds)
    if theirs is not None:
        result["trigger"] = result["trigger"] | {"userInputs": _completed(theirs, ours["trigger"]["userInputs"], result)}
    return {key: result[key] for key in _WRITABLE if result.get(key) is not None}


def writable(action: Json) -> Json:
    return {key: action[key] for key in _WRITABLE if action.get(key) is not None}


def _completed(theirs: Json, ours: Json, result: Json) -> Json:
    """Their form with the new inputs in it: at the end of its order or of its last step, and required where ours are."""
    form: Json = result["trigger"]["userInputs"]
    new = [name for name in ours.get("order") or ours["properties"] if name not in theirs["properties"]]
    if not new:
        return form
    required = theirs.get("required", [])
    if isinstance(required, list) and isinstance(ours.get("required"), list):
        required = [*required, *(name for name in new if name in ours["required"])]
    return form | {"required": required} | _placed(theirs, new)


def _placed(theirs: Json, new: list[str]) -> dict[str, Any]:
    steps = theirs.get("steps")
    if steps:
        return {"steps": [*steps[:-1], steps[-1] | {"order": [*steps[-1].get("order", []), *new]}]}
    order = theirs.get("order") or []
    return {"order": [*order, *(name for name in theirs["properties"] if name not in order), *new]}


def _adds(path: Path) -> bool:
    """A new input or a new part of the action whole; within an input that is there only what people read."""
    return path[:3] != _INPUTS or len(path) < 5 or is_cosmetic(path)
