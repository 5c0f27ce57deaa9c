"""The one sandbox that all end-to-end tests share."""

from collections.abc import Generator, Iterator

import httpx
import pytest

from tests.e2e.aws import Aws
from tests.e2e.event_bridge import HELD, EventBridge, arn_of
from tests.e2e.port import Port
from tests.e2e.sandbox import AIKO, Sandbox, started

_LAST_LINES = 60
_NEW = "northlight-podcasts"


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


@pytest.fixture(scope="session")
def bridge(sandbox: Sandbox) -> Iterator[EventBridge]:
    with httpx.Client(base_url=sandbox.ready["integration_address"]) as http:
        yield EventBridge(http)


@pytest.fixture
def bucket(aws: Aws) -> Iterator[str]:
    """One that nobody has told the integration of."""
    aws.client("s3").create_bucket(Bucket=_NEW)
    yield _NEW
    if _NEW in {bucket["Name"] for bucket in aws.client("s3").list_buckets()["Buckets"]}:
        aws.client("s3").delete_bucket(Bucket=_NEW)


@pytest.fixture
def grant(port: Port) -> Iterator[str]:
    """Of s3:PutObject on the bucket `HELD`."""
    made = port.execute("request_permissions", arn_of(HELD), AIKO, permissions=["s3:PutObject"])
    assert made.status == "SUCCESS", made.log
    yield made.grant
    if port.entity("provisioned_permissions", made.grant):
        assert port.execute("revoke_permissions", made.grant, AIKO).status == "SUCCESS"
