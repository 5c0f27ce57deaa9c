"""Raw items: what a resync hands to Ocean's mapping and what an executor maps the same way.

Each has the shape that users of Ocean's AWS integration know: `{Type, Properties, __ExtraContext}`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integration.aws.listing import Listed
from integration.domain.console import role_page
from integration.domain.grant import Grant
from integration.domain.permission import Offer
from integration.domain.risk import RiskOverrides, risk_of_actions
from integration.domain.sign_in import sign_in_url
from integration.domain.trust import is_bound
from integration.operations.observe import Sighting
from integration.resources.row import Row

PERMISSION_KIND = "AWS::IAM::Permission"
GRANT_KIND = "AWS::IAM::Grant"

Item = dict[str, Any]

_NO_RECORD: Item = {"Requester": None, "ResourceArn": None, "ResourceInCatalog": None, "Permissions": [], "PermissionsInCatalog": []}


@dataclass(frozen=True, slots=True)
class Related:
    """Which targets of a grant's relations the catalog has; Port refuses an entity that relates to what is not there."""

    resources: Collection[str]
    permissions: Collection[str]


def permission_item(offer: Offer) -> Item:
    """An IAM action on offer; Port's `resource_type` holds one type, so it is the first of the menu that can take the action."""
    properties = {
        "Action": offer.action,
        "Service": offer.service,
        "ResourceType": offer.resource_types[0],
        "ResourceTypes": list(offer.resource_types),
        "AccessLevel": offer.access_level,
        "Risk": offer.risk.value,
        "Description": offer.description,
        "LimitedTo": list(offer.limited_to),
        "Documentation": offer.documentation,
    }
    return {"Type": PERMISSION_KIND, "Properties": properties, "__ExtraContext": {"AccountId": None, "Region": None}}


def resource_item(row: Row, account: str, listed: Listed) -> Item:
    context = {"AccountId": account, "Region": listed.region, "Title": listed.title, "ConsoleLink": listed.console}
    return {"Type": row.kind, "Properties": listed.properties, "__ExtraContext": context}


def grant_item(sighting: Sighting, account: str, related: Related, risks: RiskOverrides) -> Item:
    """A grant as AWS holds it, its risk as it is rated now. What its record does not tell (no role, unreadable tags) is null."""
    role, policy, grant = sighting.observed.role, sighting.observed.policy, sighting.verdict.grant
    properties: Item = {
        "RoleName": sighting.name,
        "Status": sighting.verdict.status.value,
        "Drift": list(sighting.verdict.drift),
        "RoleArn": role.arn if role else None,
        "PolicyArn": policy.arn if policy else None,
        "PolicyDocument": policy.document if policy else None,
        "LastUsed": _moment(role.last_used) if role and role.last_used else None,
        **(_of_record(grant, related, risks) if grant else _NO_RECORD),
    }
    context = {"AccountId": account, "Region": "global", "ConsoleLink": role_page(role.arn) if role else None}
    return {"Type": GRANT_KIND, "Properties": properties, "__ExtraContext": context}


def _of_record(grant: Grant, related: Related, risks: RiskOverrides) -> Item:
    resource = str(grant.resource)
    return {
        "Requester": grant.requester,
        "ExpiryTime": _moment(grant.deadline),
        "GrantedAt": _moment(grant.granted_at),
        "SignInUrl": sign_in_url(grant),
        "Reason": grant.reason,
        "Ticket": grant.ticket,
        "Approver": grant.approver,
        "Risk": risk_of_actions(grant.actions, risks).value,
        "Run": grant.run_id,
        "BoundToRequester": is_bound(grant.trust),
        "ResourceArn": resource,
        "ResourceInCatalog": resource if resource in related.resources else None,
        "Permissions": list(grant.actions),
        "PermissionsInCatalog": [action for action in grant.actions if action in related.permissions],
    }


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
