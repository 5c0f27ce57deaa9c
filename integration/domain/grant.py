"""A grant: one person, some IAM actions, one AWS resource, until one moment. And the request it answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from integration.domain.arn import Arn

NAME_PREFIX = "Permission-"

# AWS accepts a MaxSessionDuration between one hour and twelve (IAM CreateRole).
_SHORTEST_SESSION = 3600
_LONGEST_SESSION = 43200


@dataclass(frozen=True, slots=True)
class ScopedPermission:
    """An IAM action and the IAM resource type it is limited to, such as "object"; "" when the action only takes `*`."""

    action: str
    scope: str


@dataclass(frozen=True, slots=True)
class Trust:
    """Who may assume the role: the account their identities live in, their AWS user name, and the ways they may come.

    A way is "identity-center", "iam-user", "saml:<role name>" or "account-root".
    """

    account: str
    user: str
    via: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GrantRequest:
    """What was asked for, as read from Port; nothing in it has been judged yet."""

    run_id: str
    resource: str
    account: str
    permissions: tuple[str, ...]
    requester: str
    duration: timedelta | None
    until: datetime | None
    reason: str
    ticket: str | None
    approver: str | None


@dataclass(frozen=True, slots=True)
class Grant:
    """What is granted. Role and policy follow from it and from nothing else; they live in `account`, which owns the resource."""

    run_id: str
    account: str
    resource: Arn
    permissions: tuple[ScopedPermission, ...]
    requester: str
    trust: Trust
    granted_at: datetime
    deadline: datetime
    reason: str
    ticket: str | None
    approver: str | None
    path: str
    boundary: str | None

    @property
    def name(self) -> str:
        return f"{NAME_PREFIX}{self.run_id}"

    @property
    def role_arn(self) -> str:
        return f"arn:{self.resource.partition}:iam::{self.account}:role{self.path}{self.name}"

    @property
    def policy_arn(self) -> str:
        return f"arn:{self.resource.partition}:iam::{self.account}:policy{self.path}{self.name}"

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of the actions, each once."""
        return tuple(dict.fromkeys(permission.action for permission in self.permissions))

    @property
    def max_session_seconds(self) -> int:
        """The lifetime of the grant, as near to it as IAM lets a role say."""
        lifetime = int((self.deadline - self.granted_at).total_seconds())
        return min(max(lifetime, _SHORTEST_SESSION), _LONGEST_SESSION)
