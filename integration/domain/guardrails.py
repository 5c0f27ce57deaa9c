"""Whether a permission may be granted at all, and to what an operator limits it."""

from functools import cache

from integration.domain.never import NEVER
from integration.domain.patterns import matches_any
from integration.domain.published import Permission
from integration.domain.settings import Guardrails

PERMISSIONS_MANAGEMENT = "Permissions management"


def objection(permission: Permission, guardrails: Guardrails) -> str | None:
    """Why the permission may not be granted, as a sentence with the way out; `None` when it may."""
    reason = _never(permission.name)
    if reason:
        return f"{permission.name} {reason}, so it is never granted here; ask an administrator of the account."
    if PERMISSIONS_MANAGEMENT in permission.access_levels and not guardrails.permissions_management:
        return f"{permission.name} can change who has access, which only the setting permissionsManagement allows; ask the operator."
    if matches_any(guardrails.deny, permission.name):
        return f"{permission.name} is denied by the setting deniedPermissions; ask the operator of this integration."
    if guardrails.allow and not matches_any(guardrails.allow, permission.name):
        return f"{permission.name} is not among the setting allowedPermissions; ask the operator of this integration."
    if not permission.takes and not guardrails.unscoped_read:
        return f"{permission.name} only works on everything, which the setting unscopedRead refuses; ask for one that names the resource."
    return None


@cache
def _never(action: str) -> str | None:
    return next((entry.reason for entry in NEVER if matches_any(entry.patterns, action)), None)
