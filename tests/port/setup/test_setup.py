"""Setup against a Port at a real address: what it makes of an empty organisation, and that it can be run at any time."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from integration.port.setup.cli import setup
from integration.port.setup.client import PortClient, PortRefused
from integration.port.setup.laying import covers
from integration.port.setup.options import Options
from integration.port.setup.planning import carry_out, make_plan
from integration.port.setup.resources import FOLDER, shipped
from tests.port.setup.organisation import Organisation, organisation

_OPTIONS = Options(identifier="ours", app_url="https://app.us.getport.io")
_SHIPPED = shipped(_OPTIONS.app_url)
_TRIAL = "aws_iam_permissions_setup_trial"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what we ship, for a test to change."""
    return Path(shutil.copytree(FOLDER, tmp_path / "resources"))


async def test_an_empty_organisation_gets_everything(there: Organisation) -> None:
    assert await setup(there.credentials, _OPTIONS) == 0
    held = await there.everything()
    assert covers(held["blueprints"], list(_SHIPPED.blueprints))
    assert [card["identifier"] for card in held["scorecards"]] == [card["identifier"] for _, card in _SHIPPED.scorecards]
    assert held["pages"] == list(_SHIPPED.pages)
    assert [action["identifier"] for action in held["actions"]] == [action["identifier"] for action in _SHIPPED.actions]
    assert {action["invocationMethod"]["installationId"] for action in held["actions"]} == {"ours"}


async def test_who_may_do_what_is_as_we_ship_it(there: Organisation, folder: Path) -> None:
    """Held against other permissions than those of Port itself, or the test could not fail."""
    (folder / "action-permissions.json").write_text(json.dumps({"revoke_permissions": {"execute": {"roles": ["Admin"]}}}))
    async with PortClient(there.credentials) as port:
        await carry_out(port, await make_plan(port, shipped(None, folder), _OPTIONS))
    assert (await there.everything())["permissions"]["revoke_permissions"]["permissions"]["execute"]["roles"] == ["Admin"]


async def test_an_action_does_not_stay_where_its_permissions_cannot_be_set(there: Organisation, folder: Path) -> None:
    (folder / "action-permissions.json").write_text(json.dumps({"revoke_permissions": {"execute": {"roles": ["Admin"]}}}))
    await setup(there.credentials, _OPTIONS)
    await there.ask("DELETE", "actions/revoke_permissions")
    there.watched.writes.clear()
    there.watched.fails_at = 2
    async with PortClient(there.credentials) as port:
        with pytest.raises(PortRefused, match="set the permissions of the action revoke_permissions"):
            await carry_out(port, await make_plan(port, shipped(None, folder), _OPTIONS))
    assert not await there.has("actions/revoke_permissions")


async def test_a_second_time_nothing_is_written(there: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    await setup(there.credentials, _OPTIONS)
    there.watched.writes.clear()
    assert await setup(there.credentials, _OPTIONS) == 0
    assert there.watched.writes == []
    assert "Nothing had to be done." in capsys.readouterr().out


async def test_a_dry_run_shows_all_of_it_and_writes_nothing(there: Organisation, capsys: pytest.CaptureFixture[str]) -> None:
    assert await setup(there.credentials, replace(_OPTIONS, dry_run=True)) == 0
    told = capsys.readouterr().out
    for identifier in ("permission_events", "request_permissions", "grant_hygiene", "aws_permissions_overview"):
        assert f"{identifier}\n" in told
    assert "create" in told
    assert there.watched.writes == []


async def test_nothing_of_the_trial_remains(there: Organisation) -> None:
    await setup(there.credentials, _OPTIONS)
    assert there.watched.writes[:2] == [("POST", "actions"), ("DELETE", f"actions/{_TRIAL}")]
    assert not await there.has(f"actions/{_TRIAL}")


async def test_links_to_runs_lead_to_the_organisations_own_region(there: Organisation) -> None:
    await setup(there.credentials, _OPTIONS)
    calculations = (await there.blueprint("provisioned_permissions"))["calculationProperties"]
    assert "https://app.us.getport.io/organization/run?runId=" in calculations["run_link"]["calculation"]


async def test_links_that_would_lead_nowhere_are_left_out(there: Organisation) -> None:
    await setup(there.credentials, replace(_OPTIONS, app_url=None))
    assert (await there.blueprint("provisioned_permissions"))["calculationProperties"].keys() == {"access"}


async def test_what_ocean_installed_is_as_it_should_be(there: Organisation) -> None:
    """Ocean makes the blueprints in the same three steps, and everything else just as the files have it."""
    as_ocean = replace(_OPTIONS, identifier="aws-iam-permissions", app_url="https://app.getport.io")
    await setup(there.credentials, as_ocean)
    for kind in ("actions", "pages"):
        for thing in (await there.ask("GET", kind))[kind]:
            await there.ask("DELETE", f"{kind}/{thing['identifier']}")
        for thing in getattr(_SHIPPED, kind):
            await there.ask("POST", kind, thing)
    there.watched.writes.clear()
    await setup(there.credentials, as_ocean)
    assert there.watched.writes == []


async def test_another_identifier_takes_the_actions_over(there: Organisation) -> None:
    await setup(there.credentials, _OPTIONS)
    there.watched.writes.clear()
    await setup(there.credentials, replace(_OPTIONS, identifier="theirs"))
    assert {method for method, _ in there.watched.writes} == {"PUT"}
    assert (await there.action("revoke_permissions"))["invocationMethod"]["installationId"] == "theirs"


async def test_a_setup_that_stopped_anywhere_goes_on_when_it_is_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    async with organisation() as undisturbed:
        await setup(undisturbed.credentials, _OPTIONS)
        whole, writes = await undisturbed.everything(), len(undisturbed.watched.writes)
    for number in range(1, writes + 1):
        async with organisation() as there:
            there.watched.fails_at = number
            with pytest.raises(PortRefused, match="Port has a bad day"):
                await setup(there.credentials, _OPTIONS)
            assert await setup(there.credentials, _OPTIONS) == 0
            assert await there.everything() == whole, f"after the write {number} failed"
            there.watched.writes.clear()
            await setup(there.credentials, _OPTIONS)
            assert there.watched.writes == []
    assert "run setup again" in capsys.readouterr().err
