"""Reads which accounts an organization has."""

from typing import Any

from integration.aws.errors import AwsError, doing
from integration.aws.sessions import Aws


async def accounts_of(aws: Aws, region: str, units: tuple[str, ...]) -> list[str]:
    """The ids of the organization's active accounts; where `units` are named, those in them and in every unit below. Raises `AwsError`.

    Calls: accounts/20, or for each unit its accounts/20 and its units/20.
    """
    organizations = await aws.client("organizations", region)
    if units:
        found = [one for unit in units for one in await _accounts_under(organizations, unit)]
    else:
        found = await _listed(organizations, "list_accounts", "Accounts", "list the accounts of the organization")
    ids = sorted({str(one["Id"]) for one in found if one["Status"] == "ACTIVE"})
    if not ids:
        raise AwsError("The organization shows no active account; look at the settings accountRoleArn and ouId.")
    return ids


async def _accounts_under(organizations: Any, unit: str) -> list[dict[str, Any]]:
    here = await _listed(organizations, "list_accounts_for_parent", "Accounts", f"list the accounts of {unit}", ParentId=unit)
    below = await _listed(
        organizations, "list_organizational_units_for_parent", "OrganizationalUnits", f"list the units under {unit}", ParentId=unit
    )
    return here + [one for child in below for one in await _accounts_under(organizations, child["Id"])]


async def _listed(organizations: Any, operation: str, items: str, what: str, **params: str) -> list[dict[str, Any]]:
    with doing(what):
        return [item async for page in organizations.get_paginator(operation).paginate(**params) for item in page[items]]
