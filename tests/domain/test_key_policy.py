"""A grant on a KMS key is only made where the key's own policy lets IAM decide."""

from typing import Any

import pytest

from integration.domain.errors import Refused
from integration.domain.key_policy import must_let_iam_decide
from tests.domain.examples import ACCOUNT, OTHER_ACCOUNT, grant
from tests.domain.test_every_action import OWN

_ROOT = f"arn:aws:iam::{ACCOUNT}:root"
_GRANT = grant(resource=OWN["KMS"], permissions=("kms:Decrypt", "kms:DescribeKey"))
_BOTH = {"kms:Decrypt", "kms:DescribeKey"}


def _allow(principal: Any = None, action: Any = "kms:*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal or {"AWS": _ROOT}, "Action": action, "Resource": "*", **more}


def _deny(principal: Any, action: Any = "kms:Decrypt", **more: Any) -> dict[str, Any]:
    return {**_allow(principal, action, **more), "Effect": "Deny"}


def _when(**keys: Any) -> dict[str, Any]:
    return {"StringEquals": {key.replace("_", ":"): value for key, value in keys.items()}}


def _refused(*statements: dict[str, Any]) -> set[str | None]:
    """The actions of the grant that a key with this policy would not let through."""
    try:
        must_let_iam_decide({"Version": "2012-10-17", "Statement": list(statements)}, _GRANT)
    except Refused as refused:
        return {refusal.permission for refusal in refused.refusals}
    return set()


@pytest.mark.parametrize(
    "statement",
    [
        _allow(),
        _allow({"AWS": [f"arn:aws:iam::{ACCOUNT}:role/admin", _ROOT]}),
        _allow({"AWS": ACCOUNT}),
        _allow({"AWS": "*"}),
        _allow("*"),
        _allow(action=["kms:d*", "kms:DescribeKey"]),
        _allow({"AWS": "*"}, Condition=_when(kms_CallerAccount=ACCOUNT)),
        _allow(Condition=_when(aws_PrincipalAccount=[OTHER_ACCOUNT, ACCOUNT])),
    ],
)
def test_a_key_policy_that_hands_over_to_the_account_lets_the_grant_through(statement: dict[str, Any]) -> None:
    assert _refused(statement) == set()
    assert _refused(_allow({"AWS": f"arn:aws:iam::{ACCOUNT}:role/admin"}), statement) == set()


@pytest.mark.parametrize(
    "statements",
    [
        (),
        (_allow({"AWS": f"arn:aws:iam::{ACCOUNT}:role/admin"}),),
        (_allow({"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}),),
        (_allow({"Service": "logs.amazonaws.com"}),),
        (_allow({"AWS": "*"}, Condition=_when(kms_CallerAccount=OTHER_ACCOUNT)),),
        (_allow({"AWS": "*"}, Condition=_when(kms_CallerAccount=ACCOUNT, kms_ViaService="s3.eu-west-1.amazonaws.com")),),
        (_allow(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),),
        (_allow(action="kms:Create*"),),
        (_allow(), _deny("*", "kms:*")),
        (_allow(), _deny({"AWS": _ROOT}, ["kms:Decrypt", "kms:Describe*"])),
        (_allow(), {key: value for key, value in _deny("*").items() if key != "Action"} | {"NotAction": "kms:Encrypt"}),
    ],
)
def test_a_key_policy_that_does_not_hand_over_refuses_every_action(statements: tuple[dict[str, Any], ...]) -> None:
    assert _refused(*statements) == _BOTH


def test_only_what_the_key_policy_withholds_is_refused() -> None:
    assert _refused(_allow(action=["kms:Describe*", "kms:Get*", "kms:List*"])) == {"kms:Decrypt"}
    assert _refused(_allow(), _deny("*")) == {"kms:Decrypt"}
    everybody_but_one = _deny(None) | {"NotPrincipal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/admin"}}
    assert _refused(_allow(), {key: value for key, value in everybody_but_one.items() if key != "Principal"}) == {"kms:Decrypt"}


def test_a_denial_that_depends_on_how_one_calls_does_not_refuse() -> None:
    assert _refused(_allow(), _deny("*", Condition={"Bool": {"aws:SecureTransport": "false"}})) == set()
    assert _refused(_allow(), _deny({"AWS": f"arn:aws:iam::{ACCOUNT}:user/bob"})) == set()


def test_an_action_that_names_no_key_is_no_business_of_the_key_policy() -> None:
    must_let_iam_decide({"Statement": []}, grant(resource=OWN["KMS"], permissions=("kms:ListKeys",)))


def test_a_refusal_names_the_key_and_the_way_out() -> None:
    with pytest.raises(Refused) as raised:
        must_let_iam_decide({"Statement": _allow(action="kms:Describe*")}, _GRANT)
    assert str(raised.value) == (
        "kms:Decrypt would not work: IAM is not allowed to decide on it by the policy of the key "
        f"{OWN['KMS']}; ask whoever administers the key to let IAM policies decide."
    )
