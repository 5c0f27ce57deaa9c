"""A type of AWS resource that permissions can be requested for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from integration.domain.arn import Arn


@dataclass(frozen=True, slots=True)
class ResourceType:
    """One choice of `aws_resource.resource_type`.

    `name` is the value in Port ("S3"), `service` the ARN's and the actions' prefix ("s3"), `type` IAM's name for it ("bucket"), and
    `pattern` a regular expression for the last part of its ARN, which tells it from the service's other types. `noun` is what people
    call one of it ("S3 bucket"). `placed` says whether its ARN names a region and an account, as all but S3's do.
    """

    name: str
    service: str
    type: str
    pattern: str
    noun: str
    placed: bool = True

    def covers(self, arn: Arn) -> bool:
        return arn.service == self.service and re.fullmatch(self.pattern, arn.resource) is not None


def type_of(arn: Arn, types: Iterable[ResourceType]) -> ResourceType | None:
    """The type among `types` that the resource is of."""
    return next((kind for kind in types if kind.covers(arn)), None)
