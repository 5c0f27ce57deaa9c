"""The integration as Ocean loads it, once for all tests of the port room; nothing is asked of any Port."""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
import yaml
from port_ocean.bootstrap import load_ocean_app
from port_ocean.core.handlers.port_app_config.models import ResourceConfig
from port_ocean.ocean import Ocean
from port_ocean.utils.signal import init_signal_handler

from integration.aws.accounts import Account
from integration.port.catalog import catalog
from integration.port.catalog.entities import NotMapped
from tests.accounts import place
from tests.port.company import opened
from tests.port.door import Door, served
from tests.port.office import Office
from tests.project import PROJECT


@pytest.fixture(scope="session")
def app() -> Ocean:
    """Ocean with our main.py wired into it. Ocean reads config.yaml and .port from the working folder."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("OCEAN__")]:
            patch.delenv(name)
        patch.setenv("OCEAN__PORT__CLIENT_ID", "nobody")
        patch.setenv("OCEAN__PORT__CLIENT_SECRET", "nothing")
        patch.setenv("OCEAN__INTEGRATION__IDENTIFIER", "aws-iam-permissions")
        patch.setenv("OCEAN__EVENT_LISTENER__TYPE", "POLLING")
        patch.chdir(PROJECT)
        init_signal_handler()
        return load_ocean_app(".")


@pytest.fixture
def mapping(app: Ocean) -> dict[str, ResourceConfig]:
    """The mapping we ship, by kind, as Ocean parses it."""
    shipped = yaml.safe_load((PROJECT / ".port/resources/port-app-config.yml").read_text())
    config = app.integration.AppConfigHandlerClass.CONFIG_CLASS.parse_obj(shipped)
    return {resource.kind: resource for resource in config.resources}


@pytest.fixture
def unmapped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog that shows nothing: the mapping is Ocean's, and no Ocean runs here."""

    async def not_mapped(_: Any) -> None:
        raise NotMapped("Not here.")

    monkeypatch.setattr(catalog, "grant_entity", not_mapped)


@pytest.fixture
async def office(account: Account, unmapped: None) -> AsyncIterator[Office]:
    async with opened() as company, place({"regions": ["us-east-1"]}) as here:
        yield Office(company, here)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with served() as served_door:
        yield served_door
