"""Which regions of an account are served."""

from integration.aws.accounts import Account
from integration.aws.errors import doing
from integration.domain.reach import Reach


async def regions_of(account: Account, reach: Reach) -> tuple[str, ...]:
    """The operator's regions, or without any those that the account has enabled, opt-in ones too. Raises `AwsError`.

    Calls: none, or one.
    """
    if reach.regions:
        return reach.chosen(reach.regions)
    async with account.aws.borrowed("ec2", account.home_region) as ec2:
        with doing(f"tell the regions of account {account.id}"):
            enabled = (await ec2.describe_regions(AllRegions=False))["Regions"]
    return reach.chosen(sorted(region["RegionName"] for region in enabled))
