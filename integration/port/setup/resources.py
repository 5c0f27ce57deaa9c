"""What we ship for Port: the files of .port/resources, made to fit one organisation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from integration.port.setup.findings import Json

FOLDER = Path(__file__).resolve().parents[3] / ".port" / "resources"

# Port's own regions; the address of the pages that people open follows from that of the API.
_PORTS_DOMAINS = (".getport.io", ".port.io", ".port-eu.io")
# What the links to pages of Port begin with in the files.
_SHIPPED_APP = "https://app.getport.io"


@dataclass(frozen=True, slots=True)
class Resources:
    """Scorecards and permissions by the identifier of what they are of."""

    blueprints: tuple[Json, ...]
    actions: tuple[Json, ...]
    permissions: Mapping[str, Json]
    scorecards: tuple[tuple[str, Json], ...]
    pages: tuple[Json, ...]

    @property
    def action_types(self) -> frozenset[str]:
        """The types that the actions carry out."""
        return frozenset(action["invocationMethod"].get("integrationActionType", "") for action in self.actions) - {""}


def shipped(app_url: str | None, folder: Path = FOLDER) -> Resources:
    """The files' content. Links to pages of Port lead to `app_url`; where that is not known they are left out."""
    return Resources(
        blueprints=tuple(_linked(blueprint, app_url) for blueprint in _read(folder, "blueprints")),
        actions=tuple(_read(folder, "actions")),
        permissions=_read(folder, "action-permissions"),
        scorecards=tuple((of["blueprint"], card) for of in _read(folder, "scorecards") for card in of["data"]),
        pages=tuple(_read(folder, "pages")),
    )


def app_url_of(base_url: str) -> str | None:
    """Where people open the Port whose API this is; `None` for an address that is not Port's own."""
    host = urlsplit(base_url).hostname or ""
    return f"https://app.{host.removeprefix('api.')}" if host.startswith("api.") and host.endswith(_PORTS_DOMAINS) else None


def _read(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def _linked(blueprint: Json, app_url: str | None) -> Json:
    calculations = {
        name: calculation | {"calculation": calculation["calculation"].replace(_SHIPPED_APP, (app_url or "").rstrip("/"))}
        for name, calculation in blueprint.get("calculationProperties", {}).items()
        if app_url or _SHIPPED_APP not in calculation["calculation"]
    }
    return blueprint | {"calculationProperties": calculations}
