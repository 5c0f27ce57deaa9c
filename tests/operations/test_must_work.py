"""Before a grant is made, AWS is asked whether it would work (moto server)."""

import json
from typing import Any

import pytest

from integration.aws.accounts import Account
from integration.domain.arn import Arn
from integration.domain.errors import Refused
from integration.domain.grant import ScopedPermission
from integration.operations.must_work import must_work
from tests.grants import a_grant

_DECRYPT = (ScopedPermission("kms:Decrypt", "key"),)


async def _key(account: Account, **options: Any) -> Arn:
    kms = await account.client("kms", "us-east-1")
    return Arn.parse((await kms.create_key(**options))["KeyMetadata"]["Arn"])


async def test_a_key_with_the_policy_that_aws_gives_by_default_can_be_granted(account: Account) -> None:
    await must_work(account, a_grant(account.id, resource=await _key(account), permissions=_DECRYPT))


async def test_a_key_that_only_trusts_one_role_is_refused(account: Account) -> None:
    only_admin = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account.id}:role/admin"}, "Action": "kms:*", "Resource": "*"}
    key = await _key(account, Policy=json.dumps({"Version": "2012-10-17", "Statement": [only_admin]}))

    with pytest.raises(Refused, match="kms:Decrypt would not work"):
        await must_work(account, a_grant(account.id, resource=key, permissions=_DECRYPT))


async def test_a_bucket_is_asked_for_nothing_but_being_there(account: Account) -> None:
    s3 = await account.client("s3")
    await s3.create_bucket(Bucket="must-work")
    await must_work(account, a_grant(account.id, resource=Arn.parse("arn:aws:s3:::must-work")))


async def test_what_is_no_longer_there_is_refused(account: Account) -> None:
    with pytest.raises(Refused, match="no longer in AWS"):
        await must_work(account, a_grant(account.id, resource=Arn.parse("arn:aws:s3:::must-work-no-more")))
