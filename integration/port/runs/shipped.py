"""What the actions that we ship have done: the identifier of each in Port, and the type of it."""

import json
from collections.abc import Mapping
from pathlib import Path

_ACTIONS = Path(__file__).resolve().parents[3] / ".port" / "resources" / "actions.json"


def action_types() -> Mapping[str, str]:
    """The types by identifier, such as "automation": "revoke_permissions"; only of actions that the integration carries out."""
    actions = json.loads(_ACTIONS.read_text(encoding="utf-8"))
    types = {action["identifier"]: action["invocationMethod"].get("integrationActionType") for action in actions}
    return {identifier: str(kind) for identifier, kind in types.items() if kind}
