"""The AWS accounts we act in, and how we get into each."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

from integration.aws.errors import doing
from integration.aws.organization import accounts_of
from integration.aws.sessions import Aws
from integration.domain.reach import HOME_REGIONS, Reach, RoleArn


@dataclass(frozen=True, slots=True)
class Account:
    """An account and the open clients that reach it; `writer` makes and ends grants where that takes another role."""

    id: str
    partition: str
    aws: Aws
    writer: Aws | None = None

    @property
    def home_region(self) -> str:
        return HOME_REGIONS[self.partition]

    async def client(self, service: str, region: str | None = None) -> Any:
        return await self.aws.client(service, region or self.home_region)

    async def pages(self, service: str, region: str, operation: str, params: Mapping[str, Any]) -> AsyncGenerator[Any, None]:
        """The pages of an operation (in snake case), one after the other. Raises botocore's errors."""
        async with self.aws.borrowed(service, region) as client:
            async for page in client.get_paginator(operation).paginate(**params):
                yield page
                del page

    async def iam(self) -> Any:
        """IAM as the role that makes and ends grants."""
        return await (self.writer or self.aws).client("iam", self.home_region)


async def own_account(aws: Aws, region: str) -> Account:
    """The account our credentials belong to (STS GetCallerIdentity, asked in `region`). Raises `AwsError`."""
    sts = await aws.client("sts", region)
    with doing("tell whose credentials these are"):
        identity = await sts.get_caller_identity()
    return Account(id=identity["Account"], partition=identity["Arn"].split(":")[1], aws=aws)


async def served_accounts(aws: Aws, reach: Reach) -> tuple[Account, ...]:
    """Every account that the operator wants served, reached from our own credentials. Raises `AwsError`.

    Asking again later gives the same open clients, and new accounts of an organization too.
    """
    region = aws.region or next(iter(reach.regions), reach.home_region)
    if not reach.organization and not reach.roles:
        own = await own_account(aws, region)
        return (Account(own.id, own.partition, aws, _assumed(aws, reach, reach.writer_in(own.id, own.partition), region)),)
    return tuple(_reached(aws, reach, role, region) for role in await _roles(aws, reach, region))


async def _roles(aws: Aws, reach: Reach, region: str) -> list[RoleArn]:
    if reach.organization is None:
        return list(reach.roles)
    management = aws.assuming(str(reach.organization), reach.external_id, region)
    ids = await accounts_of(management, reach.home_region, reach.units)
    return [role for one in ids if one not in reach.denied_accounts and (role := reach.role_in(one))]


def _reached(aws: Aws, reach: Reach, role: RoleArn, region: str) -> Account:
    reader = aws.assuming(str(role), reach.external_id, region)
    writer = _assumed(aws, reach, reach.writer_in(role.account, role.partition), region)
    return Account(role.account, role.partition, reader, writer)


def _assumed(aws: Aws, reach: Reach, role: RoleArn | None, region: str) -> Aws | None:
    return aws.assuming(str(role), reach.external_id, region) if role else None
