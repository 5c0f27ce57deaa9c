"""A dataset: the rules that say which entities an entity input offers, turned into Port's search query."""

from typing import Any

from sandbox.page.jq_queries import settled
from sandbox.page.port_client import Json

EVERYTHING: Json = {"combinator": "and", "rules": []}


def search_query(dataset: Json | None, context: Json) -> Json:
    """The query, its jqQueries computed on `{form, entity, user}`."""
    if not dataset:
        return EVERYTHING
    rules = [_rule(rule, context) for rule in dataset.get("rules", [])]
    return {"combinator": dataset.get("combinator", "and"), "rules": rules}


def _rule(rule: Json, context: Json) -> Any:
    if "combinator" in rule:
        return search_query(rule, context)
    return {key: settled(value, context) for key, value in rule.items()}
