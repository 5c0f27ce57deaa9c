"""Lays our definition over the one an organisation has: what it lacks is added, and what differs stays as it is unless told otherwise."""

from collections.abc import Callable
from typing import Any

from integration.port.setup.findings import Findings, Json, Path, is_name, words

# What only people read. It is filled in where it is missing; anything else that is missing within a part was left out on purpose.
_COSMETIC = frozenset({"title", "description", "icon"})
_WORDING = "titles, icons and descriptions where there were none"

type Adds = Callable[[Path], bool]


def covers(held: Any, ours: Any) -> bool:
    """Is all of ours in what is held? Port adds keys of its own to what it stores."""
    if isinstance(held, dict) and isinstance(ours, dict):
        return all(key in held and covers(held[key], value) for key, value in ours.items())
    if isinstance(held, list) and isinstance(ours, list):
        return len(held) == len(ours) and all(map(covers, held, ours))
    return bool(held == ours)


def laid(held: Json, ours: Json, findings: Findings, *, force: bool, path: Path = (), adds: Adds = lambda path: True) -> Json:
    """`held` with ours laid over it. `adds` says of a path whether ours is added where nothing is held. With `force` ours wins."""
    result = dict(held)
    for key, value in ours.items():
        here = (*path, key)
        if key not in held:
            if adds(here):
                result[key] = value
                _note_added(here, findings)
            else:
                findings.kept.append(f"{words(here)} (theirs has none)")
        elif isinstance(held[key], dict) and isinstance(value, dict):
            result[key] = laid(held[key], value, findings, force=force, path=here, adds=adds)
        elif not covers(held[key], value):
            result[key] = value if force else held[key]
            (findings.changed if force else findings.kept).append(_told(here, held[key], value))
    return result


def is_cosmetic(path: Path) -> bool:
    """Whether the path leads to something that only people read."""
    return path[-1] in _COSMETIC and not is_name(path)


def _note_added(path: Path, findings: Findings) -> None:
    """What only people read is told once for all of it."""
    told = _WORDING if is_cosmetic(path) else words(path)
    if told not in findings.added:
        findings.added.append(told)


def _told(path: Path, held: Any, ours: Any) -> str:
    """A difference by its name; with both values where it is more than wording."""
    if is_cosmetic(path) or isinstance(held, list | dict) or isinstance(ours, list | dict):
        return words(path)
    return f"{words(path)} (theirs {held!r}, ours {ours!r})"
