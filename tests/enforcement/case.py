"""A case: one permission, and the one real call that needs it and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from botocore.exceptions import ClientError

from tests.enforcement.targets import Target

# How services say that IAM forbids a call; a HEAD has no body to say it in.
_REFUSALS = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"}


class Verdict(Enum):
    ALLOWED = "allowed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Case:
    """`on` makes the parameters that name the resource, `more` are the others.

    `then` is the error that AWS goes on to answer, on a resource as new as ours, once it has let the call through. `also` are
    permissions that AWS asks for beside the case's own.
    """

    permission: str
    operation: str
    on: Callable[[Target], dict[str, Any]]
    more: Mapping[str, Any] = field(default_factory=dict)
    then: str = ""
    also: tuple[str, ...] = ()

    async def verdict(self, client: Any, target: Target) -> Verdict:
        """Makes the call on the target. Raises `ClientError` for an answer that says nothing about being allowed."""
        try:
            answer = await getattr(client, self.operation)(**self.on(target), **self.more)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _REFUSALS:
                return Verdict.REFUSED
            if code != self.then:
                raise
            return Verdict.ALLOWED
        if "Body" in answer:
            answer["Body"].close()  # an object is streamed, and its connection stays open until somebody has read it
        return Verdict.ALLOWED
