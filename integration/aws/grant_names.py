"""Lists the names of grants where we may not read all of an account's IAM at once."""

from integration.aws.accounts import Account
from integration.aws.errors import doing


async def grant_names(account: Account, path: str) -> list[str]:
    """The names of all roles and customer managed policies under the path. Raises `AwsError`.

    Calls: roles/1000 and policies/1000, of those under the path.
    """
    params = {"PathPrefix": path, "PaginationConfig": {"PageSize": 1000}}
    names: set[str] = set()
    with doing(f"list the roles under {path} in account {account.id}"):
        async for page in account.pages("iam", account.home_region, "list_roles", params):
            names |= {role["RoleName"] for role in page["Roles"] if role["Path"] == path}
    with doing(f"list the policies under {path} in account {account.id}"):
        async for page in account.pages("iam", account.home_region, "list_policies", params | {"Scope": "Local"}):
            names |= {policy["PolicyName"] for policy in page["Policies"] if policy["Path"] == path}
    return sorted(names)
