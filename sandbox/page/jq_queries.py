"""{"jqQuery": ...}: the places in an action's form where a value is computed from the form, the entity and the user."""

from typing import Any

from sandbox.page.port_client import Json
from sandbox.port.expressions import ExpressionError, evaluate


def settled(value: Any, context: Json) -> Any:
    """The value, or what its jqQuery gives on `{form, entity, user}`; None where the query fails, as on a half-filled form."""
    if not isinstance(value, dict) or "jqQuery" not in value:
        return value
    try:
        return evaluate(value["jqQuery"], context)
    except ExpressionError:
        return None


def mentions_form(value: Any) -> bool:
    """Does anything in here depend on what is entered elsewhere in the form?"""
    if isinstance(value, list):
        return any(mentions_form(item) for item in value)
    if not isinstance(value, dict):
        return False
    query = value.get("jqQuery")
    return (isinstance(query, str) and ".form" in query) or any(mentions_form(item) for item in value.values())
