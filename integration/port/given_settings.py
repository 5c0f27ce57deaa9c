"""Settings as Ocean gives them, taken out one by one; whatever is wrong with one is told with its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from integration.domain.errors import IamPermissionsError
from integration.domain.guardrails import PERMISSIONS_MANAGEMENT
from integration.domain.risk import Risk
from integration.port.setting_forms import as_interval

_ACCESS_LEVELS = {"List", "Read", "Write", "Tagging", PERMISSIONS_MANAGEMENT}


class BadSetting(IamPermissionsError):
    """A setting cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class Given:
    """Ocean's `integration.config` (snake_case keys). All of it raises `BadSetting`; a setting that is empty counts as not given."""

    config: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        return str(self.config.get(name) or "") or None

    def switch(self, name: str, default: bool) -> bool:
        value = self.config.get(name)
        if value is None or value == "":
            return default
        if not isinstance(value, bool):
            raise BadSetting(f"The setting {_camel(name)} must be true or false.")
        return value

    def strings(self, name: str) -> tuple[str, ...]:
        values = self.config.get(name) or []
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise BadSetting(f'The setting {_camel(name)} must be a list of strings, such as ["a", "b"].')
        return tuple(values)

    def each[T](self, name: str, parse: Callable[[str], T]) -> tuple[T, ...]:
        """The strings of a list, each parsed."""
        return tuple(_parsed(name, parse, text) for text in self.strings(name))

    def parsed[T](self, name: str, parse: Callable[[str], T], default: T) -> T:
        value = self.config.get(name)
        return default if value is None or value == "" else _parsed(name, parse, str(value))

    def durations(self, name: str) -> dict[str, timedelta]:
        """A duration for each access level that is named."""
        given = self.config.get(name) or {}
        if not isinstance(given, Mapping) or not given.keys() <= _ACCESS_LEVELS:
            raise BadSetting(
                f'The setting {_camel(name)} must name access levels ({", ".join(sorted(_ACCESS_LEVELS))}), such as {{"Write": "8h"}}.'
            )
        return {level: _parsed(name, as_interval, str(duration)) for level, duration in given.items()}

    def risks(self, name: str) -> dict[str, Risk]:
        """A risk for each pattern of actions."""
        given = self.config.get(name) or {}
        if not isinstance(given, Mapping) or not all(risk in tuple(Risk) for risk in given.values()):
            raise BadSetting(
                f'The setting {_camel(name)} must give each pattern low, medium or high, such as {{"s3:DeleteObject": "medium"}}.'
            )
        return {str(pattern): Risk(risk) for pattern, risk in given.items()}


def _parsed[T](name: str, parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except ValueError as error:
        raise BadSetting(f"The setting {_camel(name)} cannot be used: {error}.") from error


def _camel(name: str) -> str:
    """As .port/spec.yaml, and with it the operator, writes the name."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
