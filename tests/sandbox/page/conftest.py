"""The page over a local Port of its own for every test: asked without a browser, or served to one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page
from starlette.applications import Starlette

from sandbox.port import create_app
from sandbox.server import listen, serving
from tests.sandbox.page.browser import chromium
from tests.sandbox.page.company import BLUEPRINTS, ENTITIES, ROLE
from tests.sandbox.page.site import Reader, Trial, open_site
from tests.sandbox.port.client import CONFIG, PortClient


@pytest.fixture
def app() -> Starlette:
    return create_app(CONFIG)


@pytest.fixture
def trial() -> Trial:
    return Trial(ROLE)


@pytest.fixture
async def site(app: Starlette, trial: Trial) -> AsyncIterator[Reader]:
    """The small company, with one grant that can be tried."""
    port = PortClient(app)
    await port.sign_in()
    for blueprint in BLUEPRINTS:
        await port.ask("POST", "/v1/blueprints", body=blueprint)
    for name, entity in ENTITIES:
        await port.ask("POST", f"/v1/blueprints/{name}/entities", body=entity)
    reader, client = open_site(app, port, trial)
    yield reader
    await reader.close()
    await client.aclose()
    await port.close()


@dataclass(slots=True)
class Served:
    """The same site at a real address, with a browser to open it in."""

    port: PortClient
    browser: Browser
    address: str

    async def open(self, path: str, *, script: bool = True, scheme: str = "light", width: int = 1280) -> Page:
        context = await self.browser.new_context(
            java_script_enabled=script,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 850},
            base_url=self.address,
        )
        page = await context.new_page()
        await page.goto(path)
        return page


@pytest.fixture
async def served(app: Starlette, site: Reader) -> AsyncIterator[Served]:
    listener = listen(None)
    async with serving(app, listener), chromium() as browser:
        yield Served(site.port, browser, f"http://127.0.0.1:{listener.getsockname()[1]}")
