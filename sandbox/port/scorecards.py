"""Scorecards: their shape, and the level that an entity has reached."""

from typing import Annotated, Any, Literal

from pydantic import Field

from sandbox.port.blueprint_shapes import Color
from sandbox.port.operators import OPERATORS, WITHOUT_VALUE
from sandbox.port.query import held_value
from sandbox.port.shapes import ActionIdentifier, Json, OpenShape, PropertyIdentifier, Shape

_DEFAULT_LEVELS = ("Basic", "Bronze", "Silver", "Gold")


class Conditions(OpenShape):
    combinator: Literal["and", "or"]
    conditions: Annotated[list[Json], Field(min_length=1)]


class Rule(OpenShape):
    identifier: PropertyIdentifier
    title: str
    level: str
    query: Conditions
    description: str | None = None


class Level(OpenShape):
    title: str
    color: Color


class Scorecard(Shape):
    """The body of POST and PUT; Port's own answers add `id`, which clients send back."""

    identifier: ActionIdentifier
    title: str
    rules: list[Rule]
    filter: Conditions | None = None
    properties: Json | None = None
    levels: list[Level] | None = None
    id: str | None = None


def unknown_operators(card: Json) -> list[str]:
    """The operators of the card's conditions that Port does not have in scorecards: it has no isExpired there."""
    known = OPERATORS.keys() - {"isExpired", "isNotExpired", "matchAny", "notIn"}
    used = [condition.get("operator", "") for rule in card["rules"] for condition in rule["query"]["conditions"]]
    return [name for name in used if name not in known]


def score(card: Json, shown: Json) -> Json:
    """The `scorecards` entry of an entity: its level and the outcome of each rule."""
    outcomes = [_outcome(rule, shown) for rule in card["rules"]]
    return {"level": _level(card, outcomes), "rules": outcomes}


def _outcome(rule: Json, shown: Json) -> Json:
    combine = all if rule["query"]["combinator"] == "and" else any
    passed = combine(_holds(condition, shown) for condition in rule["query"]["conditions"])
    return {"identifier": rule["identifier"], "level": rule["level"], "status": "SUCCESS" if passed else "FAILURE"}


def _holds(condition: Json, shown: Json) -> bool:
    held: Any = shown["relations"].get(condition["relation"]) if "relation" in condition else held_value(shown, condition["property"])
    holds = OPERATORS[condition["operator"]](held, condition.get("value"))
    return holds != bool(condition.get("not")) if condition["operator"] in WITHOUT_VALUE else holds


def _level(card: Json, outcomes: list[Json]) -> str:
    """The highest level whose rules, and those of every level below it, all hold. The first level has no rules."""
    titles = [level["title"] for level in card["levels"]] if card.get("levels") else list(_DEFAULT_LEVELS)
    reached: str = titles[0]
    for title in titles[1:]:
        if any(outcome["status"] == "FAILURE" for outcome in outcomes if outcome["level"] == title):
            return reached
        reached = title
    return reached
