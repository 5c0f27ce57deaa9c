"""What may be an action or automation, and how one is registered, replaced and removed."""

from typing import Any

from sandbox.port import clock
from sandbox.port.action_shapes import Action, Automation, SelfService
from sandbox.port.audit import Happening
from sandbox.port.caller import Caller
from sandbox.port.errors import PortError, invalid, not_found, taken
from sandbox.port.invocation_shapes import IntegrationAction
from sandbox.port.organization import Organization
from sandbox.port.query import check_query
from sandbox.port.shapes import Json

# The one value of Port's published enum (its API description, POST /v1/actions).
_PUBLISHED_ACTION_TYPES = frozenset({"dispatch_workflow"})


def get(org: Organization, identifier: str) -> Json:
    """The action's JSON. Raises Port's 404."""
    if identifier not in org.actions:
        raise not_found("Action", identifier)
    return org.actions[identifier]


def register(org: Organization, caller: Caller, shape: Action) -> Json:
    """Create the action. Raises 409 where the identifier is in use."""
    if shape.identifier in org.actions:
        raise taken("Action", shape.identifier)
    _check(org, shape)
    stamp = clock.written(clock.now())
    return _store(org, caller, None, shape, {"createdAt": stamp, "createdBy": caller.id})


def replace(org: Organization, caller: Caller, identifier: str, shape: Action) -> Json:
    """Put the action in place of the one held; it may bring a new identifier."""
    before = get(org, identifier)
    _check(org, shape)
    if shape.identifier != identifier and shape.identifier in org.actions:
        raise taken("Action", shape.identifier)
    del org.actions[identifier]
    return _store(org, caller, before, shape, {"createdAt": before["createdAt"], "createdBy": before["createdBy"]})


def remove(org: Organization, caller: Caller, identifier: str) -> None:
    before = get(org, identifier)
    del org.actions[identifier]
    org.action_permissions.pop(identifier, None)
    org.audit.record(Happening("DELETE", "action", {"actionIdentifier": identifier}, before=before), caller)


def is_published(action: Json) -> bool:
    """Automations lie still until they are published."""
    return bool(action.get("publish", False))


def _store(org: Organization, caller: Caller, before: Json | None, shape: Action, created: Json) -> Json:
    stored = shape.json_body() | created | {"updatedAt": clock.written(clock.now()), "updatedBy": caller.id}
    org.actions[shape.identifier] = stored
    happening = Happening("UPDATE" if before else "CREATE", "action", {"actionIdentifier": shape.identifier}, before=before, after=stored)
    org.audit.record(happening, caller)
    return stored


def _check(org: Organization, shape: Action) -> None:
    if isinstance(shape.trigger, SelfService):
        _check_self_service(org, shape.trigger)
    else:
        _check_automation(org, shape.trigger)
    method = shape.invocationMethod
    accepted = org.config.accept_custom_action_types or not isinstance(method, IntegrationAction)
    if isinstance(method, IntegrationAction) and not accepted and method.integrationActionType not in _PUBLISHED_ACTION_TYPES:
        raise invalid("body/invocationMethod/integrationActionType must be equal to one of the allowed values: dispatch_workflow")


def _check_self_service(org: Organization, trigger: SelfService) -> None:
    if trigger.operation != "CREATE" and trigger.blueprintIdentifier is None:
        raise invalid(f'body/trigger: a {trigger.operation} action must have required property "blueprintIdentifier"')
    if trigger.blueprintIdentifier is not None:
        org.blueprint(trigger.blueprintIdentifier)
    if trigger.condition:
        check_query({"combinator": trigger.condition.combinator, "rules": trigger.condition.rules})
    for name, field in trigger.userInputs.properties.items():
        _check_entity_input(org, name, field.json_body())
    required = trigger.userInputs.required
    for name in required if isinstance(required, list) else []:
        if name not in trigger.userInputs.properties:
            raise invalid(f'body/trigger/userInputs/required names "{name}", which is not an input of the action')


def _check_entity_input(org: Organization, name: str, field: Json) -> None:
    element: Any = field.get("items", field)
    if element.get("format") != "entity":
        return
    if "blueprint" not in element:
        raise invalid(f'body/trigger/userInputs/properties/{name}: an entity input must have required property "blueprint"')
    org.blueprint(element["blueprint"])
    if "dataset" in element:
        check_query(element["dataset"])


def _check_automation(org: Organization, trigger: Automation) -> None:
    event = trigger.event.json_body()
    if "actionIdentifier" in event:
        get(org, event["actionIdentifier"])
        return
    properties = org.blueprint(event["blueprintIdentifier"])["schema"]["properties"]
    timer = event.get("propertyIdentifier")
    if timer is not None and properties.get(timer, {}).get("format") != "timer":
        raise PortError(422, "invalid_request", f'body/trigger/event: "{timer}" is not a timer property of {event["blueprintIdentifier"]}')
