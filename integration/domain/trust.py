"""The trust policy of a grant: only its requester, only until its deadline. And the inline policy that ends a grant."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, count
from typing import Any

from integration.domain.grant import Grant, Trust
from integration.domain.policy import policy_time

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
    statements: dict[str, dict[str, Any]] = {}
    for way in dict.fromkeys(grant.trust.via):
        sid = _sid(way, taken=statements)
        statements[sid] = {"Sid": sid, **_statement(grant, way)}
    return {"Version": "2012-10-17", "Statement": list(statements.values())}


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


def _sid(way: str, taken: Collection[str]) -> str:
    """IAM takes letters and digits only, which may tell two SAML roles no longer apart, and refuses a policy that says a Sid twice."""
    sid = _letters_and_digits(way)
    return next(name for name in chain([sid], (f"{sid}x{number}" for number in count(2))) if name not in taken)


@lru_cache
def _letters_and_digits(way: str) -> str:
    return "".join(word.capitalize() for word in re.findall(r"[A-Za-z0-9]+", way))


def _statement(grant: Grant, way: str) -> dict[str, Any]:
    kind, _, role = way.partition(":")
    account = f"arn:{grant.resource.partition}:iam::{grant.trust.account}"
    return {
        "Effect": "Allow",
        "Principal": {"AWS": f"{account}:root"},
        "Action": _ASSUME,
        "Condition": {"DateLessThan": {"aws:CurrentTime": policy_time(grant.deadline)}, **_who(account, grant.trust.user, kind, role)},
    }


def _who(account: str, user: str, kind: str, role: str) -> dict[str, Any]:
    """The conditions under which a principal of the users' account is the requester.

    The session name alone proves nothing, because whoever assumes a role chooses it. It counts only together with a role in which
    Identity Center or the SAML provider chose it.
    """
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
