"""/v1/blueprints/{blueprint}/entities: reading, writing and deleting entities."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import JSONResponse

from sandbox.port import blueprints, deletion, entities
from sandbox.port.entities import WriteOptions
from sandbox.port.entity_shapes import BulkBody, BulkDelete, EntityBody, EntityPatch
from sandbox.port.entity_view import ReadOptions, view
from sandbox.port.errors import PortError, invalid
from sandbox.port.requests import By, Org, ok
from sandbox.port.shapes import Json


async def known_event(ocean_info_event_type: str | None = None) -> None:
    """Ocean says in which event it writes; the integrations that Port's makers ship report that Port refuses this one."""
    if ocean_info_event_type == "action_run":
        raise invalid("querystring/ocean_info_event_type must be equal to one of the allowed values; action_run is not")


router = APIRouter(dependencies=[Depends(known_event)])

_EXCLUDING_COMPUTED = ReadOptions(exclude_calculated_properties=True)


async def read_options(
    include: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it
    exclude: Annotated[list[str], Query()] = [],  # noqa: B006 - as above
    exclude_calculated_properties: bool = False,
    attach_title_to_relation: bool = False,
) -> ReadOptions:
    return ReadOptions(tuple(include), tuple(exclude), exclude_calculated_properties, attach_title_to_relation)


async def write_options(
    upsert: bool = False,
    merge: bool = False,
    validation_only: bool = False,
    create_missing_related_entities: bool = False,
    run_id: str | None = None,
) -> WriteOptions:
    return WriteOptions(upsert, merge, validation_only, create_missing_related_entities, run_id)


Reading = Annotated[ReadOptions, Depends(read_options)]
Writing = Annotated[WriteOptions, Depends(write_options)]


@router.get("/blueprints/{blueprint}/entities")
async def list_entities(org: Org, blueprint: str, options: Reading) -> JSONResponse:
    org.blueprint(blueprint)
    return ok(entities=[view(org, entity, options) for entity in org.catalog.of(blueprint)])


@router.get("/blueprints/{blueprint}/entities-count")
async def count_entities(org: Org, blueprint: str) -> JSONResponse:
    org.blueprint(blueprint)
    return ok(count=len(org.catalog.of(blueprint)))


@router.post("/blueprints/{blueprint}/entities")
async def create_entity(org: Org, by: By, blueprint: str, body: EntityBody, options: Writing) -> JSONResponse:
    written = entities.write(org, by, blueprint, body, options)
    return ok(201, entity=view(org, written.entity, _EXCLUDING_COMPUTED))


@router.post("/blueprints/{blueprint}/entities/bulk")
async def create_entities(org: Org, by: By, blueprint: str, body: BulkBody, options: Writing) -> JSONResponse:
    org.blueprint(blueprint)
    written: list[Json] = []
    errors: list[Json] = []
    for index, one in enumerate(body.entities):
        try:
            done = entities.write(org, by, blueprint, one, options)
        except PortError as refusal:
            identifier = one.identifier if isinstance(one.identifier, str) else "unknown"
            reason = {"statusCode": refusal.status, "error": refusal.error, "message": refusal.message}
            errors.append({"identifier": identifier, "index": index} | reason)
        else:
            written.append({"identifier": done.entity.identifier, "index": index, "created": done.created})
    return JSONResponse({"ok": not errors, "entities": written, "errors": errors}, status_code=207 if errors else 200)


@router.post("/blueprints/{blueprint}/bulk/entities/delete")
async def delete_entities(
    org: Org, by: By, blueprint: str, body: BulkDelete, delete_dependents: bool = False, run_id: str | None = None
) -> JSONResponse:
    keys = [(blueprint, identifier) for identifier in body.entities]
    deletion.delete(org, by, keys, delete_dependents=delete_dependents, run_id=run_id)
    return ok(deletedEntities=body.entities)


@router.delete("/blueprints/{blueprint}/all-entities")
async def delete_all_entities(org: Org, by: By, blueprint: str, delete_blueprint: bool = False, run_id: str | None = None) -> JSONResponse:
    org.blueprint(blueprint)
    keys = [entity.key for entity in org.catalog.of(blueprint)]
    deletion.delete(org, by, keys, delete_dependents=True, run_id=run_id)
    if delete_blueprint:
        blueprints.remove(org, by, blueprint, delete_actions=False)
    return ok()


@router.get("/blueprints/{blueprint}/entities/{entity:path}")
async def get_entity(org: Org, blueprint: str, entity: str, options: Reading) -> JSONResponse:
    return ok(entity=view(org, entities.get(org, blueprint, entity), options))


@router.patch("/blueprints/{blueprint}/entities/{entity:path}")
async def patch_entity(org: Org, by: By, blueprint: str, entity: str, body: EntityPatch, options: Writing) -> JSONResponse:
    written = entities.patch(org, by, blueprint, entity, body, options)
    return ok(entity=view(org, written.entity, _EXCLUDING_COMPUTED))


@router.put("/blueprints/{blueprint}/entities/{entity:path}")
async def replace_entity(org: Org, by: By, blueprint: str, entity: str, body: EntityBody, options: Writing) -> JSONResponse:
    written = entities.replace_whole(org, by, blueprint, entity, body, options)
    return ok(entity=view(org, written.entity, _EXCLUDING_COMPUTED))


@router.delete("/blueprints/{blueprint}/entities/{entity:path}")
async def delete_entity(
    org: Org, by: By, blueprint: str, entity: str, delete_dependents: bool = False, run_id: str | None = None
) -> JSONResponse:
    deletion.delete(org, by, [(blueprint, entity)], delete_dependents=delete_dependents, run_id=run_id)
    return ok()
