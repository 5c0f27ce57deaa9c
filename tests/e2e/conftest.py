"""The one sandbox that all end-to-end tests share."""

from collections.abc import Generator, Iterator

import pytest

from tests.e2e.aws import Aws
from tests.e2e.port import Port
from tests.e2e.sandbox import Sandbox, started

_LAST_LINES = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What judges the calls of all others runs last."""
    items.sort(key=lambda item: item.path.name == "test_port_calls.py")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails shows what the integration did last."""
    report = yield
    running = getattr(item, "funcargs", {}).get("sandbox")
    if report.failed and running:
        report.sections.append(("ocean.log", "\n".join(running.ocean_log.read_text().splitlines()[-_LAST_LINES:])))
    return report


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with started(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def port(sandbox: Sandbox) -> Port:
    return sandbox.port


@pytest.fixture
def aws(sandbox: Sandbox) -> Aws:
    return sandbox.aws
