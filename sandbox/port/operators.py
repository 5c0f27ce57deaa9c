"""The operators of Port's search rules and scorecard conditions: is this so of the value held, compared with the value asked for?"""

import operator
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.port import clock

type Test = Callable[[Any, Any], bool]

_DAYS = {"lastDay": 1, "lastWeek": 7, "last2Weeks": 14, "lastMonth": 30, "last3Months": 91, "last6Months": 182, "last12Months": 365}
_MIDNIGHTS = {"yesterday": -1, "today": 0, "tomorrow": 1}


def is_empty(held: Any, _: Any = None) -> bool:
    return held is None or held in ("", [], {})


def equals(held: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return is_between(held, wanted)
    return bool(held == wanted)


def is_in(held: Any, wanted: Any) -> bool:
    wanted = wanted if isinstance(wanted, list) else [wanted]
    return any(item in wanted for item in held) if isinstance(held, list) else held in wanted


def contains(held: Any, wanted: Any) -> bool:
    if isinstance(held, list):
        return all(item in held for item in wanted) if isinstance(wanted, list) else wanted in held
    return isinstance(held, str) and isinstance(wanted, str) and wanted in held


def contains_any(held: Any, wanted: Any) -> bool:
    wanted = wanted if isinstance(wanted, list) else [wanted]
    return any(contains(held, item) for item in wanted)


def begins_with(held: Any, wanted: Any) -> bool:
    return isinstance(held, str) and held.startswith(str(wanted))


def ends_with(held: Any, wanted: Any) -> bool:
    return isinstance(held, str) and held.endswith(str(wanted))


def is_between(held: Any, wanted: Any) -> bool:
    moment = clock.read(held)
    if moment is None:
        return False
    start, end = _range(wanted)
    return (start is None or moment >= start) and (end is None or moment <= end)


def is_expired(held: Any, _: Any = None) -> bool:
    moment = clock.read(held)
    return moment is not None and moment <= clock.now()


def _range(wanted: dict[str, str]) -> tuple[datetime | None, datetime | None]:
    preset = wanted.get("preset")
    if preset in _DAYS:
        return clock.now() - timedelta(days=_DAYS[preset]), clock.now()
    if preset in _MIDNIGHTS:
        start = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=_MIDNIGHTS[preset])
        return start, start + timedelta(days=1)
    return clock.read(wanted.get("from")), clock.read(wanted.get("to"))


def _compared(test: Callable[[Any, Any], bool]) -> Test:
    def compare(held: Any, wanted: Any) -> bool:
        left, right = clock.read(held) or held, clock.read(wanted) or wanted
        same_kind = type(left) is type(right) or {type(left), type(right)} == {int, float}
        return same_kind and not isinstance(left, bool | None | list | dict) and bool(test(left, right))

    return compare


def _negated(test: Test) -> Test:
    return lambda held, wanted: not test(held, wanted)


OPERATORS: dict[str, Test] = {
    "=": equals,
    "!=": _negated(equals),
    "in": is_in,
    "notIn": _negated(is_in),
    "contains": contains,
    "doesNotContains": _negated(contains),
    "containsAny": contains_any,
    "beginsWith": begins_with,
    "doesNotBeginsWith": _negated(begins_with),
    "endsWith": ends_with,
    "doesNotEndsWith": _negated(ends_with),
    "isEmpty": is_empty,
    "isNotEmpty": _negated(is_empty),
    ">": _compared(operator.gt),
    ">=": _compared(operator.ge),
    "<": _compared(operator.lt),
    "<=": _compared(operator.le),
    "between": is_between,
    "notBetween": _negated(is_between),
    "isExpired": is_expired,
    "isNotExpired": _negated(is_expired),
    "matchAny": contains_any,
}
WITHOUT_VALUE = frozenset({"isEmpty", "isNotEmpty", "isExpired", "isNotExpired"})
