"""/v1/blueprints: the blueprints themselves and their permissions."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse

from sandbox.port import blueprints
from sandbox.port.blueprint_shapes import Blueprint, BlueprintPatch
from sandbox.port.requests import By, Org, ok
from sandbox.port.shapes import Json, Shape, merged

router = APIRouter()

_EVERYBODY: Json = {"users": [], "roles": ["Admin", "Member"], "teams": [], "ownedByTeam": False}
_PERMISSIONS: Json = {"entities": dict.fromkeys(("read", "register", "update", "unregister"), _EVERYBODY)}


class BlueprintPermissions(Shape):
    entities: dict[str, dict[str, Any]]


@router.get("/blueprints")
async def list_blueprints(org: Org) -> JSONResponse:
    return ok(blueprints=list(org.catalog.blueprints.values()))


@router.post("/blueprints")
async def create_blueprint(org: Org, by: By, body: Blueprint) -> JSONResponse:
    return ok(201, blueprint=blueprints.register(org, by, body))


@router.get("/blueprints/{blueprint}")
async def get_blueprint(org: Org, blueprint: str) -> JSONResponse:
    return ok(blueprint=org.blueprint(blueprint))


@router.put("/blueprints/{blueprint}")
async def replace_blueprint(org: Org, by: By, blueprint: str, body: Blueprint) -> JSONResponse:
    return ok(blueprint=blueprints.replace(org, by, blueprint, body))


@router.patch("/blueprints/{blueprint}")
async def patch_blueprint(org: Org, by: By, blueprint: str, body: BlueprintPatch) -> JSONResponse:
    return ok(blueprint=blueprints.patch(org, by, blueprint, body))


@router.delete("/blueprints/{blueprint}")
async def delete_blueprint(org: Org, by: By, blueprint: str, delete_actions: bool = False) -> JSONResponse:
    blueprints.remove(org, by, blueprint, delete_actions=delete_actions)
    return ok()


@router.get("/blueprints/{blueprint}/permissions")
async def get_permissions(org: Org, blueprint: str) -> JSONResponse:
    org.blueprint(blueprint)
    return ok(permissions=merged(_PERMISSIONS, org.blueprint_permissions.get(blueprint, {})))


@router.patch("/blueprints/{blueprint}/permissions")
async def patch_permissions(org: Org, blueprint: str, body: BlueprintPermissions) -> JSONResponse:
    org.blueprint(blueprint)
    org.blueprint_permissions[blueprint] = merged(org.blueprint_permissions.get(blueprint, {}), body.json_body())
    return await get_permissions(org, blueprint)
