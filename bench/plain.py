"""Ocean as it comes: its own evaluation of the mapping, its own look-ups, its own deletion. Peer and floor run in it."""

from port_ocean.core.integrations.base import BaseIntegration

from integration.port.resync.config import AppConfigHandler


class PlainIntegration(BaseIntegration):
    AppConfigHandlerClass = AppConfigHandler
