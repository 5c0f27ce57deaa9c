"""/v1/actions: self-service actions, automations and their permissions."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from sandbox.port import actions, permissions
from sandbox.port.action_shapes import Action
from sandbox.port.permission_shapes import ActionPermissions
from sandbox.port.requests import By, Org, ok
from sandbox.port.shapes import Json

router = APIRouter()

type Names = Annotated[list[str], Query()]


@router.get("/actions")
async def list_actions(
    org: Org,
    action_identifier: Names = [],  # noqa: B006 - FastAPI copies it, here and below
    blueprint_identifier: Names = [],  # noqa: B006
    operation: Names = [],  # noqa: B006
    trigger_event: Names = [],  # noqa: B006
    trigger_event_action_identifier: Names = [],  # noqa: B006
    trigger_type: str | None = None,
    published: bool | None = None,
) -> JSONResponse:
    def is_wanted(action: Json) -> bool:
        trigger = action["trigger"]
        event = trigger.get("event", {})
        wanted = (
            (action_identifier, action["identifier"]),
            (blueprint_identifier, trigger.get("blueprintIdentifier") or event.get("blueprintIdentifier")),
            (operation, trigger.get("operation")),
            (trigger_event, event.get("type")),
            (trigger_event_action_identifier, event.get("actionIdentifier")),
            ([trigger_type] if trigger_type else [], trigger["type"]),
        )
        return all(not names or held in names for names, held in wanted) and published in (None, actions.is_published(action))

    return ok(actions=[action for action in org.actions.values() if is_wanted(action)])


@router.post("/actions")
async def create_action(org: Org, by: By, body: Action) -> JSONResponse:
    return ok(201, action=actions.register(org, by, body))


@router.get("/actions/{action}")
async def get_action(org: Org, action: str) -> JSONResponse:
    return ok(action=actions.get(org, action))


@router.put("/actions/{action}")
async def replace_action(org: Org, by: By, action: str, body: Action) -> JSONResponse:
    return ok(action=actions.replace(org, by, action, body))


@router.delete("/actions/{action}")
async def delete_action(org: Org, by: By, action: str) -> JSONResponse:
    actions.remove(org, by, action)
    return ok()


@router.get("/actions/{action}/permissions")
async def get_permissions(org: Org, action: str) -> JSONResponse:
    return ok(permissions=permissions.of_action(org, action))


@router.patch("/actions/{action}/permissions")
async def patch_permissions(org: Org, action: str, body: ActionPermissions) -> JSONResponse:
    return ok(permissions=permissions.change(org, action, body.json_body()))
