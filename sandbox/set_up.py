"""Installs into the local Port what the integration needs there, with the integration's own setup."""

from integration.port.setup.client import PortClient
from integration.port.setup.credentials import Credentials
from integration.port.setup.options import Options
from integration.port.setup.planning import carry_out, make_plan
from integration.port.setup.resources import shipped
from sandbox.ready import Ready


async def set_up(ready: Ready) -> None:
    """Where this Port does not take our action types, it is told where ocean sail will be. Raises `PortRefused`."""
    options = Options(identifier=ready.integration_identifier, webhook_url=ready.integration_address, app_url=ready.page)
    async with PortClient(Credentials(ready.client_id, ready.client_secret, ready.port_api)) as port:
        await carry_out(port, await make_plan(port, shipped(options.app_url), options))
