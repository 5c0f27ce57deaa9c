"""Puts the page together and hangs it below an application's other routes."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from sandbox.page import moments
from sandbox.page.config import PageConfig
from sandbox.page.guard import Guard
from sandbox.page.port_client import PortClient, PortRefusal
from sandbox.page.refusals import broken, missing, refused
from sandbox.page.render import entity_address, pretty, show
from sandbox.page.routes import (
    access,
    acting,
    actions,
    audit,
    automations,
    catalog,
    dashboards,
    editing,
    entities,
    home,
    integrations,
    runs,
)
from sandbox.page.visit import Desk

_HERE = Path(__file__).parent
_PARTS = (home, dashboards, catalog, entities, editing, actions, access, runs, automations, audit, integrations, acting)


def add_page(app: Starlette, config: PageConfig) -> None:
    """Serve the page at `/` of the application, after all of the routes that it already has."""
    page = Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=_HERE / "static")),
            *(route for part in _PARTS for route in part.routes),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={PortRefusal: refused, 404: missing, 500: broken},
    )
    port = PortClient(config.port, config.client_id, config.client_secret)
    page.state.desk = Desk(port=port, templates=_templates(), try_access=config.try_access)
    app.mount("/", page)


def _templates() -> Environment:
    environment = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "clock": moments.clock,
        "ago": moments.ago,
        "countdown": moments.countdown,
        "pretty": pretty,
        "entity_address": lambda identifier, blueprint: entity_address(blueprint, identifier),
    }
    environment.globals |= {"duration": moments.duration, "show": show}
    return environment
