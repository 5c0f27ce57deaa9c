"""A local AWS with the company in it, fresh for each test that asks for it."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.aws import LocalAws, open_aws
from sandbox.seed import Seeded, seed


@pytest.fixture(autouse=True)
def _no_aws_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)


@pytest.fixture
async def judging_aws(tmp_path: Path) -> AsyncIterator[tuple[LocalAws, Seeded]]:
    """MiniStack, which judges every call, with the company in it."""
    async with open_aws("ministack", tmp_path) as (aws, _):
        yield aws, await seed(aws)
