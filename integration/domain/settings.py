"""What an operator decides about grants; every setting has a default that is safe to start with."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from integration.domain.risk import Risk, RiskOverrides

# Whoever can change access can also make it last.
_MAX_DURATIONS = {"Permissions management": timedelta(hours=8)}
_DEFAULT_DURATIONS = {"Permissions management": timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Guardrails:
    """What may be granted, and for how long.

    `allow` and `deny` are action patterns such as "s3:Get*". An empty `allow` allows whatever the built-in guardrails do; `deny` wins.
    `max_duration` is the ceiling of all grants, `max_durations` a lower one per access level; `default_durations` likewise to
    `default_duration`; `max_lifetime` is the ceiling of a grant with all its extensions. `unscoped_read` allows actions that only read
    or list and that IAM cannot limit to a resource. `risk_overrides` rate actions by pattern; requests from `approval_from` on need
    somebody else's approval, none where it is `None`.
    """

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    permissions_management: bool = False
    unscoped_read: bool = True
    max_permissions: int = 50
    default_duration: timedelta = timedelta(hours=4)
    max_duration: timedelta = timedelta(days=7)
    max_lifetime: timedelta = timedelta(days=14)
    default_durations: Mapping[str, timedelta] = field(default_factory=lambda: dict(_DEFAULT_DURATIONS))
    max_durations: Mapping[str, timedelta] = field(default_factory=lambda: dict(_MAX_DURATIONS))
    permissions_boundary: str | None = None
    risk_overrides: RiskOverrides = field(default_factory=dict)
    approval_from: Risk | None = Risk.HIGH

    def longest(self, levels: Collection[str]) -> timedelta:
        """How long permissions of these access levels may last from when they are asked for."""
        return min([self.max_duration, *(self.max_durations[level] for level in levels if level in self.max_durations)])


@dataclass(frozen=True, slots=True)
class TrustSettings:
    """Whom the role trusts.

    `ways` are "identity-center", "iam-user", "saml" (with `saml_roles`) and "account-root". `user_name` is a template over `{email}`
    and `{local_part}`. `users_account` is where the users' identities live; `None` stands for the account of the resource.
    """

    ways: tuple[str, ...] = ("identity-center", "iam-user")
    user_name: str = "{email}"
    users_account: str | None = None
    saml_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GrantSettings:
    """All settings that shape a grant. `path` is the IAM path of every role and policy we make."""

    path: str = "/port/"
    guardrails: Guardrails = field(default_factory=Guardrails)
    trust: TrustSettings = field(default_factory=TrustSettings)

    def boundary_in(self, partition: str, account: str) -> str | None:
        """The ARN of the permissions boundary there; the setting may hold `{partition}` and `{account}`."""
        boundary = self.guardrails.permissions_boundary
        return boundary.replace("{partition}", partition).replace("{account}", account) if boundary else None
