"""The integration class that Ocean runs, and the mapping's typed kinds."""

from typing import Any, Literal, Union

from port_ocean.context.ocean import PortOceanContext
from port_ocean.core.handlers.port_app_config.api import APIPortAppConfig
from port_ocean.core.handlers.port_app_config.models import PortAppConfig, ResourceConfig
from pydantic.v1 import Field, create_model

from integration.port.catalog.items import GRANT_KIND, PERMISSION_KIND
from integration.port.garbage import collect_all
from integration.port.live.second_looks import SecondLooks
from integration.port.resync.changes import ChangesOnly
from integration.port.resync.deletions import Deletions, GuardedApplier
from integration.port.resync.keeping import KeptSmall
from integration.port.resync.mapping import InProcessEntityProcessor
from integration.port.resync.writing import KindsWrittenBehind
from integration.resources.menu import MENU


def _resource_config(kind: str) -> type[ResourceConfig]:
    """Ocean wants one class per kind, each with its kind as a literal."""
    field: Any = (Literal[kind], Field(title="Kind", description=f"{kind}, as this integration lists it."))
    return create_model(f"{kind.replace('::', '')}ResourceConfig", __base__=ResourceConfig, kind=field)


KINDS = (PERMISSION_KIND, *(row.kind for row in MENU), GRANT_KIND)
_ResourceConfigs: Any = Union[tuple(_resource_config(kind) for kind in KINDS)]  # noqa: UP007 - built at run time


class AwsIamPermissionsAppConfig(PortAppConfig):
    """The mapping: which kinds become which entities."""

    resources: list[_ResourceConfigs] = Field(
        default_factory=list, title="Resources", description="How each kind of this integration becomes entities."
    )


class AppConfigHandler(APIPortAppConfig):
    CONFIG_CLASS = AwsIamPermissionsAppConfig


class AwsIamPermissionsIntegration(ChangesOnly, KindsWrittenBehind, KeptSmall):
    """Ocean's integration with our mapping's kinds, our evaluation of the mapping, our comparison, our guard over deletions, and second
    looks that wait for a resync.
    """

    AppConfigHandlerClass = AppConfigHandler
    EntityProcessorClass = InProcessEntityProcessor

    def __init__(self, context: PortOceanContext, deletions: Deletions, second_looks: SecondLooks) -> None:
        super().__init__(context)
        self._second_looks = second_looks
        self.EntitiesStateApplierClass = GuardedApplier.asking(deletions)

    async def sync_raw_all(self, *args: Any, **kwargs: Any) -> bool:
        """Ocean's resync, whoever asked for it."""
        with self._second_looks.after_resync():
            completed: bool = await super().sync_raw_all(*args, **kwargs)
        collect_all()
        return completed
