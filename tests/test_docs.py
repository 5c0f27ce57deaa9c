"""What README and docs point at is there: files, headings, settings, and what their commands name."""

import argparse
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from cfnlint.decode.cfn_yaml import load

from integration import cli, plan_cli
from integration.domain.status import Status
from integration.port.setup import arguments as setup_arguments
from tests.project import PROJECT

_PAGES = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").glob("*.md"))]
_LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")
# A setting in prose, such as `iamPath`: camel case, alone in its quotes.
_SETTING = re.compile(r"`([a-z]+(?:[A-Z][a-z]+)+)`")
_COMMAND = re.compile(r"-m integration (\w+)((?: +--[\w-]+(?: [^\s`-][^\s`]*)?)*)")
_FILE = re.compile(r"(?<![\w/.])(?:deploy|docs|scripts|tests|sandbox|integration)/[\w./-]*\w")
# Camel case that belongs to others: Port's and Ocean's own words, and what Helm charts and ECS call things.
_NOT_OURS = {"allowEnvironmentVariablesJqAccess", "stopTimeout"}


@pytest.mark.parametrize("page", _PAGES, ids=[page.name for page in _PAGES])
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, heading in _LINK.findall(page.read_text()):
        linked = (page.parent / target).resolve() if target else page
        assert linked.exists(), f"{page.name} links to {target}, which is not there"
        assert not heading or heading in _headings(linked), f"{page.name} links to the heading #{heading} of {linked.name}"


def test_every_page_of_docs_is_found_from_the_readme() -> None:
    linked = {target for target, _ in _LINK.findall((PROJECT / "README.md").read_text())}
    assert {f"docs/{page.name}" for page in (PROJECT / "docs").glob("*.md")} <= linked


@pytest.mark.parametrize("page", _PAGES, ids=[page.name for page in _PAGES])
def test_every_setting_that_is_spoken_of_exists(page: Path) -> None:
    settings = {each["name"] for each in yaml.safe_load((PROJECT / ".port/spec.yaml").read_text())["configurations"]}
    assert set(_SETTING.findall(page.read_text())) <= settings | _NOT_OURS


def test_operations_tells_of_every_status_what_to_do() -> None:
    told = re.findall(r"^\| `(\w+)` \|.*\|.*\|.*\|$", (PROJECT / "docs/operations.md").read_text(), re.MULTILINE)
    assert told == [status.value for status in Status]


def test_operations_quotes_the_log_as_the_code_writes_it() -> None:
    code = "\n".join(path.read_text() for path in (PROJECT / "integration").rglob("*.py"))
    quoted = re.findall(r"log(?: line)? `([^`]+)`", (PROJECT / "docs/operations.md").read_text())
    assert len(quoted) > len(Status) / 2
    assert [message for message in quoted if f'"{message}' not in code] == []


def test_concepts_tells_of_every_action() -> None:
    actions = json.loads((PROJECT / ".port/resources/actions.json").read_text())
    told = set(re.findall(r"`(\w+)`", (PROJECT / "docs/concepts.md").read_text()))
    assert {action["identifier"] for action in actions if action["trigger"]["type"] == "self-service"} <= told


@pytest.mark.parametrize("page", [*_PAGES, PROJECT / ".env.example"], ids=lambda page: page.name)
def test_every_file_target_and_variable_that_is_named_exists(page: Path) -> None:
    text = page.read_text()
    settings = {each["name"] for each in yaml.safe_load((PROJECT / ".port/spec.yaml").read_text())["configurations"]}
    targets = set(re.findall(r"^(\w+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    assert {path for path in _FILE.findall(text) if not (PROJECT / path).exists()} == set()
    assert set(re.findall(r"(?:`|^)(?:\w+=\S+ )*make (\w+)", text, re.MULTILINE)) <= targets
    assert {_camel(name) for name in re.findall(r"OCEAN__INTEGRATION__CONFIG__([A-Z_]+)", text)} <= settings


@pytest.mark.parametrize("page", _PAGES, ids=[page.name for page in _PAGES])
def test_every_parameter_that_is_given_to_a_template_is_one_of_its_own(page: Path) -> None:
    joined = _joined(page)
    for template, given in re.findall(r"--template-file (\S+).*?--parameter-overrides ([^\n`]+)", joined):
        parameters = load(str(PROJECT / template))["Parameters"]
        assert {each.partition("=")[0] for each in shlex.split(given)} <= parameters.keys()
        needed = {name for name, parameter in parameters.items() if "Default" not in parameter}
        assert needed <= {each.partition("=")[0] for each in shlex.split(given)}


@pytest.mark.parametrize("page", _PAGES, ids=[page.name for page in _PAGES])
def test_every_command_of_ours_is_understood(page: Path) -> None:
    parsers = {"plan": argparse.ArgumentParser(exit_on_error=False), "setup": argparse.ArgumentParser(exit_on_error=False)}
    plan_cli.add_arguments(parsers["plan"])
    setup_arguments.add_arguments(parsers["setup"])
    for command, options in _commands(page):
        parsers[command].parse_args(shlex.split(options))


def test_the_plan_of_the_readme_can_be_made(capsys: pytest.CaptureFixture[str]) -> None:
    options = dict(_commands(PROJECT / "README.md"))["plan"]
    assert cli.main(["plan", *shlex.split(options)]) == 0
    assert "arn:aws:s3:::orders/*" in capsys.readouterr().out


def _commands(page: Path) -> list[tuple[str, str]]:
    """The name and the options of each `python -m integration`."""
    return _COMMAND.findall(_joined(page))


def _joined(page: Path) -> str:
    return page.read_text().replace("\\\n", " ")


def _camel(name: str) -> str:
    first, *rest = name.lower().strip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def _headings(page: Path) -> set[str]:
    return set(_anchors(page.read_text()))


def _anchors(text: str) -> Iterator[str]:
    """As GitHub makes them: lower case, without punctuation, with hyphens for spaces."""
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
