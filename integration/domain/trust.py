"""The trust policy of a grant: only its requester, only until its deadline. And the inline policy that ends a grant."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from integration.domain.grant import Grant, Trust
from integration.domain.policy import policy_time, sid_of

# Characters that IAM allows in a trust policy unless the account's quota was raised.
MAX_TRUST_LENGTH = 2048

IDENTITY_CENTER = "identity-center"
IAM_USER = "iam-user"
SAML = "saml"
ACCOUNT_ROOT = "account-root"

REVOCATION_POLICY_NAME = "PortRevoked"
_REVOKED_AT = "PortRevoked%Y%m%dT%H%M%SZ"

# Sessions that carry transitive tags or a source identity may only assume a role that allows these two as well.
_ASSUME = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]


def trust_policy(grant: Grant) -> dict[str, Any]:
    """The role's trust policy: one statement for each accepted way to come."""
    account = f"arn:{grant.resource.partition}:iam::{grant.trust.account}"
    end = policy_time(grant.deadline)
    statements = [
        {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"AWS": f"{account}:root"},
            "Action": _ASSUME,
            "Condition": {"DateLessThan": {"aws:CurrentTime": end}, **_who(account, grant.trust.user, way)},
        }
        for sid, way in _by_sid(grant.trust.via)
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def is_bound(trust: Trust) -> bool:
    """Whether only the requester may use the role, and not everybody in the account."""
    return ACCOUNT_ROOT not in trust.via


def revocation_policy(now: datetime) -> dict[str, Any]:
    """Denies everything, also to live sessions; says in its Sid since when."""
    statement = {"Sid": now.astimezone(UTC).strftime(_REVOKED_AT), "Effect": "Deny", "Action": "*", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def revoked_at(document: Mapping[str, Any]) -> datetime | None:
    """The moment that a revocation policy names; `None` where it has been edited and names none."""
    statements = document.get("Statement")
    for statement in statements if isinstance(statements, list) else [statements]:
        sid = statement.get("Sid") if isinstance(statement, Mapping) else None
        try:
            return datetime.strptime(str(sid), _REVOKED_AT).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


@lru_cache
def _by_sid(ways: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each way once, after its Sid: letters and digits may tell two SAML roles no longer apart, and IAM refuses to hear a Sid twice.

    Kept, because the ways are a setting, and so the same for nearly all grants.
    """
    found: dict[str, str] = {}
    for way in dict.fromkeys(ways):
        sid, number = sid_of(way), 2
        while sid in found:
            sid, number = f"{sid_of(way)}x{number}", number + 1
        found[sid] = way
    return tuple(found.items())


def _who(account: str, user: str, way: str) -> dict[str, Any]:
    """The conditions under which a principal of the users' account is the requester.

    The session name alone proves nothing, because whoever assumes a role chooses it. It counts only together with a role in which
    Identity Center or the SAML provider chose it.
    """
    kind, _, role = way.partition(":")
    if kind == IAM_USER:
        return {"ArnLike": {"aws:PrincipalArn": [f"{account}:user/{user}", f"{account}:user/*/{user}"]}}
    if kind == IDENTITY_CENTER:
        return {
            "StringLike": {"aws:userid": f"*:{user}"},
            "ArnLike": {"aws:PrincipalArn": f"{account}:role/aws-reserved/sso.amazonaws.com/*"},
        }
    if kind == SAML:
        return {"StringLike": {"aws:userid": f"*:{user}"}, "ArnEquals": {"aws:PrincipalArn": f"{account}:role/{role}"}}
    return {}
