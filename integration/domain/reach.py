"""Which accounts and regions are served, and through which roles: what the operator decides about places."""

import re
from collections.abc import Collection
from dataclasses import dataclass

_ROLE_ARN = re.compile(r"arn:(?P<partition>aws(-[a-z]+)*):iam::(?P<account>\d{12}):role/(?P<name>[\w+=,.@/-]+)", re.ASCII)
_ROLE_NAME = re.compile(r"[\w+=,.@-]+(/[\w+=,.@-]+)*", re.ASCII)
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+")
_UNIT = re.compile(r"(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})")
_ACCOUNT = re.compile(r"\d{12}")

# Where each partition keeps IAM and other global services; also the region that answers when none is configured.
HOME_REGIONS = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}


@dataclass(frozen=True, slots=True)
class RoleArn:
    """The ARN of a role; `name` has the role's path in front, without the first slash."""

    partition: str
    account: str
    name: str

    def __str__(self) -> str:
        return f"arn:{self.partition}:iam::{self.account}:role/{self.name}"

    @classmethod
    def parse(cls, text: str) -> "RoleArn":
        """Raises `ValueError`."""
        match = _ROLE_ARN.fullmatch(text)
        if match is None:
            raise ValueError(f"'{text}' is not the ARN of a role, such as arn:aws:iam::123456789012:role/PortOcean")
        return cls(match["partition"], match["account"], match["name"])


@dataclass(frozen=True, slots=True)
class Reach:
    """Through `organization` every account of the organization, by a role of the same name in each; or those of `roles`; or, with
    neither, the account of our own credentials.

    `units` narrow the organization to organizational units and what is under them. `write_role` makes and ends grants where that is
    not the role that reads. Without `regions` all those that an account has enabled; `denied_regions` never.
    """

    organization: RoleArn | None = None
    roles: tuple[RoleArn, ...] = ()
    units: tuple[str, ...] = ()
    denied_accounts: tuple[str, ...] = ()
    external_id: str | None = None
    write_role: str | None = None
    partition: str = "aws"
    regions: tuple[str, ...] = ()
    denied_regions: tuple[str, ...] = ()

    @property
    def home_region(self) -> str:
        return HOME_REGIONS[self.partition]

    def role_in(self, account: str) -> RoleArn | None:
        """The role that reads in an account of the organization: the one of the same name there."""
        return RoleArn(self.partition, account, self.organization.name) if self.organization else None

    def writer_in(self, account: str, partition: str) -> RoleArn | None:
        """The role that makes and ends grants there, where it is another one than reads."""
        return RoleArn(partition, account, self.write_role) if self.write_role else None

    def chosen(self, regions: Collection[str]) -> tuple[str, ...]:
        """Those of the regions that are served."""
        return tuple(region for region in regions if region not in self.denied_regions)

    def faults(self) -> list[str]:
        """What keeps these settings from making sense, a sentence each, naming the setting."""
        return [*self._role_faults(), *self._region_faults(), *self._account_faults()]

    def how_to_serve(self, account: str) -> str:
        """What the operator would do so that the account is served."""
        if account in self.denied_accounts:
            return "take it out of the setting deniedAccounts"
        if self.organization:
            return "see that it is in the organization that the setting accountRoleArn leads to" + (" and under ouId" if self.units else "")
        return "add a role in it to the setting accountRoleArns"

    def _role_faults(self) -> list[str]:
        found = []
        if self.organization and self.roles:
            found.append("Set either accountRoleArn, for a whole organization, or accountRoleArns, not both.")
        if (self.units or self.denied_accounts) and not self.organization:
            found.append("The settings ouId and deniedAccounts only narrow an organization, which accountRoleArn would name.")
        if self.external_id and not (self.organization or self.roles or self.write_role):
            found.append("The setting externalId is for assuming a role; set accountRoleArn or accountRoleArns.")
        accounts = [role.account for role in self.roles]
        found += [
            f"The setting accountRoleArns names two roles in account {one}." for one in sorted(set(accounts)) if accounts.count(one) > 1
        ]
        if self.write_role and not _ROLE_NAME.fullmatch(self.write_role):
            found.append(f"The setting writeRoleName, '{self.write_role}', is not the name of a role, such as PortIamPermissionsWriter.")
        return found

    def _region_faults(self) -> list[str]:
        if self.partition not in HOME_REGIONS:
            return [f"The partition '{self.partition}' is none of {', '.join(HOME_REGIONS)}; correct awsPartition or the role's ARN."]
        found = [
            f"'{region}' in the settings regions and deniedRegions is not a region of the partition {self.partition}."
            for region in (*self.regions, *self.denied_regions)
            if not _REGION.fullmatch(region) or _partition_of(region) != self.partition
        ]
        if self.regions and not self.chosen(self.regions):
            found.append("The setting deniedRegions denies every region of the setting regions.")
        strangers = [role for role in (self.organization, *self.roles) if role and role.partition != self.partition]
        return found + [f"The role {role} is not in the partition {self.partition}; correct awsPartition or its ARN." for role in strangers]

    def _account_faults(self) -> list[str]:
        units = [
            f"'{unit}' in the setting ouId is not an organizational unit, such as ou-ab12-cd34efgh."
            for unit in self.units
            if not _UNIT.fullmatch(unit)
        ]
        denied = [f"'{one}' in the setting deniedAccounts is not 12 digits." for one in self.denied_accounts if not _ACCOUNT.fullmatch(one)]
        return units + denied


def partition_of(roles: Collection[RoleArn], regions: Collection[str]) -> str:
    """The partition that roles and regions speak of, the first of them deciding."""
    named = [*(role.partition for role in roles), *(_partition_of(region) for region in regions), "aws"]
    return named[0]


def _partition_of(region: str) -> str:
    return next((partition for start, partition in (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov")) if region.startswith(start)), "aws")
