"""Installs into the local Port what the integration needs there, with the integration's own setup."""

from integration.port.setup.client import PortClient
from integration.port.setup.credentials import Credentials
from integration.port.setup.options import Options
from integration.port.setup.planning import carry_out, make_plan
from integration.port.setup.resources import shipped
from sandbox.ready import Ready


async def set_up(ready: Ready, webhook: str) -> None:
    """`webhook` is where ocean sail will be, for a Port that does not take our action types. Raises `PortRefused`."""
    options = Options(identifier=ready.integration_identifier, webhook_url=webhook, app_url=ready.page)
    async with PortClient(Credentials(ready.client_id, ready.client_secret, ready.port_api)) as port:
        await carry_out(port, await make_plan(port, shipped(options.app_url), options))
