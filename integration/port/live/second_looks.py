"""What live events were about is looked at once more, when AWS and the catalog have settled."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

# AWS may still answer as it was before the event; IAM and the tagging API take some seconds to know everywhere.
SETTLED = timedelta(seconds=20)
# More than a storm of events touches; what falls out is seen by the next resync.
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event was about: a resource by its ARN, or a grant by its name; `region` is empty where it has none."""

    kind: str
    account: str
    region: str
    identifier: str


class SecondLooks:
    """Remembers subjects for a while, and for as long as a resync runs: what it listed before an event, it writes after it."""

    def __init__(self) -> None:
        self._due: dict[Subject, float] = {}
        self._resyncs = 0

    @contextmanager
    def after_resync(self) -> Iterator[None]:
        """No second look is due before the block ends, however it does."""
        self._resyncs += 1
        try:
            yield
        finally:
            self._resyncs -= 1

    def note(self, subject: Subject) -> None:
        self._due.pop(subject, None)
        self._due[subject] = monotonic() + SETTLED.total_seconds()
        if len(self._due) > _MOST:
            del self._due[next(iter(self._due))]

    def due(self) -> list[Subject]:
        """Takes out those whose time has come."""
        if self._resyncs:
            return []
        now = monotonic()
        due = [subject for subject, moment in self._due.items() if moment <= now]
        for subject in due:
            del self._due[subject]
        return due
