"""Finding entities: by query, and by the integration that owns them."""

from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Body
from pydantic import Field
from starlette.responses import JSONResponse

from sandbox.port import clock
from sandbox.port.entity import Entity
from sandbox.port.entity_view import ReadOptions, view
from sandbox.port.errors import invalid
from sandbox.port.requests import By, Org, ok
from sandbox.port.routes.entities import Reading
from sandbox.port.search import search
from sandbox.port.shapes import Json, Shape

router = APIRouter()


class BlueprintSearch(Shape):
    query: Json
    include: list[str] = Field(default_factory=list)
    exclude: list[str] = Field(default_factory=list)
    limit: Annotated[int, Field(ge=1, le=1000)] = 200
    from_: Annotated[str | None, Field(alias="from")] = None


class DatasourceSearch(Shape):
    nullable: ClassVar[frozenset[str]] = frozenset({"before", "from_"})

    datasource_prefix: str
    datasource_suffix: str
    limit: Annotated[int, Field(ge=1)] = 1000
    before: str | None = None
    from_: Annotated[str | None, Field(alias="from")] = None


@router.post("/entities/search")
async def search_everywhere(org: Org, by: By, query: Annotated[Any, Body()], options: Reading) -> JSONResponse:
    found = search(org, by, query)
    return ok(entities=[view(org, entity, options) for entity in found], matchingBlueprints=sorted({entity.blueprint for entity in found}))


@router.post("/blueprints/{blueprint}/entities/search")
async def search_blueprint(org: Org, by: By, blueprint: str, body: BlueprintSearch) -> JSONResponse:
    org.blueprint(blueprint)
    page, following = _page(search(org, by, body.query, within=blueprint), body.from_, body.limit)
    options = ReadOptions(tuple(body.include), tuple(body.exclude))
    shown = [view(org, entity, options) for entity in page]
    return ok(entities=shown, next=following) if following else ok(entities=shown)


@router.post("/blueprints/entities/datasource-entities")
async def search_datasource(org: Org, body: DatasourceSearch) -> JSONResponse:
    """What Ocean's reconciliation asks before it deletes: which entities of mine did this resync not touch?"""
    owned = [entity for entity in org.catalog.all() if _is_owned(entity, body)]
    page, following = _page(owned, body.from_, body.limit)
    return ok(entities=[{"identifier": entity.identifier, "blueprint": entity.blueprint} for entity in page], next=following)


def _is_owned(entity: Entity, body: DatasourceSearch) -> bool:
    named = entity.datasource.startswith(body.datasource_prefix) and entity.datasource.endswith(body.datasource_suffix)
    before, updated = clock.read(body.before), clock.read(entity.updated_at)
    return named and (before is None or updated is None or updated < before)


def _page(found: list[Entity], cursor: str | None, limit: int) -> tuple[list[Entity], str | None]:
    """The cursor is the place to go on from; Port's is opaque too."""
    start = int(cursor or "0") if (cursor or "0").isdecimal() else None
    if start is None:
        raise invalid(f'body/from: "{cursor}" is not a cursor that this Port gave')
    end = start + limit
    return found[start:end], str(end) if end < len(found) else None
