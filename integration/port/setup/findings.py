"""What comparing our definition with an organisation's tells: what will be added, changed and kept, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

type Json = dict[str, Any]
type Path = tuple[str, ...]

# Where a path begins so, its next part is a name and what it names is one of these.
_NOUNS: dict[Path, str] = {
    ("schema", "properties"): "property",
    ("relations",): "relation",
    ("mirrorProperties",): "mirror property",
    ("calculationProperties",): "calculation property",
    ("aggregationProperties",): "aggregation property",
    ("trigger", "userInputs", "properties"): "input",
    ("rules",): "rule",
    ("levels",): "level",
    ("widgets",): "widget",
}


@dataclass(slots=True)
class Findings:
    """`obstacles` are what no setup can mend, and what stops this one; `warnings` are what it leaves and what will not work."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)

    @property
    def is_change(self) -> bool:
        return bool(self.added or self.changed)


def words(path: Path) -> str:
    """The path as people would say it: "title", "property region", "description of input reason"."""
    for start, noun in _NOUNS.items():
        if path[: len(start)] == start and len(path) > len(start):
            named = f"{noun} {path[len(start)]}"
            rest = path[len(start) + 1 :]
            return f"{' '.join(rest)} of {named}" if rest else named
    return " ".join(path)


def is_name(path: Path) -> bool:
    """Whether the last part of the path is a name that somebody chose, which may be any word."""
    return path[:-1] in _NOUNS


def grouped(told: Sequence[str]) -> str:
    """The names of a kind together: "property region, account; relation owner; title"."""
    groups: dict[str, list[str]] = {}
    for each in told:
        noun, _, name = each.rpartition(" ")
        groups.setdefault(noun if noun in _NOUNS.values() else each, []).append(name)
    return "; ".join(f"{noun} {listed(names)}" if noun in _NOUNS.values() else noun for noun, names in groups.items())


def listed(names: Sequence[str]) -> str:
    return ", ".join(names)
