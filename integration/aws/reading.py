"""Reads a single resource as its listing has it."""

import jmespath

from integration.aws.accounts import Account
from integration.aws.errors import AwsError, code_of, doing
from integration.aws.listing import Listed, by_region, item_of, listed
from integration.aws.tags import Tags
from integration.aws.templates import fields_of, filled
from integration.domain.arn import Arn
from integration.resources.row import Row


async def read_resource(account: Account, row: Row, arn: Arn, regions: tuple[str, ...]) -> Listed | None:
    """The one resource as it would be listed; `None` where it is not there, or in none of the regions. Raises `AwsError`."""
    single, asked = row.listing.single, arn.region or account.home_region
    client = await account.client(row.listing.client, asked)
    call = getattr(client, single.operation or row.listing.operation)
    try:
        with doing(f"read {arn}"):
            answer = await call(**filled(single.params, fields_of(arn, account, asked)))
    except AwsError as error:
        if code_of(error) in row.listing.exists.gone:
            return None
        raise
    answer.pop("ResponseMetadata")
    for item in (item_of(row, found) for found in jmespath.search(single.items or row.listing.items, answer) or ()):
        named = row.listing.arn.format_map({**item, "partition": account.partition, "region": asked, "account": account.id})
        # The listing's own operation may answer with more than it was asked for; any other was asked for this one, maybe by a shorter name.
        if single.operation or named == str(arn):
            (region,) = await by_region(account, row, [item], asked)
            return (await listed(account, row, [item], region, Tags(account, row, alone=named)))[0] if region in regions else None
    return None
