"""Port's search query: nested rules, checked once and then asked of one entity after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.port.caller import Caller
from sandbox.port.catalog import Catalog
from sandbox.port.entity import EntityKey
from sandbox.port.errors import invalid
from sandbox.port.operators import OPERATORS, WITHOUT_VALUE
from sandbox.port.shapes import Json

_COMBINATORS: dict[str, Callable[[Any], bool]] = {"and": all, "or": any}


@dataclass(frozen=True, slots=True)
class Asking:
    """In whose name and over which relations a query is asked."""

    catalog: Catalog
    caller: Caller


def check_query(query: Any) -> None:
    """Raise Port's 422 where the value is not a search query."""
    if not isinstance(query, dict) or query.get("combinator") not in _COMBINATORS or not isinstance(query.get("rules"), list):
        raise invalid('A query must be {"combinator": "and" or "or", "rules": [...]}')
    _only(query, {"combinator", "rules"})
    for rule in query["rules"]:
        _check_rule(rule)


def matches(query: Json, shown: Json, asking: Asking) -> bool:
    """Is the query true of this entity? `shown` is its JSON, `datasource` included."""
    if "combinator" in query:
        return _COMBINATORS[query["combinator"]](matches(rule, shown, asking) for rule in query["rules"])
    if query["operator"] == "relatedTo":
        return _is_related(query, (shown["blueprint"], shown["identifier"]), asking.catalog)
    test, wanted = OPERATORS[query["operator"]], _asked_for(query.get("value"), asking.caller)
    if "propertySchema" in query:
        return any(test(held, wanted) for held in _of_schema(query["propertySchema"], shown, asking.catalog))
    return test(held_value(shown, _asked_for(query["property"], asking.caller)), wanted)


def held_value(shown: Json, name: str) -> Any:
    """The value of a property or, with a dollar sign, of a meta-property."""
    return shown.get(name[1:]) if name.startswith("$") else shown["properties"].get(name)


def _check_rule(rule: Any) -> None:
    if isinstance(rule, dict) and "combinator" in rule:
        return check_query(rule)
    if not isinstance(rule, dict) or rule.get("operator") not in {*OPERATORS, "relatedTo"}:
        raise invalid(f"A rule must be an object with a known operator, not {rule}")
    if rule["operator"] == "relatedTo":
        _only(rule, {"operator", "blueprint", "value", "direction", "required"})
        return _needs(rule, {"blueprint", "value"})
    if rule["operator"] in WITHOUT_VALUE:
        _only(rule, {"operator", "property"})
        return _needs(rule, {"property"})
    subject = "propertySchema" if "propertySchema" in rule else "property"
    _only(rule, {"operator", subject, "value"})
    return _needs(rule, {subject, "value"})


def _only(given: Json, allowed: set[str]) -> None:
    if given.keys() - allowed:
        raise invalid(f"A query must NOT have additional properties: {', '.join(sorted(given.keys() - allowed))}")


def _needs(rule: Json, keys: set[str]) -> None:
    if keys - rule.keys():
        raise invalid(f"The {rule['operator']} rule must have {', '.join(sorted(keys - rule.keys()))}")


def _asked_for(value: Any, caller: Caller) -> Any:
    """A value may stand for the person who asks: {"property": "email", "context": "user"} or {"context": "userTeams", ...}."""
    if not isinstance(value, dict) or "context" not in value:
        return value
    if caller.user is None:
        return None
    return list(caller.user.teams) if value["context"] == "userTeams" else getattr(caller.user, value["property"].removeprefix("$"), None)


def _of_schema(wanted: Json, shown: Json, catalog: Catalog) -> list[Any]:
    schemas = catalog.blueprints[shown["blueprint"]]["schema"]["properties"]
    fitting = (name for name, schema in schemas.items() if all(schema.get(key) == value for key, value in wanted.items()))
    return [shown["properties"].get(name) for name in fitting]


def _is_related(rule: Json, key: EntityKey, catalog: Catalog) -> bool:
    values = rule["value"] if isinstance(rule["value"], list) else [rule["value"]]
    wanted = {(rule["blueprint"], value) for value in values}
    direction = rule.get("direction")
    # Upstream of an entity is what relates to it: so what we look for is what can reach the wanted one, and the reverse.
    reached = _reachable(key, catalog, forwards=True) if direction != "downstream" else set()
    reached |= _reachable(key, catalog, forwards=False) if direction != "upstream" else set()
    return not reached.isdisjoint(wanted)


def _reachable(start: EntityKey, catalog: Catalog, *, forwards: bool) -> set[EntityKey]:
    seen: set[EntityKey] = set()
    queue = [start]
    while queue:
        key = queue.pop()
        entity = catalog.get(*key)
        following = () if entity is None else catalog.targets(entity) if forwards else catalog.dependents(key)
        fresh = [step for step in following if step not in seen]
        seen.update(fresh)
        queue.extend(fresh)
    return seen - {start}
