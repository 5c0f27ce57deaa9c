"""The self-service actions that an entity offers: those of its blueprint whose condition it meets."""

from sandbox.page.port_client import Json, PortClient, Query


async def actions_for(port: PortClient, blueprint: Json, entity: Json, user: str) -> list[Json]:
    """DAY-2 actions, then DELETE actions."""
    wanted: Query = {"blueprint_identifier": blueprint["identifier"], "trigger_type": "self-service"}
    actions = (await port.get("actions", query=wanted))["actions"]
    of_entity = sorted((action for action in actions if action["trigger"]["operation"] != "CREATE"), key=_operation)
    return [action for action in of_entity if await _is_met(port, action["trigger"].get("condition"), entity, user)]


def _operation(action: Json) -> str:
    return str(action["trigger"]["operation"])


async def _is_met(port: PortClient, condition: Json | None, entity: Json, user: str) -> bool:
    """Port itself judges: does a search for this entity with the condition's rules find it?"""
    if not condition:
        return True
    this = {"property": "$identifier", "operator": "=", "value": entity["identifier"]}
    rules = {"combinator": condition["combinator"], "rules": condition["rules"]}
    return bool(await port.search(entity["blueprint"], {"combinator": "and", "rules": [this, rules]}, run_as=user))
