"""Finds out how the actions can reach the integration in this Port, and says so.

Port's published API knows one `integrationActionType` only, and organisations differ in what they accept: so it is tried.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from integration.port.api.webhook_runs import PATH, address
from integration.port.setup.client import PortClient, PortRefused
from integration.port.setup.findings import Json
from integration.port.setup.invocations import ByIntegration, ByWebhook, Owner, Way, owner_of
from integration.port.setup.options import Asked, Options
from integration.port.setup.steps import Stage, Write

_TRIAL = "aws_iam_permissions_setup_trial"
# With these Port says that the action itself is not right; anything else is no answer to the question.
_NOT_ACCEPTED = frozenset({httpx.codes.BAD_REQUEST, httpx.codes.NOT_FOUND, httpx.codes.UNPROCESSABLE_ENTITY})


@dataclass(frozen=True, slots=True)
class Found:
    """The way, `None` where there is none; and what to tell the operator of it, a sentence each."""

    way: Way | None
    told: tuple[str, ...]


async def find_way(port: PortClient, options: Options, held: Sequence[Json], types: frozenset[str]) -> Found:
    """`held` are the backends of those of our actions that are there. Raises `PortRefused` where Port will not say."""
    installed = _installed(held, types)
    if options.asked is Asked.WEBHOOK or (options.asked is Asked.AUTO and isinstance(installed, ByWebhook)):
        return _by_webhook(options, installed)
    by_integration = ByIntegration(options.identifier)
    if options.asked is Asked.INTEGRATION or installed:
        return Found(by_integration, (f"The actions reach the integration {options.identifier} by INTEGRATION_ACTION.",))
    if options.dry_run:
        return Found(
            by_integration, ("Whether this Port accepts our INTEGRATION_ACTION types is found out by trying, so not in a dry run.",)
        )
    refusal = await _refusal(port, options.identifier, sorted(types)[0])
    if refusal is None:
        return Found(by_integration, (f"This Port accepts our INTEGRATION_ACTION types; runs reach the integration {options.identifier}.",))
    return _fallen_back(options, refusal)


def _installed(held: Sequence[Json], types: frozenset[str]) -> Way | None:
    """What an earlier setup chose: it stays, because Port accepted it then."""
    ours = [method for method in held if owner_of(method, types) is Owner.OURS]
    for method in ours:
        if method["type"] == "INTEGRATION_ACTION":
            return ByIntegration(method["installationId"])
    return ByWebhook(ours[0]["url"]) if ours else None


def _by_webhook(options: Options, installed: Way | None) -> Found:
    url = address(options.webhook_url) if options.webhook_url else installed.url if isinstance(installed, ByWebhook) else None
    if url is None:
        return Found(None, (f"The actions need an address to call: give --webhook-url https://<where the integration runs>{PATH}.",))
    told = f"The actions reach the integration by WEBHOOK at {url}."
    again = "" if options.asked is Asked.WEBHOOK else " To try INTEGRATION_ACTION again, give --invocation integration-action."
    return Found(ByWebhook(url, options.webhook_agent), (told + again,))


def _fallen_back(options: Options, refusal: PortRefused) -> Found:
    reason = f'This Port does not accept our INTEGRATION_ACTION types ("{refusal.reason}").'
    found = _by_webhook(options, None)
    return Found(found.way, (reason, *found.told))


async def _refusal(port: PortClient, identifier: str, type_: str) -> PortRefused | None:
    """Why Port will not have an action of our types; `None` where it took one, which nobody can see before it is deleted again."""
    delete = Write(Stage.ACTION, "DELETE", ("actions", _TRIAL), None, "delete the action that was only a trial")
    try:
        await port.write(Write(Stage.ACTION, "POST", ("actions",), _trial(identifier, type_), "try an action of our types"))
    except PortRefused as refused:
        if refused.status == httpx.codes.CONFLICT:  # left by a setup that was interrupted just here, so Port took it
            await port.write(delete)
            return None
        if refused.status in _NOT_ACCEPTED:
            return refused
        raise
    await port.write(delete)
    return None


def _trial(identifier: str, type_: str) -> Json:
    """About no entity and without inputs: if somebody did start it, our executor would refuse the run."""
    return {
        "identifier": _TRIAL,
        "title": "Trial of setup, to be deleted",
        "trigger": {"type": "self-service", "operation": "CREATE", "userInputs": {"properties": {}, "required": [], "order": []}},
        "invocationMethod": {
            "type": "INTEGRATION_ACTION",
            "installationId": identifier,
            "integrationActionType": type_,
            "integrationActionExecutionProperties": {},
        },
    }
