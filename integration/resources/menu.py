"""The menu: every type of AWS resource that is listed, offered and grantable."""

from integration.domain.arn import Arn
from integration.domain.resource_type import ResourceType
from integration.resources.compute import COMPUTE
from integration.resources.confidential import SECRETS
from integration.resources.databases import DATABASES
from integration.resources.ec2 import EC2
from integration.resources.messaging import MESSAGING
from integration.resources.row import Row
from integration.resources.s3 import S3

# An action that several types can take is filed under the first of them: ec2 actions under EC2, not EBS.
MENU: tuple[Row, ...] = (*S3, *EC2, *DATABASES, *COMPUTE, *MESSAGING, *SECRETS)

_BY_KIND = {row.kind: row for row in MENU}


def types() -> tuple[ResourceType, ...]:
    """The types of all rows."""
    return tuple(row.type for row in MENU)


def row_of_kind(kind: str) -> Row:
    """The row of an Ocean kind such as "AWS::S3::Bucket". Raises `KeyError` for a kind that is not on the menu."""
    return _BY_KIND[kind]


def row_of_arn(arn: Arn) -> Row | None:
    """The row of the type that a resource is of."""
    return next((row for row in MENU if row.type.covers(arn)), None)


def kind_of_arn(arn: str) -> str:
    """The Ocean kind of a resource; "" for one that is not on the menu. Raises `Refused` for what is no ARN."""
    row = row_of_arn(Arn.parse(arn))
    return row.kind if row else ""
