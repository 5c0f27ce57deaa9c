"""/v1/pages: dashboards, kept as they come."""

from fastapi import APIRouter
from starlette.responses import JSONResponse

from sandbox.port.errors import not_found, taken
from sandbox.port.requests import Org, ok
from sandbox.port.shapes import OpenShape

router = APIRouter()


class Page(OpenShape):
    identifier: str
    title: str | None = None
    type: str


@router.get("/pages")
async def list_pages(org: Org) -> JSONResponse:
    return ok(pages=list(org.pages.values()))


@router.post("/pages")
async def create_page(org: Org, body: Page) -> JSONResponse:
    if body.identifier in org.pages:
        raise taken("Page", body.identifier)
    org.pages[body.identifier] = body.json_body()
    return ok(201, page=org.pages[body.identifier])


@router.get("/pages/{page}")
async def get_page(org: Org, page: str) -> JSONResponse:
    if page not in org.pages:
        raise not_found("Page", page)
    return ok(page=org.pages[page])


@router.delete("/pages/{page}")
async def delete_page(org: Org, page: str) -> JSONResponse:
    if page not in org.pages:
        raise not_found("Page", page)
    del org.pages[page]
    return ok()
