"""The Amazon Resource Name of one concrete resource."""

import re
from dataclasses import dataclass
from functools import lru_cache

from integration.domain.errors import Refused

# `*` and `?` are wildcards in a policy, `$` begins a policy variable, and the rest has no place in a name that goes into JSON.
_CONCRETE = re.compile(r"[A-Za-z0-9_.:/=+@,;#~()!\[\] -]+")
_PARTITION = re.compile(r"aws(-[a-z]+)*")
_SERVICE = re.compile(r"[a-z0-9-]+")
_REGION = re.compile(r"([a-z]{2,}(-[a-z]+)+-\d+)?")
_ACCOUNT = re.compile(r"(\d{12})?")
# Many grants are about one resource.
_KEPT = 1024


@dataclass(frozen=True, slots=True)
class Arn:
    """`arn:partition:service:region:account:resource`; region and account are empty where the service leaves them out, as S3 does."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"

    @classmethod
    @lru_cache(_KEPT)
    def parse(cls, text: str) -> "Arn":
        """Reads an ARN that names exactly one resource. Raises `Refused`."""
        parts = text.split(":", 5)
        if len(parts) < 6 or parts[0] != "arn":
            raise Refused.because(f"'{text}' is not an ARN; an ARN looks like arn:aws:s3:::my-bucket.")
        if not parts[5] or not _CONCRETE.fullmatch(text):
            raise Refused.because(f"'{text}' must name one resource: wildcards, variables and quotes are not allowed in it.")
        arn = cls(*parts[1:])
        if not _ACCOUNT.fullmatch(arn.account):
            raise Refused.because(f"The account '{arn.account}' in '{text}' is not 12 digits; correct the identifier of the resource.")
        if not (_PARTITION.fullmatch(arn.partition) and _SERVICE.fullmatch(arn.service) and _REGION.fullmatch(arn.region)):
            raise Refused.because(f"'{text}' is not an ARN that AWS would write: look at its partition, service and region.")
        return arn
