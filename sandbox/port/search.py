"""Finding entities by query."""

from collections.abc import Iterable, Iterator

from sandbox.port.caller import Caller
from sandbox.port.entity import Entity
from sandbox.port.entity_view import view
from sandbox.port.organization import Organization
from sandbox.port.query import Asking, check_query, matches
from sandbox.port.shapes import Json


def search(org: Organization, caller: Caller, query: Json, *, within: str | None = None) -> list[Entity]:
    """The entities, of one blueprint or of all, of which the query is true. Raises Port's 422 for a malformed query."""
    check_query(query)
    entities: Iterable[Entity] = org.catalog.of(within) if within else org.catalog.all()
    return list(_matching(org, Asking(org.catalog, caller), query, entities))


def is_true_of(org: Organization, caller: Caller, query: Json, entity: Entity) -> bool:
    """Is the query true of this one entity?"""
    check_query(query)
    return any(_matching(org, Asking(org.catalog, caller), query, [entity]))


def _matching(org: Organization, asking: Asking, query: Json, entities: Iterable[Entity]) -> Iterator[Entity]:
    for entity in entities:
        shown = view(org, entity) | {"datasource": entity.datasource}
        if matches(query, shown, asking):
            yield entity
