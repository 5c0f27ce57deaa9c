"""How the actions reach the integration: by its own action types where Port takes them, else by webhook, and never without a word."""

from dataclasses import replace

import pytest

from integration.port.setup.cli import setup
from integration.port.setup.client import PortRefused
from integration.port.setup.options import Asked, Options
from tests.port.setup.guide import follow_the_guide
from tests.port.setup.organisation import Organisation

_OPTIONS = Options(identifier="ours")
_ENDPOINT = "https://grants.northlight.example/integration/port/actions"
_WEBHOOK = replace(_OPTIONS, webhook_url="https://grants.northlight.example/")


async def test_a_port_that_refuses_our_types_gets_webhooks(strict: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    assert await setup(strict.credentials, _WEBHOOK) == 0
    assert (await strict.action("revoke_permissions"))["invocationMethod"] == {
        "type": "WEBHOOK",
        "url": _ENDPOINT,
        "synchronized": False,
        "method": "POST",
        "body": {
            "runId": "{{ .run.id }}",
            "actionType": "revoke_permissions",
            "payload": {
                "entity": "{{ .entity.identifier }}",
                "inputs": "{{ .inputs }}",
                "trigger": "{{ .trigger }}",
                "runId": "{{ .run.id }}",
            },
        },
    }
    told = capsys.readouterr().out
    assert "This Port does not accept our INTEGRATION_ACTION types" in told
    assert f"The actions reach the integration by WEBHOOK at {_ENDPOINT}." in told


async def test_a_second_time_it_neither_tries_nor_writes(strict: Organisation) -> None:
    await setup(strict.credentials, _WEBHOOK)
    strict.watched.writes.clear()
    assert await setup(strict.credentials, _OPTIONS) == 0
    assert strict.watched.writes == []


async def test_without_an_address_all_but_the_actions_is_installed_and_setup_says_what_is_missing(
    strict: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await setup(strict.credentials, _OPTIONS) == 1
    told = capsys.readouterr()
    assert "give --webhook-url https://" in told.out
    assert "The actions were left out" in told.err
    held = await strict.everything()
    assert (len(held["blueprints"]), held["actions"], len(held["pages"])) == (4, [], 1)
    assert await setup(strict.credentials, _WEBHOOK) == 0
    assert {action["invocationMethod"]["type"] for action in (await strict.everything())["actions"]} == {"WEBHOOK"}


async def test_the_guides_actions_become_webhooks_there(strict: Organisation) -> None:
    await follow_the_guide(strict)
    await setup(strict.credentials, _WEBHOOK)
    assert (await strict.action("request_permissions"))["invocationMethod"]["url"] == _ENDPOINT
    assert (await strict.action("automation"))["invocationMethod"]["body"]["payload"]["entity"] == "{{ .event.context.entityIdentifier }}"


async def test_another_address_is_written_and_what_else_they_set_stays(strict: Organisation) -> None:
    await setup(strict.credentials, replace(_WEBHOOK, webhook_agent=True))
    await setup(strict.credentials, replace(_OPTIONS, webhook_url="https://other.example"))
    method = (await strict.action("revoke_permissions"))["invocationMethod"]
    assert (method["url"], method["agent"]) == ("https://other.example/integration/port/actions", True)


async def test_webhooks_can_be_asked_for_and_given_up_again(there: Organisation) -> None:
    await setup(there.credentials, replace(_WEBHOOK, asked=Asked.WEBHOOK))
    assert ("POST", "actions") in there.watched.writes
    assert (await there.action("revoke_permissions"))["invocationMethod"]["type"] == "WEBHOOK"
    await setup(there.credentials, replace(_OPTIONS, asked=Asked.INTEGRATION))
    assert (await there.action("revoke_permissions"))["invocationMethod"]["type"] == "INTEGRATION_ACTION"


async def test_a_trial_left_by_an_interrupted_setup_is_cleared_away(there: Organisation) -> None:
    there.watched.fails_at = 2
    with pytest.raises(PortRefused, match="delete the action that was only a trial"):
        await setup(there.credentials, _OPTIONS)
    assert await setup(there.credentials, _OPTIONS) == 0
    assert not await there.has("actions/aws_iam_permissions_setup_trial")


async def test_wrong_credentials_are_a_sentence(there: Organisation) -> None:
    wrong = replace(there.credentials, client_secret="guessed")
    with pytest.raises(PortRefused, match="Port did not let us in with this client id and secret: 401"):
        await setup(wrong, _OPTIONS)
