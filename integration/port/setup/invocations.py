"""What carries out an action's runs: the integration itself, our webhook, the guide's workflows, or something of the organisation's."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from integration.port.api.webhook_runs import PATH
from integration.port.setup.findings import Json

# The workflows that Port's guide has people write.
_GUIDES_WORKFLOWS = frozenset({"create-iam-permissions", "delete-iam-permissions"})


class Owner(StrEnum):
    """Whose a backend is."""

    OURS = "ours"
    GUIDES = "the guide's"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class ByIntegration:
    """The integration claims the runs from Port: nothing of it need be reachable from outside."""

    identifier: str

    def of(self, ours: Json) -> Json:
        """Our action's invocation in this way."""
        return {**ours["invocationMethod"], "installationId": self.identifier}


@dataclass(frozen=True, slots=True)
class ByWebhook:
    """Port sends the runs to our endpoint at `url`; with `agent` its execution agent does, `None` leaves that as it is."""

    url: str
    agent: bool | None = None

    def of(self, ours: Json) -> Json:
        method = ours["invocationMethod"]
        body = {
            "runId": "{{ .run.id }}",
            "actionType": method["integrationActionType"],
            "payload": method["integrationActionExecutionProperties"],
        }
        agent = {} if self.agent is None else {"agent": self.agent}
        return {"type": "WEBHOOK", "url": self.url, "synchronized": False, "method": "POST", "body": body} | agent


type Way = ByIntegration | ByWebhook


def owner_of(method: Json, types: frozenset[str]) -> Owner:
    """Whose the backend is; `types` are our action types."""
    if method.get("integrationActionType") in types or str(method.get("url", "")).endswith(PATH):
        return Owner.OURS
    workflow = str(method.get("workflow", "")).removesuffix(".yaml").removesuffix(".yml")
    return Owner.GUIDES if method.get("type") == "GITHUB" and workflow in _GUIDES_WORKFLOWS else Owner.THEIRS


def is_ours_to_invoke(action: Json) -> bool:
    """Whether the action that we ship has its runs carried out by the integration, and not by Port itself."""
    return bool(action["invocationMethod"]["type"] == "INTEGRATION_ACTION")


def said(method: Json) -> str:
    """The backend in words."""
    kind = method["type"]
    details: dict[str, Any] = {
        "GITHUB": f"{method.get('workflow')} of {method.get('org')}/{method.get('repo')}",
        "WEBHOOK": method.get("url"),
        "INTEGRATION_ACTION": f"{method.get('integrationActionType')} of {method.get('installationId')}",
    }
    return f"{kind} {details[kind]}" if kind in details else str(kind)
