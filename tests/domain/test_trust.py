"""Who may come, judged by the independent evaluator."""

import pytest

from integration.domain.errors import Refused
from integration.domain.settings import GrantSettings, TrustSettings
from integration.domain.trust import revocation_policy, revoked_at, trust_policy
from tests.domain.examples import ACCOUNT, NOW, OTHER_ACCOUNT, grant
from tests.iam_evaluator import Request, is_allowed

_SSO = "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Developer_0123456789abcdef"
_BOTH = TrustSettings()
_SAML = TrustSettings(ways=("saml",), saml_roles=("ADFS-Dev", "idp/Okta-Dev"))
_ROOT = TrustSettings(ways=("account-root",))
_LOCAL = TrustSettings(user_name="{local_part}")
_CENTRAL = TrustSettings(users_account=OTHER_ACCOUNT)


def _user(name: str, account: str = ACCOUNT) -> dict[str, str]:
    return {"aws:PrincipalArn": f"arn:aws:iam::{account}:user/{name}", "aws:userid": "AIDAEXAMPLE"}


def _session(role: str, name: str, account: str = ACCOUNT) -> dict[str, str]:
    return {"aws:PrincipalArn": f"arn:aws:iam::{account}:role/{role}", "aws:userid": f"AROAEXAMPLE:{name}"}


@pytest.mark.parametrize(
    ("settings", "caller", "allowed"),
    [
        (_BOTH, _user("alice@example.com"), True),
        (_BOTH, _user("people/alice@example.com"), True),
        (_BOTH, _user("people/team/alice@example.com"), True),
        (_BOTH, _user("bob@example.com"), False),
        (_BOTH, _user("malice@example.com"), False),
        (_BOTH, _user("alice@example.com.evil"), False),
        (_BOTH, _user("alice@example.com/bob"), False),
        (_BOTH, _user("alice@example.com", OTHER_ACCOUNT), False),
        (_BOTH, _session(_SSO, "alice@example.com"), True),
        (_BOTH, _session(_SSO, "bob@example.com"), False),
        (_BOTH, _session(_SSO, "malice@example.com"), False),
        (_BOTH, _session(_SSO, "alice@example.com", OTHER_ACCOUNT), False),
        (_BOTH, _session("Admin", "alice@example.com"), False),  # borrows the requester's name
        (_BOTH, _session("sso.amazonaws.com/Admin", "alice@example.com"), False),
        (_BOTH, {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:root", "aws:userid": ACCOUNT}, False),
        (_SAML, _session("ADFS-Dev", "alice@example.com"), True),
        (_SAML, _session("idp/Okta-Dev", "alice@example.com"), True),
        (_SAML, _session("ADFS-Dev", "bob@example.com"), False),
        (_SAML, _session("ADFS-Admin", "alice@example.com"), False),
        (_SAML, _user("alice@example.com"), False),
        (_ROOT, _user("bob@example.com"), True),
        (_ROOT, _user("bob@example.com", OTHER_ACCOUNT), False),
        (_LOCAL, _user("alice"), True),
        (_LOCAL, _user("alice@example.com"), False),
        (_CENTRAL, _user("alice@example.com", OTHER_ACCOUNT), True),
        (_CENTRAL, _user("alice@example.com"), False),
    ],
)
def test_only_the_requester_may_come_and_only_by_an_accepted_way(settings: TrustSettings, caller: dict[str, str], allowed: bool) -> None:
    policy = trust_policy(grant(GrantSettings(trust=settings)))
    for action in ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"):
        before = Request(action, principal=caller["aws:PrincipalArn"], context=caller | {"aws:CurrentTime": "2026-11-24T12:59:59Z"})
        after = Request(action, principal=caller["aws:PrincipalArn"], context=caller | {"aws:CurrentTime": "2026-11-24T13:00:00Z"})
        assert is_allowed(policy, before) is allowed
        assert not is_allowed(policy, after)


def test_the_account_root_is_not_trusted_unless_the_operator_says_so() -> None:
    for statement in trust_policy(grant())["Statement"]:
        assert "aws:PrincipalArn" in statement["Condition"]["ArnLike"]


@pytest.mark.parametrize(
    ("requester", "settings", "hint"),
    [
        ("*@example.com", _BOTH, "cannot be an AWS user name"),
        ("alic?@example.com", _BOTH, "cannot be an AWS user name"),
        ("${aws:username}@example.com", _BOTH, "cannot be an AWS user name"),
        ("a/b@example.com", _BOTH, "cannot be an AWS user name"),
        ("a" * 60 + "@example.com", _BOTH, "cannot be an AWS user name"),
        ("a@example.com", _LOCAL, "cannot be an AWS user name"),
        ("@example.com", _BOTH, "is not an e-mail address"),
        ("", _BOTH, "is not an e-mail address"),
        ("alice@example.com", TrustSettings(ways=()), "No way to come"),
        ("alice@example.com", TrustSettings(ways=("saml",)), "No way to come"),
        ("alice@example.com", TrustSettings(ways=("everybody",)), "is no way to come"),
        ("alice@example.com", TrustSettings(ways=("saml",), saml_roles=("*",)), "is no way to come"),
        ("alice@example.com", TrustSettings(users_account="all"), "is not 12 digits"),
        ("alice@example.com", TrustSettings(user_name="administrator"), "names the same AWS user for everybody"),
    ],
)
def test_a_binding_that_could_be_wider_than_the_requester_is_refused(requester: str, settings: TrustSettings, hint: str) -> None:
    with pytest.raises(Refused, match=hint.replace("*", r"\*")):
        grant(GrantSettings(trust=settings), requester=requester)


def test_two_ways_that_sound_alike_are_two_statements_and_one_said_twice_is_one() -> None:
    roles = ("ADFS-Dev", "ADFS/Dev", "ADFS+Dev", "ADFS-Dev")
    settings = TrustSettings(ways=("iam-user", "saml", "iam-user"), saml_roles=roles)
    sids = [statement["Sid"] for statement in trust_policy(grant(GrantSettings(trust=settings)))["Statement"]]
    assert len(set(sids)) == len(sids) == 4  # IAM refuses a policy that says a Sid twice
    assert all(sid.isascii() and sid.isalnum() for sid in sids)


def test_the_revocation_policy_denies_everything_and_says_since_when() -> None:
    policy = revocation_policy(NOW)
    assert policy["Statement"][0] | {"Sid": ""} == {"Sid": "", "Effect": "Deny", "Action": "*", "Resource": "*"}
    assert policy["Statement"][0]["Sid"].isalnum()  # all that IAM takes in a Sid
    assert revoked_at(policy) == NOW


@pytest.mark.parametrize("document", [{}, {"Statement": []}, {"Statement": [{"Sid": "Edited"}]}, {"Statement": ["?"]}, {"Statement": None}])
def test_an_edited_revocation_policy_names_no_moment(document: dict[str, object]) -> None:
    assert revoked_at(document) is None
