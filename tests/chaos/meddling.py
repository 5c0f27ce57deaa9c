"""What operators do to grants behind the integration's back."""

import json
import random
from collections.abc import Awaitable, Callable

from botocore.exceptions import ClientError

from tests.chaos.clearing import delete_entities, delete_role
from tests.chaos.world import World

_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
_ALL_OF_S3 = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})


async def meddle(world: World, name: str, dice: random.Random) -> None:
    """One meddling with the grant; nothing where it is gone by now."""
    world.meddled.add(name)
    try:
        await dice.choice(_MEDDLINGS)(world, name)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("NoSuchEntity", "DeleteConflict"):
            raise


async def _make_administrator(world: World, name: str) -> None:
    await world.iam.attach_role_policy(RoleName=name, PolicyArn=_ADMINISTRATOR)


async def _add_inline_policy(world: World, name: str) -> None:
    await world.iam.put_role_policy(RoleName=name, PolicyName="more", PolicyDocument=_ALL_OF_S3)


async def _detach(world: World, name: str) -> None:
    for policy in (await world.iam.list_attached_role_policies(RoleName=name))["AttachedPolicies"]:
        await world.iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])


async def _add_tag(world: World, name: str) -> None:
    await world.iam.tag_role(RoleName=name, Tags=[{"Key": "cost-center", "Value": "4711"}])


async def _delete_the_role(world: World, name: str) -> None:
    await delete_role(world, name)


async def _delete_the_entity(world: World, name: str) -> None:
    if name in await world.grants():
        await delete_entities(world, [name])


_MEDDLINGS: tuple[Callable[[World, str], Awaitable[None]], ...] = (
    _make_administrator,
    _add_inline_policy,
    _detach,
    _add_tag,
    _delete_the_role,
    _delete_the_entity,
)
