"""A mapping as one JQ program: an item is read and evaluated once, where Ocean reads it again for each of the mapping's expressions."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

import jq
from port_ocean.core.handlers.entity_processor.jq_entity_processor_sync import JQEntityProcessorSync
from port_ocean.core.handlers.entity_processor.models import MappedEntity
from port_ocean.core.ocean_types import RAW_ITEM
from port_ocean.core.utils.json_compat import JQInputNotJsonSerializableError, compile_jq, make_json_compatible

from integration.port.resync.plain_paths import NotPlain, PlainMapping

# A comment would run on into what follows, and $__loc__ tells the line: these mean something else in a larger program.
_NOT_ALONE = re.compile(r"#|\$__loc__")
_PROGRAMS = 256

_Leaf = tuple[str, str]


class OneProgram:
    """Answers what Ocean would, or says that Ocean has to be asked: for an item with which any of the mapping's expressions fails."""

    def __init__(self, patterns: dict[str, Any], selector_query: str, parse_all: bool) -> None:
        """The patterns are those that compile. Raises ValueError where they cannot be joined to one program."""
        self._patterns = patterns
        self._parse_all = parse_all
        self._leaves = tuple(_leaves(patterns, ""))
        texts = (selector_query, *(text for _, text in self._leaves))
        # The text that Ocean itself compiles: its quotes mended, the process's environment hidden.
        self._program = _compiled(tuple(JQEntityProcessorSync._compile(text).program_string for text in texts), parse_all)
        self._plain = _plain(texts, parse_all)

    def mapped(self, item: RAW_ITEM) -> MappedEntity | None:
        """The entity of an item, empty where the selector does not want it; `None` where Ocean has to be asked."""
        try:
            selected, *found = self._outputs(item)
        except (ValueError, TypeError, RecursionError, StopIteration):  # an expression failed or halted, or jq cannot be handed the item
            return None
        if not selected or not isinstance(selected[0], bool):
            return None
        if not (selected[0] or self._parse_all):
            return MappedEntity()
        values = [outputs[0] if outputs else None for outputs in found]
        nulls = {path: text for (path, text), value in zip(self._leaves, values, strict=True) if value is None}
        return MappedEntity(_filled(self._patterns, iter(values)), selected[0], nulls)

    def _outputs(self, item: RAW_ITEM) -> Any:
        if self._plain:
            with suppress(NotPlain):
                return self._plain.outputs(item)
        return _first(self._program, item)


def _plain(texts: Sequence[str], parse_all: bool) -> PlainMapping | None:
    try:
        return PlainMapping(texts, parse_all)
    except NotPlain:
        return None


def _first(program: Any, item: RAW_ITEM) -> Any:
    try:
        return compile_jq(program, item).first()
    except JQInputNotJsonSerializableError:
        return compile_jq(program, make_json_compatible(item)).first()


@lru_cache(_PROGRAMS)
def _compiled(texts: tuple[str, ...], parse_all: bool) -> Any:
    """A program of one output: for the selector and then each expression an array of its first output, empty where it has none.

    Where the selector does not want the item the array ends there, so that nothing else is evaluated.
    """
    if any(_NOT_ALONE.search(text) for text in texts):
        raise ValueError("An expression means something else when it does not stand alone.")
    selector, *expressions = (f"[first({text})]" for text in texts)
    wanted = "true" if parse_all else "$selected == [true]"
    return jq.compile(f"{selector} as $selected | if {wanted} then [{', '.join(['$selected', *expressions])}] else [$selected] end")


def _leaves(patterns: dict[str, Any], path: str) -> Iterator[_Leaf]:
    """The expressions in the mapping's order, with Ocean's names for where they stand."""
    for key, value in patterns.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def _filled(patterns: dict[str, Any], values: Iterator[Any]) -> dict[str, Any]:
    return {key: _filled(value, values) if isinstance(value, dict) else next(values) for key, value in patterns.items()}
