"""Makes the policy of a grant say what its record says."""

from integration.aws.accounts import Account
from integration.aws.policies import create_policy, delete_policy
from integration.domain.compare import same_document
from integration.domain.drift import FIRST_VERSION
from integration.domain.grant import Grant
from integration.domain.observed import ObservedPolicy
from integration.domain.policy import permission_policy


async def write_policy(account: Account, grant: Grant, found: ObservedPolicy | None) -> None:
    """Leaves a policy that is right as it is; replaces one that says something else, or said so in another version."""
    if found and found.versions == (FIRST_VERSION,) and same_document(found.document, permission_policy(grant)):
        return
    if found:
        await delete_policy(account, found)
    await create_policy(account, grant)
