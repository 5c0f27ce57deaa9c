"""The double that holds IAM's limits where the emulator lets things pass: each limit bites."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from integration.aws.accounts import Account
from integration.operations.request import request
from tests.grants import NOW, a_grant

_TRUST = '{"Version": "2012-10-17", "Statement": []}'


def _document(characters: int) -> str:
    return json.dumps({"Sid": "x" * (characters - len('{"Sid":""}'))}, separators=(",", ":"))


@pytest.mark.parametrize(
    ("call", "params", "code"),
    [
        ("create_policy", {"PolicyName": "long", "PolicyDocument": _document(6145)}, "LimitExceeded"),
        ("create_role", {"RoleName": "long", "AssumeRolePolicyDocument": _document(2049)}, "LimitExceeded"),
        ("create_role", {"RoleName": "r" * 65, "AssumeRolePolicyDocument": _TRUST}, "ValidationError"),
        ("tag_role", {"RoleName": "r", "Tags": [{"Key": "port:reason", "Value": "a, b"}]}, "ValidationError"),
        ("tag_role", {"RoleName": "r", "Tags": [{"Key": "port:reason", "Value": "x" * 257}]}, "ValidationError"),
        ("tag_role", {"RoleName": "r", "Tags": [{"Key": str(number), "Value": ""} for number in range(51)]}, "LimitExceeded"),
    ],
)
async def test_what_iam_would_refuse_is_refused(account: Account, call: str, params: dict[str, Any], code: str) -> None:
    iam = await account.client("iam")
    with pytest.raises(ClientError) as refused:
        await getattr(iam, call)(**params)
    assert refused.value.response["Error"]["Code"] == code


async def test_a_policy_in_use_cannot_be_deleted(account: Account) -> None:
    grant = a_grant(account.id)
    await request(account, grant, NOW)
    iam = await account.client("iam")
    with pytest.raises(ClientError, match="DeleteConflict"):
        await iam.delete_policy(PolicyArn=grant.policy_arn)
