"""Asks AWS what no rule of ours can know before a grant is made: whether it would work."""

from integration.aws.accounts import Account
from integration.aws.listing import still_there
from integration.aws.own_policies import own_policy
from integration.domain.errors import Refused
from integration.domain.grant import Grant
from integration.domain.key_policy import must_let_iam_decide
from integration.resources.menu import row_of_arn


async def must_work(account: Account, grant: Grant) -> None:
    """Raises `Refused` where the resource is gone or its own policy keeps IAM from deciding, `AwsError` where we may not look."""
    row = row_of_arn(grant.resource)
    if row is None or not await still_there(account, row, grant.resource):
        raise Refused.because(f"{grant.resource} is in the catalog but no longer in AWS; the next resync will remove it.")
    policy = await own_policy(account, row, grant.resource)
    if policy is not None:
        must_let_iam_decide(policy, grant)
