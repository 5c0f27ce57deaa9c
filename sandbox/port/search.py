"""Finding entities by query."""

from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.port.caller import Caller
from sandbox.port.entity import Entity
from sandbox.port.entity_view import ReadOptions, view
from sandbox.port.organization import Organization
from sandbox.port.query import Asking, check_query, matches
from sandbox.port.shapes import Json


def search(org: Organization, caller: Caller, query: Json, *, within: str | None = None) -> list[Entity]:
    """The entities, of one blueprint or of all, of which the query is true. Raises Port's 422 for a malformed query."""
    check_query(query)
    return list(_matching(org, Asking(org.catalog, caller), query, _candidates(org, query, within)))


def is_true_of(org: Organization, caller: Caller, query: Json, entity: Entity) -> bool:
    """Is the query true of this one entity?"""
    check_query(query)
    return any(_matching(org, Asking(org.catalog, caller), query, [entity]))


def _candidates(org: Organization, query: Json, within: str | None) -> Iterable[Entity]:
    """Every entity of which the query can be true; where it names the blueprint and the identifiers, no more than those."""
    blueprint, named = within or _demanded(query, "$blueprint", "="), _demanded(query, "$identifier", "in")
    if not isinstance(blueprint, str):
        return org.catalog.all()
    if not isinstance(named, list):
        return org.catalog.of(blueprint)
    return [entity for name in dict.fromkeys(map(str, named)) if (entity := org.catalog.get(blueprint, name))]


def _demanded(query: Json, name: str, operator: str) -> Any:
    """The value that the query demands of a property, `None` where it demands none."""
    demanded = query["rules"] if query["combinator"] == "and" else ()
    rules = (rule for rule in demanded if (rule.get("property"), rule.get("operator")) == (name, operator))
    return next((rule["value"] for rule in rules), None)


def _speaks_of_properties(query: Json) -> bool:
    if "combinator" in query:
        return any(map(_speaks_of_properties, query["rules"]))
    return "propertySchema" in query or not str(query.get("property", "$")).startswith("$")


def _matching(org: Organization, asking: Asking, query: Json, entities: Iterable[Entity]) -> Iterator[Entity]:
    # A query that speaks of no property needs none to be computed.
    options = ReadOptions() if _speaks_of_properties(query) else ReadOptions(exclude_calculated_properties=True)
    for entity in entities:
        shown = view(org, entity, options) | {"datasource": entity.datasource}
        if matches(query, shown, asking):
            yield entity
