"""Keeps the changes of one account's IAM within a rate, and notices when AWS finds us too fast all the same.

IAM's limits are not published, hold for each operation by itself, and are shared with everybody else who changes IAM in the account.
"""

import asyncio
from collections import defaultdict
from typing import Any

from integration.aws.bounds import CALM_SECONDS, WRITES_IN_A_ROW_SECONDS
from integration.aws.errors import is_throttling

_WRITES = ("Add", "Attach", "Create", "Delete", "Detach", "Put", "Remove", "Set", "Tag", "Untag", "Update")


class Pace:
    """Of one account. `put_into` a client of IAM; from there on it waits by itself."""

    def __init__(self, writes_per_second: int) -> None:
        in_a_row = max(1, writes_per_second * WRITES_IN_A_ROW_SECONDS)
        self._window = in_a_row / writes_per_second
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(in_a_row))
        self._throttled = 0

    @property
    def throttled(self) -> bool:
        """Whether AWS has just told us to slow down."""
        return self._throttled > 0

    def put_into(self, client: Any) -> None:
        client.meta.events.register("before-call.iam", self._wait)
        client.meta.events.register("response-received.iam", self._notice)

    async def _wait(self, model: Any, **_: Any) -> None:
        """Lets so many calls of an operation through in any window of time, and no more."""
        if model.name.startswith(_WRITES):
            turn = self._turns[model.name]
            await turn.acquire()
            asyncio.get_running_loop().call_later(self._window, turn.release)

    def _notice(self, parsed_response: Any, **_: Any) -> None:
        if is_throttling(parsed_response):
            self._throttled += 1
            asyncio.get_running_loop().call_later(CALM_SECONDS, self._forget)

    def _forget(self) -> None:
        self._throttled -= 1
