"""Keeps the guide's workflows at work for what they made: we never touch their roles, so somebody has to revoke them."""

from integration.port.setup.actions import writable
from integration.port.setup.findings import Json

_SUFFIX = "_by_workflow"
# What our resync has not seen has no status, and what it sees without our record is unmanaged.
_NOT_OURS: Json = {
    "combinator": "or",
    "rules": [{"property": "status", "operator": "=", "value": "unmanaged"}, {"property": "status", "operator": "isEmpty"}],
}
_NOT_OURS_JQ = '.diff.after.properties.status | . == null or . == "unmanaged"'


def kept_for_old_grants(action: Json) -> Json | None:
    """The guide's action or automation under another name, for grants that are not ours; `None` for the one that makes new grants."""
    trigger = action["trigger"]
    if trigger["type"] == "self-service" and trigger["operation"] != "DELETE":
        return None
    condition = _searched(trigger.get("condition")) if trigger["type"] == "self-service" else _computed(trigger.get("condition"))
    return writable(action) | {
        "identifier": f"{action['identifier']}{_SUFFIX}",
        "title": f"{action.get('title') or action['identifier']} (workflow)",
        "description": "For permissions that the guide's workflows made; delete it when there are none left",
        "trigger": trigger | {"condition": condition},
    }


def _searched(theirs: Json | None) -> Json:
    rules = [{"combinator": theirs["combinator"], "rules": theirs["rules"]}] if theirs else []
    return {"type": "SEARCH", "combinator": "and", "rules": [*rules, _NOT_OURS]}


def _computed(theirs: Json | None) -> Json:
    expressions = theirs["expressions"] if theirs else []
    joined = [f"({expression})" for expression in expressions]
    combined = [f" {theirs.get('combinator', 'and')} ".join(joined)] if theirs and joined else []
    return {"type": "JQ", "combinator": "and", "expressions": [*combined, _NOT_OURS_JQ]}
