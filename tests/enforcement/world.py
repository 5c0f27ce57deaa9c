"""The world of a grant: the AWS that judges it, our integration that makes it, and the people who use it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from integration.aws.accounts import Account
from integration.domain.grant import Grant, GrantRequest
from integration.domain.plan import plan
from integration.domain.settings import GrantSettings
from integration.operations.request import request
from integration.resources.menu import types
from sandbox.aws import AccessKey, LocalAws
from sandbox.company import PEOPLE

REQUESTER, COLLEAGUE = PEOPLE[2].email, PEOPLE[3].email
_runs = count(1)


def planned(account: Account, resource: str, *permissions: str, settings: GrantSettings | None = None) -> Grant:
    """An hour of these permissions, as the integration plans it."""
    asked = GrantRequest(
        run_id=f"r_{next(_runs):016d}",
        resource=resource,
        account=account.id,
        permissions=permissions,
        requester=REQUESTER,
        duration=timedelta(hours=1),
        until=None,
        reason="To see whether AWS agrees",
        ticket=None,
        approver=None,
    )
    return plan(asked, types(), settings or GrantSettings(), datetime.now(UTC)).grant


@dataclass(frozen=True, slots=True)
class World:
    """A judging AWS, the people in it with their own keys, its root's clients, and the account as our integration reaches it."""

    aws: LocalAws
    people: Mapping[str, AccessKey]
    root: Mapping[str, Any]
    account: Account

    async def granted(self, resource: str, *permissions: str) -> Grant:
        """A grant that the integration made in AWS."""
        return await self.provided(planned(self.account, resource, *permissions))

    async def provided(self, grant: Grant) -> Grant:
        await request(self.account, grant, datetime.now(UTC))
        return grant

    async def session(self, role_arn: str, caller: AccessKey, name: str = REQUESTER) -> AccessKey:
        """STS AssumeRole. Raises `ClientError` where the trust refuses."""
        async with self.aws.client("sts", caller) as sts:
            answer = await sts.assume_role(RoleArn=role_arn, RoleSessionName=name)
        key = answer["Credentials"]
        return AccessKey(key["AccessKeyId"], key["SecretAccessKey"], key["SessionToken"])

    @asynccontextmanager
    async def using(self, grant: Grant) -> AsyncIterator[Any]:
        """A client of the resource's service that holds a session of the grant, begun by its requester."""
        session = await self.session(grant.role_arn, self.people[grant.requester])
        region = {"region": grant.resource.region} if grant.resource.region else {}
        async with self.aws.client(grant.resource.service, session, **region) as client:
            yield client
