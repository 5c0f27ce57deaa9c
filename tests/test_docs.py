"""What README and docs point at is there: files, headings and settings."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from integration.domain.status import Status
from tests.project import PROJECT

_PAGES = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").glob("*.md"))]
_LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")
# A setting in prose, such as `iamPath`: camel case, alone in its quotes.
_SETTING = re.compile(r"`([a-z]+(?:[A-Z][a-z]+)+)`")
# Camel case that belongs to others: Port's and Ocean's own words, and what Helm charts call things.
_NOT_OURS = {"integrationActionType", "allowEnvironmentVariablesJqAccess"}


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


def test_concepts_tells_of_every_action() -> None:
    actions = json.loads((PROJECT / ".port/resources/actions.json").read_text())
    told = set(re.findall(r"`(\w+)`", (PROJECT / "docs/concepts.md").read_text()))
    assert {action["identifier"] for action in actions if action["trigger"]["type"] == "self-service"} <= told


def _headings(page: Path) -> set[str]:
    return set(_anchors(page.read_text()))


def _anchors(text: str) -> Iterator[str]:
    """As GitHub makes them: lower case, without punctuation, with hyphens for spaces."""
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
