"""Audit records in words: who did what to which thing, and what it changed. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.page.people import People
from sandbox.page.port_client import Json
from sandbox.page.render import entity_address

_VERBS = {"CREATE": "created", "UPDATE": "changed", "DELETE": "deleted", "TIMER_EXPIRED": "saw the timer expire of"}
# They change with every write and say nothing about it.
_STAMPS = frozenset({"updatedAt", "updatedBy", "createdAt", "createdBy"})
_PARTS = ("properties", "relations")


@dataclass(frozen=True, slots=True)
class Change:
    """One value that is not what it was."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Happening:
    """One audit record. `href` is where the page shows the thing, `run` the id of the run that did it; both may be empty."""

    at: str
    who: str
    verb: str
    what: str
    name: str
    href: str
    changes: tuple[Change, ...]
    run: str


def happening_of(record: Json, people: People) -> Happening:
    """From an element of GET /v1/audit-log."""
    context, diff = record["context"], record.get("diff") or {}
    name, href = _subject(record["resourceType"], context)
    return Happening(
        at=record["trigger"]["at"],
        who=_who(record["trigger"], people),
        verb=_VERBS.get(record["action"], record["action"].lower()),
        what=context.get("blueprintIdentifier") if record["resourceType"] == "entity" else record["resourceType"],
        name=name,
        href=href,
        changes=tuple(_changes(diff.get("before"), diff.get("after"))) if record["action"] == "UPDATE" else (),
        run=context.get("runId", "") if record["resourceType"] == "entity" else "",
    )


def _who(trigger: Json, people: People) -> str:
    by = trigger.get("by") or {}
    if by.get("byPort"):
        return "Port"
    return people.name_of((by.get("user") or {}).get("email")) or str(trigger.get("origin") or people.name_of(by.get("userId")))


def _subject(resource_type: str, context: Json) -> tuple[str, str]:
    """What the record is about: its name and its address in the page."""
    if resource_type == "entity":
        identifier = context["entityIdentifier"]
        return identifier, entity_address(context["blueprintIdentifier"], identifier)
    if resource_type == "run":
        return context["runId"], f"/runs/{context['runId']}"
    named = [value for key, value in context.items() if key.endswith("Identifier")]
    return (str(named[0]) if named else ""), ""


def _changes(before: Json | None, after: Json | None) -> Iterator[Change]:
    held, now = _flat(before or {}), _flat(after or {})
    for name in dict.fromkeys((*held, *now)):
        if held.get(name) != now.get(name):
            yield Change(name, held.get(name), now.get(name))


def _flat(thing: Json) -> Json:
    """Properties and relations beside the rest, by their own names."""
    outer = {key: value for key, value in thing.items() if key not in _STAMPS and key not in _PARTS}
    inner = [thing.get(part) or {} for part in _PARTS]
    return outer | {key: value for part in inner for key, value in part.items()}
