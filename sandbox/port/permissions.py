"""Who may execute an action and who may approve its runs."""

from collections.abc import Iterable
from typing import Any

from sandbox.port.actions import get
from sandbox.port.caller import Caller, user_json
from sandbox.port.config import User
from sandbox.port.entity_view import view
from sandbox.port.expressions import ExpressionError, evaluate
from sandbox.port.organization import Organization
from sandbox.port.search import search
from sandbox.port.shapes import Json, merged
from sandbox.port.templates import render

_DEFAULTS: Json = {
    "execute": {"users": [], "roles": ["Admin", "Member"], "teams": [], "ownedByTeam": False, "policy": None},
    "approve": {"users": [], "roles": ["Admin"], "teams": [], "policy": None},
}


def of_action(org: Organization, identifier: str) -> Json:
    """The permissions of an action, Port's defaults where nobody has set any."""
    get(org, identifier)
    return merged(_DEFAULTS, org.action_permissions.get(identifier, {}))


def change(org: Organization, identifier: str, parts: Json) -> Json:
    """Lay the given parts over the action's permissions."""
    held = of_action(org, identifier)
    org.action_permissions[identifier] = {verb: held[verb] | (parts.get(verb) or {}) for verb in held}
    return of_action(org, identifier)


def may_execute(org: Organization, caller: Caller, identifier: str, context: Json) -> bool:
    """A machine may; a person must be listed by name, role or team, or fulfil every condition of the policy."""
    if caller.user is None:
        return True
    rights = of_action(org, identifier)["execute"]
    if _is_listed(rights, caller.user) or _owns(rights, caller.user, context):
        return True
    policy = rights["policy"]
    return policy is not None and all(outcome is True for outcome in _outcomes(org, caller, policy, context))


def approvers(org: Organization, identifier: str, context: Json) -> tuple[User, ...]:
    """The people who may answer a run that waits for approval: those listed, and those whom the policy's conditions name."""
    rights = of_action(org, identifier)["approve"]
    named: set[str] = set()
    for outcome in _outcomes(org, org.port_itself(), rights["policy"], context) if rights["policy"] else ():
        named.update(outcome if isinstance(outcome, list) else ())
    return tuple(user for user in org.config.users if _is_listed(rights, user) or user.email in named)


def _is_listed(rights: Json, user: User) -> bool:
    return user.email in rights["users"] or not _disjoint(user.roles, rights["roles"]) or not _disjoint(user.teams, rights["teams"])


def _disjoint(held: Iterable[str], listed: Iterable[str]) -> bool:
    return set(held).isdisjoint(listed)


def _owns(rights: Json, user: User, context: Json) -> bool:
    owners = (context.get("entity") or {}).get("team") or []
    return bool(rights["ownedByTeam"]) and not _disjoint(user.teams, owners)


def _outcomes(org: Organization, caller: Caller, policy: Json, context: Json) -> list[Any]:
    asking = context | {"user": user_json(caller.user) if caller.user else None}
    queries = policy["queries"].items()
    results = {name: {"entities": [view(org, entity) for entity in search(org, caller, render(query, asking))]} for name, query in queries}
    return [_outcome(condition, asking | {"results": results}) for condition in policy["conditions"]]


def _outcome(condition: str, context: Json) -> Any:
    try:
        return evaluate(condition, context)
    except ExpressionError:
        return None  # a condition that fails grants nothing
