"""The company's people, roles and policies in IAM, and the keys with which the people and the integration sign in."""

import json
from contextlib import suppress
from typing import Any

from sandbox.aws import AccessKey
from sandbox.company import MACHINE_USERS, PEOPLE, ROLES, Role

_GROUP = "developers"
_INTEGRATION_USER = "port-ocean"
# What each person needs once, of their own: to be allowed to ask for a grant's role. The role's trust decides whose it is.
_ASSUME_ACTIONS = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
# The sandbox's integration may do all: MiniStack drops the path from IAM's ARNs, so it cannot judge the principal policy of deploy/.
_MAY_DO_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


async def seed_identities(iam: Any, account: str) -> tuple[AccessKey, dict[str, AccessKey]]:
    """Create users, group, roles and policies; return the integration's new key and each person's by e-mail address."""
    await _seed_group(iam, account)
    for role in ROLES:
        await _seed_role(iam, role)
    for name in MACHINE_USERS:
        await _seed_user(iam, name, "/machines/")
    # Without a path: MiniStack's SimulatePrincipalPolicy, which `ocean probe` asks, finds no policies of a user that has one.
    await _seed_user(iam, _INTEGRATION_USER, "/")
    await iam.put_user_policy(UserName=_INTEGRATION_USER, PolicyName="all", PolicyDocument=_document(_MAY_DO_ALL))
    people = {person.email: await _seed_person(iam, person.email) for person in PEOPLE}
    return await _new_key(iam, _INTEGRATION_USER), people


async def _seed_group(iam: Any, account: str) -> None:
    statement = {"Effect": "Allow", "Action": _ASSUME_ACTIONS, "Resource": f"arn:aws:iam::{account}:role/port/Permission-*"}
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        await iam.create_group(GroupName=_GROUP)
    await iam.put_group_policy(GroupName=_GROUP, PolicyName="assume-grants", PolicyDocument=_document(statement))


async def _seed_role(iam: Any, role: Role) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": role.trusted_service}, "Action": "sts:AssumeRole"}
    policy = {"Effect": "Allow", "Action": list(role.allowed_actions), "Resource": "*"}
    name = f"{role.name}-access"
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        await iam.create_role(RoleName=role.name, Path=role.path, AssumeRolePolicyDocument=_document(trust))
        created = await iam.create_policy(PolicyName=name, Path=role.path, PolicyDocument=_document(policy))
        await iam.attach_role_policy(RoleName=role.name, PolicyArn=created["Policy"]["Arn"])


async def _seed_person(iam: Any, email: str) -> AccessKey:
    await _seed_user(iam, email, "/people/")
    await iam.add_user_to_group(GroupName=_GROUP, UserName=email)
    return await _new_key(iam, email)


async def _seed_user(iam: Any, name: str, path: str) -> None:
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        await iam.create_user(UserName=name, Path=path)


async def _new_key(iam: Any, user: str) -> AccessKey:
    """A fresh key; an earlier sandbox's are deleted, because AWS shows a secret once and allows two keys a user."""
    for old in (await iam.list_access_keys(UserName=user))["AccessKeyMetadata"]:
        await iam.delete_access_key(UserName=user, AccessKeyId=old["AccessKeyId"])
    key = (await iam.create_access_key(UserName=user))["AccessKey"]
    return AccessKey(key["AccessKeyId"], key["SecretAccessKey"])


def _document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
