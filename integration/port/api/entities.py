"""Entities in Port's catalog: read, searched, written and deleted."""

from collections.abc import Iterable, Mapping
from itertools import batched
from typing import Any

from port_ocean.clients.port.types import UserAgentType
from port_ocean.core.models import Entity

from integration.port.api.asking import Asking, segment

# A rule with many values is a long query; Ocean asks for 50 identifiers a call, and so do we.
_IDENTIFIERS_A_SEARCH = 50

_Rule = Mapping[str, Any]


class PortEntities:
    """Written as Ocean's resync writes them, so that one knows the other's for its own."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    async def read(self, blueprint: str, identifier: str) -> Mapping[str, Any] | None:
        """The entity, `None` where the catalog has none. Raises `PortError`."""
        answer = await self._asking.ask("GET", _path(blueprint, identifier), "read the entity", missing_ok=True)
        return answer.get("entity")

    async def existing(self, blueprint: str, identifiers: Iterable[str], *, by_others: bool = False) -> set[str]:
        """Those of the identifiers that the catalog has; `by_others`: only what this integration did not write. Raises `PortError`."""
        found: set[str] = set()
        for some in batched(sorted(set(identifiers)), _IDENTIFIERS_A_SEARCH):
            named = {"property": "$identifier", "operator": "in", "value": list(some)}
            found |= await self._search(blueprint, named, *([self._not_ours] if by_others else []))
        return found

    async def made_by_others(self, blueprint: str) -> set[str]:
        """The identifiers of entities that people in Port, or other tools, wrote. Raises `PortError`."""
        return await self._search(blueprint, self._not_ours)

    async def naming(self, blueprint: str, name: str, values: Iterable[str]) -> set[str]:
        """The identifiers of the entities whose property has one of the values. Raises `PortError`."""
        found: set[str] = set()
        for some in batched(sorted(set(values)), _IDENTIFIERS_A_SEARCH):
            found |= await self._search(blueprint, {"property": name, "operator": "in", "value": list(some)})
        return found

    async def upsert(self, entity: Entity, run_id: str | None = None) -> None:
        """Writes the entity as resync would, tied to the run if there is one. Raises `PortError`."""
        await self._write(entity, f"write the entity {entity.identifier}", run_id=run_id)

    async def keep(self, entity: Entity) -> None:
        """Writes an entity that no resync deletes, because it carries another user agent than theirs. Raises `PortError`."""
        await self._write(entity, f"keep the entity {entity.identifier}", user_agent=self._asking.user_agent)

    async def delete(self, blueprint: str, identifier: str, run_id: str | None = None) -> None:
        """Deletes the entity alone, tied to the run if there is one; absent is done. Raises `PortError`."""
        await self._asking.ask(
            "DELETE",
            _path(blueprint, identifier),
            f"delete the entity {identifier}",
            params={"delete_dependents": "false"} | ({"run_id": run_id} if run_id else {}),
            missing_ok=True,
        )

    async def _write(self, entity: Entity, what: str, *, run_id: str | None = None, user_agent: str | None = None) -> None:
        params = {"upsert": "true", "merge": "true", "create_missing_related_entities": "false"} | ({"run_id": run_id} if run_id else {})
        await self._asking.ask(
            "POST",
            _path(entity.blueprint),
            what,
            params=params,
            json=entity.dict(exclude_unset=True, by_alias=True),
            headers={"User-Agent": user_agent} if user_agent else {},
            repeatable=True,
        )

    @property
    def _not_ours(self) -> _Rule:
        """Port keeps who wrote an entity as its datasource: Ocean's user agent, which ends so."""
        ours = f"/{self._asking.installation}/{UserAgentType.exporter.value}"
        return {"property": "$datasource", "operator": "doesNotContains", "value": ours}

    async def _search(self, blueprint: str, *rules: _Rule) -> set[str]:
        query = {"combinator": "and", "rules": [{"property": "$blueprint", "operator": "=", "value": blueprint}, *rules]}
        answer = await self._asking.ask(
            "POST", "/entities/search", f"search {blueprint}", params={"include": ["identifier"]}, json=query, repeatable=True
        )
        return {entity["identifier"] for entity in answer["entities"]}


def _path(blueprint: str, *identifier: str) -> str:
    """Of the blueprint's entities, or of the one."""
    return "/".join(["/blueprints", segment(blueprint), "entities", *map(segment, identifier)])
