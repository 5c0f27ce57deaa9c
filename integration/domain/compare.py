"""Compares policy documents by what they mean, and tells a difference in words.

AWS may give a document back in another order, a single value instead of a list, in other letters or URL-encoded; and one statement
may be written as two. So each is taken apart into its smallest rules: one effect, one principal, one action, one resource.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import unquote

from integration.domain.one_or_many import listed
from integration.domain.published import find

Document = Mapping[str, Any] | str

_ROOT = re.compile(r"arn:[a-z-]+:iam::(\d{12}):root")
_UNIQUE_ID = re.compile(r"A(IDA|ROA|GPA|PKA|NPA|KIA|SIA)[A-Z0-9]{12,}")
_TOLD_APART = ("Sid", "Effect", "Principal", "Action", "Resource", "Condition")
_MOST_TOLD = 5


@dataclass(frozen=True, slots=True, order=True)
class _Rule:
    """The smallest part of a statement. `terms` are its conditions and whatever else limits it, in one spelling."""

    effect: str
    principal: str
    action: str
    resource: str
    terms: str

    @property
    def subject(self) -> tuple[str, str, str, str]:
        return self.effect, self.principal, self.action, self.resource

    def __str__(self) -> str:
        published = find(self.action)
        verb = {"Allow": "allows", "Deny": "denies"}.get(self.effect, self.effect)
        where = f" on {self.resource}" if self.resource else ""
        who = f" to {_person(self.principal)}" if self.principal else ""
        return f"{verb} {published.name if published else self.action}{where}{who}"


def same_document(left: Document, right: Document) -> bool:
    """Whether two policy documents mean the same."""
    return left == right or _rules(left) == _rules(right)


def differences(name: str, expected: Document, actual: Document) -> tuple[str, ...]:
    """A sentence for each difference between two documents that are called `name`; none when they mean the same."""
    if expected == actual:  # as it is for every grant that nobody has touched
        return ()
    wanted, found = _rules(expected), _rules(actual)
    extra, missing = sorted(found - wanted), sorted(wanted - found)
    changed = {rule.subject for rule in extra} & {rule.subject for rule in missing}
    told = [f"{name} {rule} under other conditions than the record says." for rule in extra if rule.subject in changed]
    told += [f"{name} also {rule}, which the record does not say." for rule in extra if rule.subject not in changed]
    told += [f"{name} lacks a rule of the record, which {rule}." for rule in missing if rule.subject not in changed]
    rest = len(told) - _MOST_TOLD
    return (*told[:_MOST_TOLD], f"{name} differs in {rest} more rules.") if rest > 0 else tuple(told)


def _rules(document: Document) -> frozenset[_Rule]:
    try:
        parsed = json.loads(unquote(document)) if isinstance(document, str) else document
    except ValueError:
        return frozenset({_Rule("cannot be read", "", "", "", str(document))})
    version = str(parsed.get("Version", "2008-10-17"))
    return frozenset(rule for statement in listed(parsed.get("Statement")) for rule in _rules_of(statement, version))


def _rules_of(statement: Mapping[str, Any], version: str) -> Iterator[_Rule]:
    others = {key: value for key, value in statement.items() if key not in _TOLD_APART}
    terms = json.dumps([version, _conditions(statement.get("Condition") or {}), others], sort_keys=True)
    principals = _principals(statement["Principal"]) if "Principal" in statement else [""]
    actions = [str(action).lower() for action in listed(statement.get("Action", ""))]
    resources = [str(resource) for resource in listed(statement.get("Resource", ""))]
    for principal, action, resource in product(principals, actions, resources):
        yield _Rule(str(statement.get("Effect", "")), principal, action, resource, terms)


def _conditions(conditions: Mapping[str, Any]) -> list[tuple[str, str, list[str]]]:
    """One entry each, so that two which only differ in upper and lower case do not hide one another."""
    return sorted(
        (operator.lower(), key.lower(), sorted({str(value) for value in listed(values)}))
        for operator, keys in conditions.items()
        for key, values in keys.items()
    )


def _principals(principal: Any) -> list[str]:
    if not isinstance(principal, Mapping):
        return [str(principal)]
    return [f"{kind}:{_ROOT.sub(r'\1', str(value))}" for kind, values in principal.items() for value in listed(values)]


def _person(principal: str) -> str:
    name = principal.partition(":")[2] or principal
    return f"{name} (the id that AWS leaves of a principal that was deleted)" if _UNIQUE_ID.fullmatch(name) else name
