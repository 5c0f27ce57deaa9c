"""Actions whose runs cannot reach this integration: in Port such a run only waits, so it is told here, when the process starts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from integration.port import log
from integration.port.api import PortApi, PortError
from integration.port.api.webhook_runs import PATH
from integration.port.runs.shipped import action_types


@dataclass(frozen=True, slots=True)
class Hearing:
    """How runs reach this process: claimed for `installation`, unless it claims none; sent to `url`, unless it listens for none."""

    installation: str
    claims: bool
    url: str | None

    @property
    def any(self) -> bool:
        """Not so where the process only resyncs, and leaves the runs to another one."""
        return self.claims or self.url is not None


async def tell_unheard(port: PortApi, hearing: Hearing) -> None:
    """Looks at the actions in Port as they are now; what keeps it from looking is told, and fails nothing."""
    if not hearing.any:
        return
    try:
        actions = await port.actions.all()
    except PortError as error:
        log.warning("It cannot be told whether the actions in Port reach this integration", error=error)
        return
    for problem in unheard(actions, hearing):
        log.error(problem)


def unheard(actions: Iterable[Mapping[str, Any]], hearing: Hearing) -> list[str]:
    """A sentence for each reason. What of ours was led to a backend of somebody else is not looked at."""
    types, names = action_types(), defaultdict[str, list[str]](list)
    for action in actions:
        if action["identifier"] in types and (reason := _reason(action.get("invocationMethod") or {}, hearing)):
            names[reason].append(action["identifier"])
    return [f"Runs of {', '.join(sorted(some))} do not reach this integration: {reason}" for reason, some in names.items()]


def _reason(method: Mapping[str, Any], hearing: Hearing) -> str | None:
    if method.get("type") == "INTEGRATION_ACTION":
        return _not_claimed(str(method.get("installationId")), hearing)
    url = str(method.get("url"))
    if method.get("type") != "WEBHOOK" or not url.endswith(PATH) or url == hearing.url:
        return None
    return (
        f"they are sent to {url}, and the setting webhookUrl is {hearing.url or 'not set'}. Set webhookUrl to that address, or lead the "
        "actions elsewhere with python -m integration setup and --webhook-url or --invocation integration-action."
    )


def _not_claimed(installation: str, hearing: Hearing) -> str | None:
    if installation != hearing.installation:
        return (
            f"they wait for the installation {installation}, and this one is {hearing.installation}. Set "
            f"OCEAN__INTEGRATION__IDENTIFIER={installation}, or lead them here with python -m integration setup and "
            f"--identifier {hearing.installation}."
        )
    if not hearing.claims:
        return (
            "they wait to be claimed, and this process claims none. Set OCEAN__ACTIONS_PROCESSOR__ENABLED=true and an event listener "
            "that runs on, such as POLLING, or lead them to webhookUrl with python -m integration setup and --webhook-url."
        )
    return None
