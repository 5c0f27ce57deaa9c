"""A blueprint of ours over the organisation's: its properties, values, colours and relations stay, and ours come beside them."""

from typing import Any

from integration.port.setup.findings import Findings, Json, Path, listed, words
from integration.port.setup.laying import is_cosmetic, laid

_COMPUTED = ("mirrorProperties", "calculationProperties", "aggregationProperties")
_PROPERTIES: Path = ("schema", "properties")


def merged_blueprint(held: Json, ours: Json, findings: Findings, *, force: bool) -> Json:
    """The blueprint as it will be."""
    _look_for_obstacles(held, ours, findings)
    result = laid(held, _comparable(ours, held), findings, force=force, adds=_adds)
    for name, schema in ours["schema"]["properties"].items():
        _unite_values(name, held["schema"]["properties"].get(name), schema, result, findings)
    return result


def parts(blueprint: Json) -> tuple[Json, Json, Json]:
    """What can be written when: the blueprint itself, then what names other blueprints, then what reads through these names."""
    computed = {key: value for key, value in blueprint.items() if key in _COMPUTED and value}
    relations = {"relations": blueprint["relations"]} if blueprint.get("relations") else {}
    itself = {key: value for key, value in blueprint.items() if key not in (*_COMPUTED, "relations")}
    return itself, relations, computed


def _comparable(ours: Json, held: Json) -> Json:
    """Ours without what is not for the taking: which properties an organisation requires is its own affair, and enums are united."""
    held_properties = held["schema"]["properties"]
    properties = {
        name: {key: value for key, value in schema.items() if name not in held_properties or key not in ("enum", "enumColors")}
        for name, schema in ours["schema"]["properties"].items()
    }
    return ours | {"schema": {"properties": properties}}


def _adds(path: Path) -> bool:
    """A whole part always; within a part that is there only what people read, because the rest would change what it means."""
    within = path[2:] if path[:2] == _PROPERTIES else path[1:]
    return len(within) < 2 or is_cosmetic(path)


def _unite_values(name: str, held: Json | None, ours: Json, result: Json, findings: Findings) -> None:
    """Port refuses an entity with a value that the enum lacks, so ours come after theirs; a property without enum takes any value."""
    if not held or "enum" not in held or "enum" not in ours:
        return
    missing = [value for value in ours["enum"] if value not in held["enum"]]
    colours = {str(value): ours["enumColors"][value] for value in missing if value in ours.get("enumColors", {})}
    if missing:
        united = {"enum": [*held["enum"], *missing], "enumColors": held.get("enumColors", {}) | colours}
        result["schema"]["properties"][name] = result["schema"]["properties"][name] | united
        findings.added.append(f"values of {words((*_PROPERTIES, name))}: {listed([str(value) for value in missing])}")


def _look_for_obstacles(held: Json, ours: Json, findings: Findings) -> None:
    identifier, held_properties = ours["identifier"], held["schema"]["properties"]
    for name, schema in ours["schema"]["properties"].items():
        theirs = held_properties.get(name, schema)
        if theirs.get("type") != schema["type"]:
            findings.obstacles.append(
                f"The property {name} of {identifier} is of type {theirs.get('type')} in this Port and has to be {schema['type']}, "
                "which Port cannot change: rename or remove it there."
            )
    for name, relation in ours.get("relations", {}).items():
        theirs = held.get("relations", {}).get(name, relation)
        if _shape(theirs) != _shape(relation):
            findings.warnings.append(
                f"The relation {name} of {identifier} leads to {_said(theirs)} and not to {_said(relation)}: entities may be refused."
            )
    findings.warnings += [
        f"{identifier} requires {name}, which this integration does not write: its entities will be refused until that is optional."
        for name in held["schema"].get("required", [])
        if name not in ours["schema"]["properties"]
    ]


def _shape(relation: Json) -> tuple[Any, bool]:
    return relation.get("target"), bool(relation.get("many"))


def _said(relation: Json) -> str:
    return f"{'many' if relation.get('many') else 'one'} {relation.get('target')}"
