"""IAM's read-after-write lag, which neither emulator has: for some reads after a write, the answer is that from before it."""

from http import HTTPStatus

from tests.chaos.answers import Answer, aws_error
from tests.chaos.calls import Received

_READING = ("Get", "List")


class Lag:
    """Lets the first `reads` reads of a role or policy after each write of it see the old state: no such entity, where there was none.

    None at first.
    """

    def __init__(self) -> None:
        self.reads = 0
        self._behind: dict[str, int] = {}
        self._known: dict[bytes, Answer] = {}

    def stale(self, call: Received) -> Answer | None:
        """The old answer, where the call reads what was just written."""
        subject = _subject(call)
        if not subject or not _reads(call) or not self._behind.get(subject):
            return None
        self._behind[subject] -= 1
        missing = aws_error(call, HTTPStatus.NOT_FOUND, "NoSuchEntity", f"The entity with name {subject} cannot be found.")
        return self._known.get(call.body, missing)

    def heard(self, call: Received, answer: Answer) -> None:
        """Remembers what was read, and that something was written."""
        subject = _subject(call)
        if subject and _reads(call):
            self._known[call.body] = answer
        elif subject and answer.status < HTTPStatus.BAD_REQUEST:
            self._behind[subject] = self.reads


def _subject(call: Received) -> str | None:
    """The name of the role or policy that the call is about; empty for calls about the account."""
    if call.service != "iam":
        return None
    parameters = call.parameters
    return parameters.get("RoleName") or parameters.get("PolicyName") or parameters.get("PolicyArn", "").rpartition("/")[2]


def _reads(call: Received) -> bool:
    return call.parameters.get("Action", "").startswith(_READING)
