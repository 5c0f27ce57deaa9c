"""Organisations of Port for setup to work on."""

from collections.abc import AsyncIterator

import pytest

from tests.port.setup.organisation import Organisation, organisation


@pytest.fixture
async def there() -> AsyncIterator[Organisation]:
    """Empty, and takes our action types."""
    async with organisation() as empty:
        yield empty


@pytest.fixture
async def strict() -> AsyncIterator[Organisation]:
    """Empty, and takes only the action types that Port publishes."""
    async with organisation(strict=True) as empty:
        yield empty
