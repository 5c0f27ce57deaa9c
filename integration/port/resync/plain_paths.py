"""Mappings of paths, texts and constants alone, as the one we ship is: read without jq, which takes longer just to be handed an item."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from port_ocean.core.ocean_types import RAW_ITEM

_PATH = re.compile(r"(\.[A-Za-z_][A-Za-z0-9_]*)+", re.ASCII)
# Printable, without what means something in a text of JQ, and without the single quotes that Ocean mends.
_TEXT = re.compile(r'"[ !#-&(-\[\]-~]*"', re.ASCII)
_CONSTANTS = {"true": True, "false": False, "null": None}
# Beyond it a number may come out of jq as another one.
_EXACT = 2**53

_Read = Callable[[Any], Any]


class NotPlain(Exception):
    """Only jq can say what this is."""


class PlainMapping:
    """Gives for an item what `OneProgram`'s program gives."""

    def __init__(self, texts: Sequence[str], parse_all: bool) -> None:
        """The selector and then each expression. Raises `NotPlain`."""
        self._selector, *self._expressions = (_reading(text) for text in texts)
        self._parse_all = parse_all

    def outputs(self, item: RAW_ITEM) -> list[list[Any]]:
        """For the selector and then each expression an array of its output. Raises `NotPlain`."""
        _must_be_json(item)
        selected = self._selector(item)
        if not (self._parse_all or selected is True):
            return [[selected]]
        return [[selected], *([read(item)] for read in self._expressions)]


def _reading(text: str) -> _Read:
    if _PATH.fullmatch(text):
        names = text[1:].split(".")
        if not _CONSTANTS.keys().isdisjoint(names):  # where JSON writes a key that is none of Python's texts
            raise NotPlain
        return lambda item: _at(item, names)
    if text in _CONSTANTS:
        constant: Any = _CONSTANTS[text]
        return lambda _: constant
    if _TEXT.fullmatch(text):
        return lambda _: text[1:-1]
    raise NotPlain


def _at(value: Any, names: Sequence[str]) -> Any:
    for name in names:
        if value is None:
            return None
        if type(value) is not dict:
            raise NotPlain
        value = value.get(name)
    _must_be_plain(value)
    return value


def _must_be_json(item: RAW_ITEM) -> None:
    """jq is handed the whole item, and errs where any of it cannot be written as JSON in UTF-8."""
    try:
        json.dumps(item, allow_nan=False, ensure_ascii=False).encode()
    except (TypeError, ValueError) as error:
        raise NotPlain from error


def _must_be_plain(value: Any) -> None:
    """Of the rest jq may make something else, such as 1 of 1.0."""
    match value:
        case None | bool():
            return
        case str() if value.isascii() and value.isprintable():
            return
        case int() if -_EXACT < value < _EXACT:
            return
        case list():
            for one in value:
                _must_be_plain(one)
        case dict():
            _must_be_texts(value)
            for name, one in value.items():
                _must_be_plain(name)
                _must_be_plain(one)
        case _:
            raise NotPlain


def _must_be_texts(names: Iterable[Any]) -> None:
    """Python writes any scalar key as a text of JSON."""
    if not all(isinstance(name, str) for name in names):
        raise NotPlain
