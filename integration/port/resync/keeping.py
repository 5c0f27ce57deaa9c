"""Keeps in half the memory what Ocean holds of every entity until a resync ends, when it looks for what the catalog has beyond them."""

from typing import Any

from port_ocean.core.integrations.base import BaseIntegration
from port_ocean.core.models import Entity
from port_ocean.core.ocean_types import CalculationResult

# What all entities share; Ocean only reads an entity that it keeps.
_SET = {"identifier", "blueprint", "relations"}
_NO_TEAM: list[Any] = []
_NOTHING: dict[str, Any] = {}


class KeptSmall(BaseIntegration):
    """Ocean keeps the identifier, the blueprint and the relations of an entity. Each has containers of its own, most of them empty, and its
    own copy of the blueprint's name.
    """

    async def _register_resource_raw(self, *args: Any, **kwargs: Any) -> CalculationResult:
        result: CalculationResult = await super()._register_resource_raw(*args, **kwargs)
        selected, blueprints = result.entity_selector_diff, dict[Any, Any]()
        small = [_small(entity, blueprints.setdefault(entity.blueprint, entity.blueprint)) for entity in selected.passed]
        return result._replace(entity_selector_diff=selected._replace(passed=small))


def _small(kept: Entity, blueprint: Any) -> Entity:
    return Entity.construct(
        _SET,
        identifier=kept.identifier,
        blueprint=blueprint,
        team=_NO_TEAM,
        properties=_NOTHING,
        relations=kept.relations or _NOTHING,
    )
