"""The one sandbox that all end-to-end tests share."""

from collections.abc import Iterator

import pytest

from tests.e2e.aws import Aws
from tests.e2e.port import Port
from tests.e2e.sandbox import Sandbox, started


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What judges the calls of all others runs last."""
    items.sort(key=lambda item: item.path.name == "test_port_calls.py")


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
