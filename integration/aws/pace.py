"""Keeps the changes of one account's IAM within a rate, and notices when AWS finds us too fast all the same.

IAM's limits are not published, hold for each operation by itself, and are shared with everybody else who changes IAM in the account.
What AWS does publish of throttling, for EC2's API, is a token bucket: so much in a row, and then a steady rate. We keep to the same.
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
        self._between = 1 / writes_per_second
        # The first of so many in a row may be so much ahead of its turn.
        self._ahead = WRITES_IN_A_ROW_SECONDS - self._between
        self._turns: defaultdict[str, float] = defaultdict(float)
        self._throttled = 0

    @property
    def throttled(self) -> bool:
        """Whether AWS has just told us to slow down."""
        return self._throttled > 0

    def put_into(self, client: Any) -> None:
        client.meta.events.register("before-call.iam", self._wait)
        client.meta.events.register("response-received.iam", self._notice)

    async def _wait(self, model: Any, **_: Any) -> None:
        """Each call of an operation has a turn; turns come at the rate, and those that nobody took are kept for a while."""
        if model.name.startswith(_WRITES):
            now = asyncio.get_running_loop().time()
            turn = max(self._turns[model.name], now - self._ahead)
            self._turns[model.name] = turn + self._between
            await asyncio.sleep(turn - now)

    def _notice(self, parsed_response: Any, **_: Any) -> None:
        if is_throttling(parsed_response):
            self._throttled += 1
            asyncio.get_running_loop().call_later(CALM_SECONDS, self._forget)

    def _forget(self) -> None:
        self._throttled -= 1
