"""Somebody at the sandbox's page, with a real browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, expect

from tests.e2e.sandbox import Sandbox
from tests.sandbox.page.browser import chromium


@asynccontextmanager
async def visiting(sandbox: Sandbox) -> AsyncIterator[Page]:
    """The home page, seen by whoever is first in the list of people."""
    async with chromium() as browser:
        context = await browser.new_context(viewport={"width": 1280, "height": 900}, base_url=sandbox.ready["page"])
        page = await context.new_page()
        await page.goto("/")
        yield page


async def become(page: Page, person: str) -> None:
    """From here on the page is seen by that person."""
    await page.select_option("#person", person)
    await page.click("#switch-person")
    await expect(page.locator("#person")).to_have_value(person)
