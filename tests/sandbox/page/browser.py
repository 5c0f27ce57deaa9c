"""Chromium on a page that is really served."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright, expect

_NAMES = ("chromium", "chromium-browser", "google-chrome")

expect.set_options(timeout=60_000)  # for machines that do more than this


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """This machine's Chromium, without a window. `make test` sees to it that there is one."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    assert path is not None, "There is no Chromium on this machine: run scripts/find-chromium."
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()
