"""What the fake AWS holds, by number: every process that is told the same sizes knows the same names."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

_REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "eu-north-1", "ap-southeast-2", "ap-northeast-1", "sa-east-1", "ca-central-1")


@dataclass(frozen=True, slots=True)
class World:
    """Buckets and instances lie in turn in the accounts and regions. Each account has `grants`, and `others`: roles that are none."""

    accounts: int = 1
    regions: int = 1
    buckets: int = 0
    instances: int = 0
    grants: int = 0
    others: int = 0

    @property
    def account_ids(self) -> tuple[str, ...]:
        return tuple(f"{100000000001 + number}" for number in range(self.accounts))

    @property
    def region_names(self) -> tuple[str, ...]:
        return _REGIONS[: self.regions]

    @property
    def resources(self) -> int:
        return self.buckets + self.instances

    def buckets_of(self, account: str) -> Iterator[tuple[str, str]]:
        """Name and region."""
        own = self.account_ids.index(account)
        for number in range(own, self.buckets, self.accounts):
            yield f"bench-bucket-{number:06d}", self._region(number)

    def instances_in(self, account: str, region: str) -> Iterator[str]:
        own = self.account_ids.index(account)
        for number in range(own, self.instances, self.accounts):
            if self._region(number) == region:
                yield f"i-{number:017x}"

    def tags(self, name: str) -> dict[str, str]:
        """Every resource has the same keys; the values tell them apart."""
        return {"Name": name, "team": f"team-{len(name) % 7}", "env": "production"}

    def text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str) -> "World":
        return cls(**json.loads(text))

    def _region(self, number: int) -> str:
        return self.region_names[number // self.accounts % self.regions]
