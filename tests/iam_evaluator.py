"""A small evaluator of IAM policies, written from AWS's "Policy evaluation logic" and sharing nothing with the code under test.

A request is allowed when some statement allows it and none denies it. A condition whose key the request does not carry is not met,
unless its operator ends with IfExists. What is not written here raises, so that no test passes for want of an operator.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Request:
    """One call: what, on what, by whom (an ARN, for trust policies), and the context keys that AWS fills."""

    action: str
    resource: str = ""
    principal: str = ""
    context: Mapping[str, str] = field(default_factory=dict)


def is_allowed(policy: Mapping[str, Any], request: Request) -> bool:
    matching = [statement["Effect"] for statement in _listed(policy["Statement"]) if _applies(statement, request)]
    return "Allow" in matching and "Deny" not in matching


def _applies(statement: Mapping[str, Any], request: Request) -> bool:
    unknown = set(statement) - {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}
    assert not unknown, f"the evaluator does not know {unknown}"
    return (
        any(_like(pattern.lower(), request.action.lower()) for pattern in _listed(statement["Action"]))
        and ("Resource" not in statement or any(_like(pattern, request.resource) for pattern in _listed(statement["Resource"])))
        and ("Principal" not in statement or _is_principal(statement["Principal"], request.principal))
        and all(
            _holds(operator, key, _listed(values), request.context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def _is_principal(principal: Any, arn: str) -> bool:
    assert set(principal) == {"AWS"}, "the evaluator only knows AWS principals"
    account = arn.split(":")[4]
    return any(named in (arn, account) or named.endswith(f":iam::{account}:root") for named in _listed(principal["AWS"]))


def _holds(operator: str, key: str, values: list[str], context: Mapping[str, str]) -> bool:
    plain = operator.removesuffix("IfExists")
    found = {name.lower(): value for name, value in context.items()}.get(key.lower())
    negated = plain.replace("NotEquals", "Equals") if "NotEquals" in plain else None
    if found is None:
        return operator.endswith("IfExists") or negated is not None
    if negated:
        return not any(_OPERATORS[negated](found, value) for value in values)
    return any(_OPERATORS[plain](found, value) for value in values)


def _like(pattern: str, text: str) -> bool:
    return re.fullmatch("".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern), text, re.DOTALL) is not None


def _arn_like(found: str, pattern: str) -> bool:
    """Compares the six parts of an ARN one by one, so a wildcard never reaches over a colon of the first five."""
    parts, patterns = found.split(":", 5), pattern.split(":", 5)
    return len(parts) == len(patterns) == 6 and all(map(_like, patterns, parts))


def _before(found: str, limit: str) -> bool:
    return _moment(found) < _moment(limit)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _equal(found: str, value: str) -> bool:
    return found == value


def _string_like(found: str, pattern: str) -> bool:
    return _like(pattern, found)


_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": _equal,
    "StringLike": _string_like,
    "ArnEquals": _arn_like,  # AWS: ArnEquals and ArnLike behave identically
    "ArnLike": _arn_like,
    "DateLessThan": _before,
}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
