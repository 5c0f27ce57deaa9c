"""How much room an account has left for roles and policies."""

from integration.aws.accounts import Account
from integration.aws.errors import AccessDenied, doing


async def headroom(account: Account) -> str:
    """A sentence with what the account holds and may hold (IAM GetAccountSummary). Raises `AwsError`."""
    iam = await account.client("iam")
    try:
        with doing(f"tell the quotas of account {account.id}"):
            summary = (await iam.get_account_summary())["SummaryMap"]
    except AccessDenied:
        return f"How many roles and policies account {account.id} holds is not known, for want of iam:GetAccountSummary."
    roles, policies = (f"{summary.get(thing, '?')} of {summary.get(f'{thing}Quota', '?')}" for thing in ("Roles", "Policies"))
    return f"Account {account.id} holds {roles} roles and {policies} customer managed policies."
