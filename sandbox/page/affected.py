"""The entities that a run wrote or deleted, as the audit log tells. Pure."""

from dataclasses import dataclass

from sandbox.page.port_client import Json
from sandbox.page.render import Shown, show_entity

_DONE = {"CREATE": "created", "UPDATE": "changed", "DELETE": "deleted"}


@dataclass(frozen=True, slots=True)
class Affected:
    """`done` is what happened to the entity last."""

    blueprint: str
    entity: Shown
    done: str


def affected_of(audits: list[Json]) -> list[Affected]:
    """One for each entity, from audit records that come newest first."""
    latest: dict[tuple[str, str], Json] = {}
    for record in audits:
        context = record["context"]
        latest.setdefault((context["blueprintIdentifier"], context["entityIdentifier"]), record)
    return [Affected(key[0], _entity(key, record), _DONE.get(record["action"], record["action"].lower())) for key, record in latest.items()]


def _entity(key: tuple[str, str], record: Json) -> Shown:
    held = record["diff"]["after"] or record["diff"]["before"] or {}
    return show_entity(key[1], held.get("title"), key[0])
