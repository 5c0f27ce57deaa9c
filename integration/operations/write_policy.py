"""Makes the policy of a grant say what its record says."""

from integration.aws.accounts import Account
from integration.aws.policies import create_policy, delete_versions, renew_policy
from integration.domain.compare import same_document
from integration.domain.grant import Grant
from integration.domain.observed import ObservedPolicy
from integration.domain.policy import permission_policy


async def write_policy(account: Account, grant: Grant, found: ObservedPolicy | None) -> None:
    """Leaves a policy that is right as it is. What says something else gets a new version in its place, so that the grant works all the
    while; the versions that are not in force go, those of others first, because IAM keeps five at most.
    """
    if found is None:
        await create_policy(account, grant)
        return
    await delete_versions(account, found.arn, found.others)
    if not same_document(found.document, permission_policy(grant)):
        await renew_policy(account, grant)
