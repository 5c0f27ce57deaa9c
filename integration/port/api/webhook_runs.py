"""The runs that Port sends to our webhook, told by how Port stores them: by their action, and by the address they were sent to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integration.port.api.run import Unfinished

PATH = "/integration/port/actions"


@dataclass(frozen=True, slots=True)
class WebhookRuns:
    """`url` is where our actions send their runs; `types` says by an action's identifier what is to be done."""

    url: str
    types: Mapping[str, str]

    def ours(self, run: Mapping[str, Any]) -> Unfinished | None:
        """What is to be done for a run as Port stores it; `None` where it is another action's, or was sent to somebody else."""
        sent = run.get("payload") or {}
        action_type = self.types.get((run.get("action") or {}).get("identifier", ""))
        if action_type is None or sent.get("type") != "WEBHOOK" or sent.get("url") != self.url:
            return None
        body = sent.get("body")
        payload = body.get("payload") if isinstance(body, Mapping) else None
        return Unfinished(run["id"], action_type, payload if isinstance(payload, Mapping) else {}, str(run.get("updatedAt")))


def address(url: str) -> str:
    """The webhook's address, whether the operator wrote our path or not."""
    return url if url.rstrip("/").endswith(PATH) else f"{url.rstrip('/')}{PATH}"
