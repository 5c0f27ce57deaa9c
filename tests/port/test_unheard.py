"""Actions whose runs would only wait are told when the integration starts, with the way out."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from integration.port.api.webhook_runs import PATH
from integration.port.runs.unheard import Hearing, tell_unheard, unheard
from tests.port.company import INSTALLATION, Company, api_over, opened, shipped
from tests.port.log import printed

_URL = f"https://iam.example.com{PATH}"
_CLAIMING = Hearing(INSTALLATION, claims=True, url=None)
_LISTENING = Hearing(INSTALLATION, claims=False, url=_URL)


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    async with opened() as there:
        yield there


def _sent_to(url: str) -> list[dict[str, Any]]:
    return [action | {"invocationMethod": {"type": "WEBHOOK", "url": url}} for action in shipped("actions.json")]


@pytest.mark.parametrize("hearing", [_CLAIMING, replace(_CLAIMING, url=_URL)])
def test_what_is_claimed_is_heard_with_or_without_the_webhook(hearing: Hearing) -> None:
    assert unheard(shipped("actions.json"), hearing) == []


def test_what_is_sent_to_the_address_that_is_listened_for_is_heard() -> None:
    assert unheard(_sent_to(_URL), _LISTENING) == []


@pytest.mark.parametrize(
    ("hearing", "there"),
    [(_CLAIMING, "not set"), (replace(_CLAIMING, url=f"https://old.example.com{PATH}"), f"https://old.example.com{PATH}")],
)
def test_what_is_sent_to_another_address_is_told_with_the_setting(hearing: Hearing, there: str) -> None:
    (told,) = unheard(_sent_to(_URL), hearing)
    assert "request_permissions" in told
    assert f"they are sent to {_URL}, and the setting webhookUrl is {there}. Set webhookUrl to that address" in told


def test_what_waits_to_be_claimed_where_nothing_is_claimed_is_told_with_the_setting() -> None:
    (told,) = unheard(shipped("actions.json"), _LISTENING)
    assert "OCEAN__ACTIONS_PROCESSOR__ENABLED=true" in told
    assert "--webhook-url" in told


def test_what_waits_for_another_installation_is_told_with_both_names() -> None:
    (told,) = unheard(shipped("actions.json"), replace(_CLAIMING, installation="mine"))
    assert f"OCEAN__INTEGRATION__IDENTIFIER={INSTALLATION}" in told
    assert "--identifier mine" in told


@pytest.mark.parametrize(
    "method", [{"type": "GITHUB", "workflow": "create.yaml"}, {"type": "WEBHOOK", "url": "https://theirs.example.com"}, None]
)
def test_what_was_led_to_a_backend_of_somebody_else_is_theirs(method: dict[str, Any] | None) -> None:
    assert unheard([action | {"invocationMethod": method} for action in shipped("actions.json")], _LISTENING) == []


def test_other_actions_are_not_looked_at() -> None:
    assert unheard([{"identifier": "scaffold", "invocationMethod": {"type": "WEBHOOK", "url": _URL}}], _CLAIMING) == []


async def test_the_actions_are_those_that_port_has_and_the_log_names_them(company: Company) -> None:
    with printed() as lines:
        await tell_unheard(company.api, _CLAIMING)
        assert lines == []
        await tell_unheard(company.api, _LISTENING)
    (line,) = lines
    assert line.startswith("ERROR Runs of automation, change_expiry, ")


async def test_a_process_that_only_resyncs_leaves_the_actions_to_another_one(company: Company) -> None:
    with printed() as lines:
        await tell_unheard(company.api, Hearing("mine", claims=False, url=None))
    assert lines == []


async def test_a_port_that_does_not_say_keeps_nothing_from_starting() -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(403))) as http:
        with printed() as lines:
            await tell_unheard(api_over(http, None), _CLAIMING)
    (line,) = lines
    assert line.startswith(
        "WARNING It cannot be told whether the actions in Port reach this integration: error=Port did not list the actions"
    )
