"""Writes the preview's answer: for scripts as JSON, for people as text."""

import json
from typing import Any

from integration.domain.errors import Refused
from integration.domain.grant import Grant
from integration.domain.plan import Plan
from integration.domain.policy import permission_policy, policy_time
from integration.domain.published import find
from integration.domain.risk import Risk, RiskOverrides, rated, risk_of_actions
from integration.domain.scopes import arns_of
from integration.domain.sign_in import sign_in_url
from integration.domain.trust import trust_policy


def as_json(planned: Plan) -> dict[str, Any]:
    """Both documents, the warnings and the risk."""
    warnings = [{"permission": warning.permission, "message": warning.message} for warning in planned.warnings]
    documents = {"trust": trust_policy(planned.grant), "policy": permission_policy(planned.grant)}
    return {**documents, "warnings": warnings, "risk": planned.risk, "refused": []}


def refusal_as_json(refused: Refused) -> dict[str, Any]:
    """Every reason; no documents, because a request is granted whole or not at all."""
    reasons = [{"permission": refusal.permission, "reason": refusal.reason} for refusal in refused.refusals]
    return {"trust": None, "policy": None, "warnings": [], "refused": reasons}


def as_text(planned: Plan) -> str:
    """What would be created and why, then both documents."""
    grant = planned.grant
    lines = [
        f"{grant.name} for {grant.requester} on {grant.resource}",
        f"  risk      {planned.risk}{', so somebody else must approve it' if planned.needs_approval else ''}",
        f"  ends      {policy_time(grant.deadline)}, enforced by AWS in both documents",
        f"  trusts    {grant.trust.user} of account {grant.trust.account}, coming by {' or '.join(grant.trust.via)}",
        f"  role      {grant.role_arn}",
        f"  policy    {grant.policy_arn}",
        f"  boundary  {grant.boundary or 'none'}",
        f"  sign in   {sign_in_url(grant)}",
        *_permissions(grant),
        *(f"Risk: {item.risk}, because {item.action} {item.reason}." for item in planned.rated if item.risk is not Risk.LOW),
        *(f"Note: {warning.message}" for warning in planned.warnings),
        "Permission policy",
        json.dumps(permission_policy(grant), indent=2),
        "Trust policy",
        json.dumps(trust_policy(grant), indent=2),
    ]
    return "\n".join(lines)


def extension_as_text(held: Grant, longer: Grant, overrides: RiskOverrides) -> str:
    """What would last longer, for whom and until when."""
    known = [permission for action in held.actions if (permission := find(action))]
    risks = [rated(permission, overrides) for permission in known]
    lines = [
        f"{held.requester} asks to keep {held.name} on {held.resource}; nothing has been changed yet.",
        f"  risk      {risk_of_actions(held.actions, overrides)}",
        f"  ends      {policy_time(longer.deadline)} instead of {policy_time(held.deadline)}",
        f"  began     {policy_time(held.granted_at)}",
        f"  approved  {f'first by {held.approver}' if held.approver else 'by nobody so far'}",
        *_permissions(held),
        *(f"Risk: {item.risk}, because {item.action} {item.reason}." for item in risks if item.risk is not Risk.LOW),
    ]
    return "\n".join(lines)


def _permissions(grant: Grant) -> list[str]:
    return ["Permissions", *(f"  {item.action} on {', '.join(arns_of(grant.resource, item.scope))}" for item in grant.permissions)]
