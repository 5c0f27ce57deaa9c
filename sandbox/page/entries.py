"""What people type into a field and the JSON it stands for, both ways. What is typed is always texts: none, one or many."""

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sandbox.page import moments
from sandbox.page.render import pretty

type Entered = tuple[str, ...]

CHECKED = "true"


class EntryError(ValueError):
    """What was typed cannot be read; the message says what can."""


class Widget(StrEnum):
    """The controls of a form."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    CHECK = "check"
    CHOICE = "choice"
    CHOICES = "choices"
    MOMENT = "moment"
    LINES = "lines"
    JSON = "json"


def entered(value: Any, widget: Widget) -> Entered:
    """The texts that show the value in the widget."""
    if value is None:
        return ()
    if widget is Widget.CHECK:
        return (CHECKED,) if value else ()
    if widget is Widget.JSON:
        return (pretty(value),)
    if widget is Widget.MOMENT:
        moment = moments.read(value)
        return (moment.replace(tzinfo=None).isoformat(timespec="seconds") if moment else str(value),)
    if widget is Widget.LINES:
        return ("\n".join(str(item) for item in value),)
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)


def meant(typed: Entered, widget: Widget, kind: str) -> Any:
    """The JSON that the texts stand for in a field of this JSON type, None for nothing. Raises EntryError."""
    if widget is Widget.CHECK:
        return CHECKED in typed
    filled = [text for text in (text.strip() for text in typed) if text]
    if not filled:
        return None
    if widget is Widget.CHOICES:
        return filled
    if widget is Widget.LINES:
        return [line.strip() for line in filled[0].splitlines() if line.strip()]
    if kind == "number":
        return _number(filled[0])
    return _READERS.get(widget, str)(filled[0])


def _number(text: str) -> float:
    try:
        number = int(text) if text.lstrip("+-").isdecimal() else float(text)
    except ValueError as error:
        raise EntryError(f"{text} is not a number.") from error
    if not math.isfinite(number):
        raise EntryError(f"{text} is not a number that JSON can hold.")
    return number


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise EntryError(f"This is not JSON: {error.msg} in line {error.lineno}.") from error


def _refuse_constant(name: str) -> None:
    raise EntryError(f"{name} is not JSON; Python alone reads it.")


def _moment(text: str) -> str:
    try:
        return moments.written(datetime.fromisoformat(text).replace(tzinfo=UTC))
    except ValueError as error:
        raise EntryError(f"{text} is not a moment; write it like 2026-01-31T09:30.") from error


_READERS: dict[Widget, Callable[[str], Any]] = {Widget.JSON: _json, Widget.MOMENT: _moment}
