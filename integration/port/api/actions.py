"""Actions and automations, as they stand in Port."""

from collections.abc import Mapping
from typing import Any

from integration.port.api.asking import Asking


class PortActions:
    """Setup writes them; here they are only read."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    async def all(self) -> list[Mapping[str, Any]]:
        """Those of the whole organisation (GET /actions). Raises `PortError`."""
        return list((await self._asking.ask("GET", "/actions", "list the actions", params={"version": "v2"})).get("actions") or [])
