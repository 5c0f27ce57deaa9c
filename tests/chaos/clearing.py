"""Takes away what a case made, past the integration, so that the next case begins with nothing."""

from collections.abc import Collection, Sequence

from tests.chaos.holdings import held
from tests.chaos.world import World


async def clear(world: World, keep: Collection[str]) -> None:
    """Deletes every grant but those to keep, in AWS and in the catalog."""
    holdings, entities = await held(world.iam), await world.grants()
    for name in holdings.roles.keys() - set(keep):
        await delete_role(world, name)
    for name in holdings.policies.keys() - set(keep):
        await _delete_policy(world, holdings.policies[name]["Arn"])
    foreign = {arn.rpartition("/")[2] for arn in holdings.foreign}
    if gone := sorted(entities.keys() - set(keep) - foreign):
        await delete_entities(world, gone)


async def delete_entities(world: World, names: Sequence[str]) -> None:
    """Deletes entities of provisioned_permissions."""
    await world.port.post("blueprints", "provisioned_permissions", "bulk", "entities", "delete", body={"entities": list(names)})


async def delete_role(world: World, name: str) -> None:
    """Deletes the role and what it holds, as a person in the console would."""
    for policy in (await world.iam.list_attached_role_policies(RoleName=name))["AttachedPolicies"]:
        await world.iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
    for policy in (await world.iam.list_role_policies(RoleName=name))["PolicyNames"]:
        await world.iam.delete_role_policy(RoleName=name, PolicyName=policy)
    await world.iam.delete_role(RoleName=name)


async def _delete_policy(world: World, arn: str) -> None:
    for version in (await world.iam.list_policy_versions(PolicyArn=arn))["Versions"]:
        if not version["IsDefaultVersion"]:
            await world.iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
    await world.iam.delete_policy(PolicyArn=arn)
