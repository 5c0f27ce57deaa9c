"""The AWS account we act in."""

from dataclasses import dataclass
from typing import Any

from integration.aws.errors import doing
from integration.aws.sessions import Aws

# Where each partition keeps IAM and other global services; also the region that answers when none is configured.
_HOME_REGIONS = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}


@dataclass(frozen=True, slots=True)
class Account:
    """An account and the open clients that reach it."""

    id: str
    partition: str
    aws: Aws

    @property
    def home_region(self) -> str:
        return _HOME_REGIONS[self.partition]

    async def client(self, service: str, region: str | None = None) -> Any:
        return await self.aws.client(service, region or self.home_region)


async def own_account(aws: Aws, region: str) -> Account:
    """The account our credentials belong to (STS GetCallerIdentity, asked in `region`). Raises `AwsError`."""
    sts = await aws.client("sts", region)
    with doing("tell whose credentials these are"):
        identity = await sts.get_caller_identity()
    return Account(id=identity["Account"], partition=identity["Arn"].split(":")[1], aws=aws)
