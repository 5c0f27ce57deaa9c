"""How a run ended, in the words that Port shows."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

# Tells Port one thing; gives a sentence for whatever Port did not take.
Telling = Callable[[], Awaitable[list[str]]]

# Port shows the label beside the status, two words at most.
_MAX_SUMMARY = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """`log` goes to the run's log, `label` stands beside the status, `link` is the button of the run.

    `telling` is what Port is still to be told of, such as the entity of the grant: nothing in `log` hangs on it.
    """

    success: bool
    label: str
    log: str
    summary: str
    link: str | None = None
    telling: tuple[Telling, ...] = ()

    async def tell(self) -> list[str]:
        """Does all the telling side by side, each to its end; a sentence for whatever Port did not take. Raises what nobody foresaw."""
        problems: list[str] = []
        for told in await asyncio.gather(*(tell() for tell in self.telling), return_exceptions=True):
            if isinstance(told, BaseException):
                raise told
            problems += told
        return problems

    def as_patch(self) -> Mapping[str, Any]:
        """The body of PATCH /actions/runs/{id}."""
        status = "SUCCESS" if self.success else "FAILURE"
        patch = {"status": status, "statusLabel": self.label, "summary": self.summary[:_MAX_SUMMARY]}
        return patch | ({"link": self.link} if self.link else {})


def failed(label: str, reason: str) -> Outcome:
    """A failure with its sentence; Port shows nothing of a failure without one."""
    reason = reason or "No reason was given; look at the integration's own log."
    return Outcome(success=False, label=label, log=reason, summary=reason)
