"""The integration as Ocean loads it, once for all tests of the port room; nothing is asked of any Port."""

import os
from pathlib import Path

import pytest
import yaml
from port_ocean.bootstrap import load_ocean_app
from port_ocean.core.handlers.port_app_config.models import ResourceConfig
from port_ocean.ocean import Ocean
from port_ocean.utils.signal import init_signal_handler

ROOT = Path(__file__).parents[2]


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
        patch.chdir(ROOT)
        init_signal_handler()
        return load_ocean_app(".")


@pytest.fixture
def mapping(app: Ocean) -> dict[str, ResourceConfig]:
    """The mapping we ship, by kind, as Ocean parses it."""
    shipped = yaml.safe_load((ROOT / ".port/resources/port-app-config.yml").read_text())
    config = app.integration.AppConfigHandlerClass.CONFIG_CLASS.parse_obj(shipped)
    return {resource.kind: resource for resource in config.resources}
