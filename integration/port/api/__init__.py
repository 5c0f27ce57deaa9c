"""What we ask of Port's API beyond what Ocean asks for us. One method, one request; each answer parsed once."""

from port_ocean.clients.port.client import PortClient

from integration.port.api.actions import PortActions
from integration.port.api.asking import Asking, PortError
from integration.port.api.entities import PortEntities
from integration.port.api.runs import PortRuns
from integration.port.api.webhook_runs import WebhookRuns

__all__ = ["PortApi", "PortError"]


class PortApi:
    """Port as the machine user of this integration: its actions, their runs, and the entities of its catalog."""

    def __init__(self, client: PortClient, webhook_runs: WebhookRuns | None = None) -> None:
        asking = Asking(client)
        self.actions = PortActions(asking)
        self.runs = PortRuns(asking, webhook_runs)
        self.entities = PortEntities(asking)
