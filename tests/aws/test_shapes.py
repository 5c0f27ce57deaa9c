"""What is read of a listed resource: the fields that its row keeps, and moments as text (moto server)."""

from itertools import count
from typing import Any

import pytest

from integration.aws.accounts import Account
from integration.aws.listing import list_resources
from integration.resources.menu import MENU
from integration.resources.row import Row
from tests.aws.samples import REGION, SAMPLES, make

_numbers = count(1)


async def _made(account: Account, row: Row) -> dict[str, Any]:
    arn = await make(account, SAMPLES[row.type.name], row.type.service, f"shape{next(_numbers)}")
    pages = [page async for page in list_resources(account, row, (REGION,))]
    return next(listed.properties for page in pages for listed in page if listed.arn == arn)


@pytest.mark.parametrize("row", [row for row in MENU if row.listing.keep], ids=lambda row: row.type.name)
async def test_an_item_has_what_its_row_keeps_and_no_more(account: Account, row: Row) -> None:
    assert {"Arn", "Tags"} < (await _made(account, row)).keys() <= {*row.listing.keep, "Arn", "Tags"}


@pytest.mark.parametrize(("name", "field"), [("EC2", "LaunchTime"), ("EBS", "CreateTime"), ("SecretsManager", "CreatedDate")])
async def test_a_moment_is_a_text(account: Account, name: str, field: str) -> None:
    """Some services send it as a text, some as a number; Ocean copies an item anew for each field mapped where it holds a date."""
    row = next(row for row in MENU if row.type.name == name)
    assert str((await _made(account, row))[field]).startswith("20")
