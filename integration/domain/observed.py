"""What AWS holds under the name of one grant, as IAM reports it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ObservedRole:
    """A role. `attached` are policy ARNs; `max_session_seconds` is `None` where the call that read the role leaves it out."""

    name: str
    arn: str
    path: str
    created_at: datetime
    trust: Mapping[str, Any]
    tags: Mapping[str, str]
    attached: tuple[str, ...]
    inline: Mapping[str, Mapping[str, Any]]
    boundary: str | None
    instance_profiles: tuple[str, ...]
    last_used: datetime | None
    max_session_seconds: int | None


@dataclass(frozen=True, slots=True)
class ObservedPolicy:
    """A customer managed policy. `document` is of the default version, `others` are the documents of other versions by their ids; `tags`
    and `created_at` are `None` where the call left them out.
    """

    arn: str
    name: str
    created_at: datetime | None
    tags: Mapping[str, str] | None
    document: Mapping[str, Any]
    others: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Observed:
    """The role and the policy; either may be missing."""

    role: ObservedRole | None
    policy: ObservedPolicy | None
