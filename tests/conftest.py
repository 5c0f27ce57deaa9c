"""What every test may ask for: a moto server, and an AWS account in it."""

from collections.abc import AsyncIterator, Iterator

import hypothesis
import pytest
from moto.server import ThreadedMotoServer
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from integration.aws.accounts import Account, own_account
from integration.aws.sessions import Aws
from sandbox.isolation import isolate_this_process
from tests.strict_iam import make_strict
from tests.workers import InOnePlace

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return InOnePlace(config, log)


@pytest.fixture(scope="session", autouse=True)
def _nobodys_aws() -> None:
    """No test reaches the account of whoever runs it."""
    isolate_this_process()


@pytest.fixture(scope="session")
def moto_url() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
async def account(moto_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Account]:
    """Our account in the moto server, under IAM's own limits; what a test leaves there stays, so tests use names of their own."""
    for name, value in {"AWS_ENDPOINT_URL": moto_url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}.items():
        monkeypatch.setenv(name, value)
    aws = Aws()
    own = await own_account(aws, "us-east-1")
    make_strict(await own.client("iam"))
    yield own
    await aws.close()
