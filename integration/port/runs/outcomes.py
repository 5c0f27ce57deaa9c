"""How a run ended, in the words that Port shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Port shows the label beside the status, two words at most.
_MAX_SUMMARY = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """`log` goes to the run's log, `label` stands beside the status, `link` is the button of the run."""

    success: bool
    label: str
    log: str
    summary: str
    link: str | None = None

    def as_patch(self) -> Mapping[str, Any]:
        """The body of PATCH /actions/runs/{id}."""
        status = "SUCCESS" if self.success else "FAILURE"
        patch = {"status": status, "statusLabel": self.label, "summary": self.summary[:_MAX_SUMMARY]}
        return patch | ({"link": self.link} if self.link else {})


def failed(label: str, reason: str) -> Outcome:
    """A failure with its sentence; Port shows nothing of a failure without one."""
    reason = reason or "No reason was given; look at the integration's own log."
    return Outcome(success=False, label=label, log=reason, summary=reason)
