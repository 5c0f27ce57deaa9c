"""Executing a self-service action: check the caller, the entity and the form, then invoke its backend or wait for approval."""

from dataclasses import replace

from sandbox.port import actions, clock, entities, inputs, permissions, runs
from sandbox.port.caller import Caller, user_json
from sandbox.port.entity import Entity
from sandbox.port.entity_view import view
from sandbox.port.errors import forbidden, invalid
from sandbox.port.invocation import invoke
from sandbox.port.organization import Organization
from sandbox.port.run import Approval, Run, RunStatus
from sandbox.port.search import is_true_of
from sandbox.port.shapes import Json


def execute(org: Organization, caller: Caller, action_identifier: str, properties: Json, entity_identifier: str | None) -> Run:
    """Start a run in the caller's name. Raises Port's 403, 404 or 422."""
    action = actions.get(org, action_identifier)
    trigger = action["trigger"]
    if trigger["type"] != "self-service":
        raise invalid(f'"{action_identifier}" is an automation; automations cannot be executed by hand')
    entity = _entity(org, caller, action, entity_identifier)
    context = _context(org, caller, action, entity)
    if not permissions.may_execute(org, caller, action_identifier, context):
        raise forbidden(f'{caller.name} may not execute "{action_identifier}"')
    asking = {"entity": context["entity"], "user": user_json(caller.user) if caller.user else None}
    completed = inputs.complete(org, trigger["userInputs"], properties, asking)
    context["inputs"] = inputs.as_objects(org, trigger["userInputs"], completed)
    opening = runs.Opening(action, context, "API", completed, trigger.get("blueprintIdentifier"), context["entity"])
    run = runs.open_run(org, caller, opening)
    if run.status is RunStatus.IN_PROGRESS:
        invoke(org, action, run)
    return runs.get(org, run.id)


def answer(org: Organization, caller: Caller, run_id: str, *, approve: bool, description: str | None) -> Run:
    """Approve or decline a waiting run in the caller's name. With ALL, every approver has to approve."""
    run = runs.get(org, run_id)
    if run.status is not RunStatus.WAITING_FOR_APPROVAL:
        raise invalid(f'Run "{run_id}" is {run.status.value}; only a run that is WAITING_FOR_APPROVAL can be approved or declined')
    entitled = {user.id for user in permissions.approvers(org, run.action_identifier, run.context)}
    if caller.user and caller.id not in entitled:
        raise forbidden(f'{caller.name} is not an approver of "{run.action_identifier}"')
    approval = Approval(caller.id, "APPROVED" if approve else "DECLINED", description)
    answered = replace(run, approvals=(*run.approvals, approval))
    if not approve:
        return runs.change(org, caller, replace(answered, status=RunStatus.DECLINED))
    outstanding = entitled - {held.user_id for held in answered.approvals}
    if run.required_approval == "ALL" and caller.user and outstanding:
        return runs.change(org, caller, answered)
    changed = runs.change(org, caller, replace(answered, status=RunStatus.IN_PROGRESS))
    invoke(org, actions.get(org, run.action_identifier), changed)
    return runs.get(org, run_id)


def approver_states(org: Organization, run_id: str, *, include_pending: bool) -> list[Json]:
    """Who has answered a run and, when asked for, who has not yet."""
    run = runs.get(org, run_id)
    answered = {held.user_id: {"userId": held.user_id, "state": held.state, "description": held.description} for held in run.approvals}
    entitled = permissions.approvers(org, run.action_identifier, run.context) if include_pending else ()
    pending = [{"userId": user.id, "state": "PENDING", "description": None} for user in entitled if user.id not in answered]
    return [*answered.values(), *pending]


def _entity(org: Organization, caller: Caller, action: Json, identifier: str | None) -> Entity | None:
    trigger = action["trigger"]
    if trigger["operation"] == "CREATE":
        return None
    if identifier is None:
        raise invalid(f'body must have required property "entity": "{action["identifier"]}" is a {trigger["operation"]} action')
    entity = entities.get(org, trigger["blueprintIdentifier"], identifier)
    condition = trigger.get("condition")
    if condition and not is_true_of(org, caller, {"combinator": condition["combinator"], "rules": condition["rules"]}, entity):
        raise invalid(f'The condition of action "{action["identifier"]}" is not met by entity "{identifier}"')
    return entity


def _context(org: Organization, caller: Caller, action: Json, entity: Entity | None) -> Json:
    """What the invocation's templates, conditions and policies see."""
    trigger = action["trigger"]
    return {
        "action": {"identifier": action["identifier"], "blueprint": trigger.get("blueprintIdentifier"), "encryptedProperties": []},
        "trigger": caller.trigger(clock.written(clock.now())) | {"operation": trigger["operation"]},
        "entity": view(org, entity) if entity else None,
        "event": None,
    }
