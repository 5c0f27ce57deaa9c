"""Binds a grant to its requester: from the person's e-mail in Port to an AWS user name and the ways they may come."""

import re

from integration.domain.errors import Refusal, Refused
from integration.domain.grant import Trust
from integration.domain.settings import TrustSettings
from integration.domain.trust import ACCOUNT_ROOT, IAM_USER, IDENTITY_CENTER, SAML

# What AWS allows in a role session name; above all no `*` and no `?`, which would widen a pattern.
_USER = re.compile(r"[A-Za-z0-9_+=,.@-]{2,64}")
_WAY = re.compile(rf"{IDENTITY_CENTER}|{IAM_USER}|{ACCOUNT_ROOT}|{SAML}:[A-Za-z0-9_+=,.@/-]+")
_ACCOUNT = re.compile(r"\d{12}")


def bind(requester: str, account: str, settings: TrustSettings) -> Trust:
    """The trust for a requester of a grant in `account`. Raises `Refused`."""
    local_part, at, domain = requester.rpartition("@")
    if not (local_part and at and domain):
        raise Refused.because(f"The requester '{requester}' is not an e-mail address, so there is nobody to grant the permissions to.")
    if not any(placeholder in settings.user_name for placeholder in ("{email}", "{local_part}")):
        raise Refused.because(
            f"'{settings.user_name}' names the same AWS user for everybody; awsUserName must hold {{email}} or {{local_part}}."
        )
    trust = Trust(
        account=settings.users_account or account,
        user=settings.user_name.replace("{email}", requester).replace("{local_part}", local_part),
        via=tuple(way for name in settings.ways for way in _expanded(name, settings.saml_roles)),
    )
    problems = faults(trust)
    if problems:
        raise Refused([Refusal(None, problem) for problem in problems])
    return trust


def faults(trust: Trust) -> list[str]:
    """What stands in the way of writing a trust policy from this value: a sentence each."""
    found = []
    if not _USER.fullmatch(trust.user):
        found.append(
            f"'{trust.user}' cannot be an AWS user name: 2 to 64 letters, digits and _+=,.@- are allowed; see the setting awsUserName."
        )
    if not _ACCOUNT.fullmatch(trust.account):
        found.append(f"The users' account '{trust.account}' is not 12 digits; see the setting usersAccount.")
    if not trust.via:
        found.append("No way to come is trusted, so nobody could use the grant; see the setting trustedWays.")
    found += [
        f"'{way}' is no way to come; use {IDENTITY_CENTER}, {IAM_USER}, {SAML}:<role name> or {ACCOUNT_ROOT} in the setting trustedWays."
        for way in trust.via
        if not _WAY.fullmatch(way)
    ]
    return found


def _expanded(way: str, saml_roles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{SAML}:{role}" for role in saml_roles) if way == SAML else (way,)
