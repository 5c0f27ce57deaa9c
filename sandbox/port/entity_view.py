"""An entity as it is read: with mirror, calculation and aggregation properties and scorecards, cut to what was asked for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from sandbox.port.entity import Entity
from sandbox.port.expressions import ExpressionError, evaluate
from sandbox.port.organization import Organization
from sandbox.port.query import Asking, matches
from sandbox.port.scorecards import score
from sandbox.port.shapes import Json

_FUNCTIONS: dict[str, Callable[[list[float]], float]] = {"sum": sum, "min": min, "max": max, "median": median, "average": fmean}


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The query parameters of the entity reads. `include` and `exclude` name keys such as `title` or `properties.tags`."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exclude_calculated_properties: bool = False
    attach_title_to_relation: bool = False


_WHOLE = ReadOptions()
_COMPUTED = ("mirrorProperties", "aggregationProperties", "calculationProperties")


def view(org: Organization, entity: Entity, options: ReadOptions = _WHOLE) -> Json:
    """The entity's JSON."""
    shown = entity.json()
    if not options.exclude_calculated_properties and _asks_for_computed(org.blueprint(entity.blueprint), options.include):
        _compute(org, entity, shown)
    if options.attach_title_to_relation:
        shown["relations"] = {name: _titled(org, entity, name) for name in entity.relations}
    return _cut(shown, options)


def _asks_for_computed(blueprint: Json, include: Sequence[str]) -> bool:
    """Whether anything of what is asked for is computed; everything is asked for where nothing is named."""
    computed = {"", *(name for kind in _COMPUTED for name in blueprint[kind])}
    asked = (path.removeprefix("$").partition(".") for path in include)
    return not include or any(outer == "scorecards" or (outer == "properties" and inner in computed) for outer, _, inner in asked)


def _compute(org: Organization, entity: Entity, shown: Json) -> None:
    blueprint = org.blueprint(entity.blueprint)
    properties = shown["properties"]
    for name, mirror in blueprint["mirrorProperties"].items():
        properties[name] = _mirrored(org, entity, mirror["path"])
    for name, aggregation in blueprint["aggregationProperties"].items():
        properties[name] = _aggregated(org, entity, aggregation)
    for name, calculation in blueprint["calculationProperties"].items():
        properties[name] = _calculated(calculation["calculation"], shown)
    cards = org.scorecards.get(entity.blueprint)
    if cards:
        shown["scorecards"] = {identifier: score(card, shown) for identifier, card in cards.items()}


def _calculated(expression: str, shown: Json) -> Any:
    try:
        return evaluate(expression, shown)
    except ExpressionError:
        return None  # Port shows a calculation that fails on an entity as empty


def _mirrored(org: Organization, entity: Entity, path: str) -> Any:
    relation, _, rest = path.partition(".")
    definition = org.blueprint(entity.blueprint)["relations"].get(relation)
    if definition is None:
        return _meta(entity, path) if path.startswith("$") else entity.properties.get(path)
    related = (org.catalog.get(definition["target"], identifier) for identifier in entity.related(relation))
    values = [_mirrored(org, target, rest) for target in related if target]
    return values if definition["many"] else next(iter(values), None)


def _meta(entity: Entity, name: str) -> Any:
    return entity.json().get(name.removeprefix("$"))


def _aggregated(org: Organization, entity: Entity, aggregation: Json) -> float | None:
    query, asking = aggregation.get("query"), Asking(org.catalog, org.port_itself())
    related = _related_entities(org, entity, aggregation)
    targets = [target for target in related if query is None or matches(query, target.json(), asking)]
    spec = aggregation["calculationSpec"]
    if spec["calculationBy"] == "entities":
        return len(targets)
    numbers = [value for target in targets if isinstance(value := target.properties.get(spec["property"]), int | float)]
    return float(_FUNCTIONS[spec["func"]](numbers)) if numbers else None


def _related_entities(org: Organization, entity: Entity, aggregation: Json) -> Iterator[Entity]:
    """Of the aggregation's target. Only direct relations count here; Port follows them further."""
    keys = {*org.catalog.targets(entity), *org.catalog.dependents(entity.key)}
    path = next(iter(aggregation.get("pathFilter", ())), None)
    for key in sorted(keys):
        related = org.catalog.get(*key)
        if related and related.blueprint == aggregation["target"] and (path is None or _leads(path, entity, related)):
            yield related


def _leads(path: Json, entity: Entity, target: Entity) -> bool:
    """Does the path, of one relation, lead from the one to the other? From the target where it begins at the target's blueprint."""
    start, end = (target, entity) if path.get("fromBlueprint") == target.blueprint else (entity, target)
    return len(path["path"]) == 1 and end.identifier in start.related(path["path"][0])


def _titled(org: Organization, entity: Entity, name: str) -> Any:
    definition = org.blueprint(entity.blueprint)["relations"][name]
    targets = (org.catalog.get(definition["target"], identifier) for identifier in entity.related(name))
    titled = [{"identifier": target.identifier, "title": target.title} for target in targets if target]
    return titled if definition["many"] else next(iter(titled), None)


def _cut(shown: Json, options: ReadOptions) -> Json:
    kept = _included(shown, options.include) if options.include else shown
    for path in options.exclude:
        outer, _, inner = path.partition(".")
        if inner:
            kept.get(outer, {}).pop(inner, None)
        else:
            kept.pop(outer.removeprefix("$"), None)
    return kept


def _included(shown: Json, include: Sequence[str]) -> Json:
    kept: Json = {}
    for path in include:
        outer, _, inner = path.removeprefix("$").partition(".")
        if inner and outer in shown:
            kept.setdefault(outer, {})[inner] = shown[outer].get(inner)
        elif outer in shown:
            kept[outer] = shown[outer]
    return kept
