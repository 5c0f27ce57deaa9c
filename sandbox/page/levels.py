"""How an entity does on the scorecards of its blueprint. Pure."""

from dataclasses import dataclass

from sandbox.page.port_client import Json
from sandbox.page.render import Shown, show
from sandbox.page.widgets import level_schema


@dataclass(frozen=True, slots=True)
class Rule:
    title: str
    description: str
    level: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Score:
    """The level that the entity has reached, and each rule with whether it holds."""

    title: str
    level: Shown
    rules: tuple[Rule, ...]


def scores_of(entity: Json, cards: list[Json]) -> tuple[Score, ...]:
    """From the entity as Port shows it and the scorecards of its blueprint."""
    scored = entity.get("scorecards") or {}
    return tuple(_score(card, scored[card["identifier"]]) for card in cards if card["identifier"] in scored)


def _score(card: Json, scored: Json) -> Score:
    held = {outcome["identifier"]: outcome["status"] == "SUCCESS" for outcome in scored["rules"]}
    rules = (Rule(rule["title"], rule.get("description") or "", rule["level"], held[rule["identifier"]]) for rule in card["rules"])
    return Score(card["title"], show(scored["level"], level_schema(card)), tuple(rules))
