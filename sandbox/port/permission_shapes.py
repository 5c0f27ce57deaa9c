"""The JSON shapes of an action's permissions."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from sandbox.port.shapes import Json, Shape


class Policy(Shape):
    queries: Annotated[dict[str, Json], Field(min_length=1)]
    conditions: Annotated[list[Annotated[str, StringConstraints(min_length=1)]], Field(min_length=1)]


class ExecutePermissions(Shape):
    nullable: ClassVar[frozenset[str]] = frozenset({"policy"})

    users: list[str] | None = None
    roles: list[str] | None = None
    teams: list[str] | None = None
    ownedByTeam: bool | None = None
    policy: Policy | None = None


class ApprovePermissions(Shape):
    nullable: ClassVar[frozenset[str]] = frozenset({"policy"})

    users: list[str] | None = None
    roles: list[str] | None = None
    teams: list[str] | None = None
    policy: Policy | None = None


class ActionPermissions(Shape):
    """The body of PATCH /v1/actions/{id}/permissions; `policy: null` removes the policy."""

    execute: ExecutePermissions | None = None
    approve: ApprovePermissions | None = None
