"""IAM: as much of it as reads and writes of grants, and of roles in general, need."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count, takewhile

from bench.aws.call import Call, members, query_answer, query_error
from bench.aws.grants import grants_of, others_of
from bench.aws.iam_things import Policy, Role
from bench.wire import Answer
from bench.world import World

_NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"
_MOST, _USUAL = 1000, "100"
_OF_AWS = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}'


class _NoSuchEntity(Exception):
    pass


@dataclass(slots=True)
class _Account:
    roles: dict[str, Role] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)

    def role(self, call: Call) -> Role:
        return _found(self.roles, call.parameters["RoleName"])

    def policy(self, call: Call) -> Policy:
        arn = call.parameters["PolicyArn"]
        return Policy(arn, _OF_AWS) if arn.startswith("arn:aws:iam::aws:") else _found(self.policies, arn)


class Iam:
    def __init__(self, world: World) -> None:
        self._accounts = {account: _filled(world, account) for account in world.account_ids}

    def answer(self, call: Call) -> Answer:
        operation = _OPERATIONS.get(call.action)
        if operation is None:
            return query_error(call, 400, "InvalidAction", f"The benchmark's IAM does not know {call.action}")
        try:
            return query_answer(call, _NAMESPACE, operation(self._accounts[call.account], call))
        except _NoSuchEntity as missing:
            return query_error(call, 404, "NoSuchEntity", f"{missing} cannot be found")


def _filled(world: World, account: str) -> _Account:
    held = _Account({role.name: role for role in others_of(world, account)})
    for role, policy in grants_of(world, account):
        held.roles[role.name] = role
        held.policies[policy.arn] = policy
    return held


def _found[T](held: dict[str, T], key: str) -> T:
    if key not in held:
        raise _NoSuchEntity(key)
    return held[key]


def _page(call: Call, items: Sequence[str]) -> tuple[Sequence[str], str]:
    size = call.parameters.get("MaxItems", _USUAL)
    start = int(call.parameters.get("Marker", 0))
    end = start + min(int(size), _MOST)
    more = f"<IsTruncated>true</IsTruncated><Marker>{end}</Marker>" if end < len(items) else "<IsTruncated>false</IsTruncated>"
    return items[start:end], more


def _authorization_details(account: _Account, call: Call) -> str:
    names, more = _page(call, [*account.roles, *account.policies])
    roles = members(account.roles[name].detail() for name in names if name in account.roles)
    policies = members(account.policies[name].detail() for name in names if name in account.policies)
    empty = "<UserDetailList/><GroupDetailList/>"
    return f"{empty}<RoleDetailList>{roles}</RoleDetailList><Policies>{policies}</Policies>{more}"


def _list_roles(account: _Account, call: Call) -> str:
    path = call.parameters.get("PathPrefix", "/")
    names, more = _page(call, [name for name, role in account.roles.items() if role.path.startswith(path)])
    return f"<Roles>{members(account.roles[name].listed() for name in names)}</Roles>{more}"


def _attached(account: _Account, call: Call) -> str:
    return f"<AttachedPolicies>{account.role(call).attachments()}</AttachedPolicies><IsTruncated>false</IsTruncated>"


def _inline(account: _Account, call: Call) -> str:
    return f"<PolicyNames>{members(account.role(call).inline)}</PolicyNames><IsTruncated>false</IsTruncated>"


def _inline_policy(account: _Account, call: Call) -> str:
    role, name = account.role(call), call.parameters["PolicyName"]
    _found(role.inline, name)
    return f"<RoleName>{role.name}</RoleName>{role.inline_policy(name)}"


def _instance_profiles(account: _Account, call: Call) -> str:
    account.role(call)
    return "<InstanceProfiles/><IsTruncated>false</IsTruncated>"


def _create_role(account: _Account, call: Call) -> str:
    asked = call.parameters
    arn = f"arn:aws:iam::{call.account}:role{asked.get('Path', '/')}{asked['RoleName']}"
    role = Role(arn, asked["AssumeRolePolicyDocument"], _tags_asked(call), asked.get("MaxSessionDuration", "3600"))
    account.roles[role.name] = role
    return f"<Role>{role.xml()}</Role>"


def _create_policy(account: _Account, call: Call) -> str:
    asked = call.parameters
    arn = f"arn:aws:iam::{call.account}:policy{asked.get('Path', '/')}{asked['PolicyName']}"
    account.policies[arn] = Policy(arn, asked["PolicyDocument"], _tags_asked(call))
    return f"<Policy>{account.policies[arn].xml()}</Policy>"


def _attach(account: _Account, call: Call) -> str:
    role, policy = account.role(call), account.policy(call)
    role.attached[policy.arn] = None
    policy.attached_to.add(role.name)
    return ""


def _detach(account: _Account, call: Call) -> str:
    role, arn = account.role(call), call.parameters["PolicyArn"]
    _found(role.attached, arn)
    del role.attached[arn]
    if arn in account.policies:
        account.policies[arn].attached_to.discard(role.name)
    return ""


def _put_inline(account: _Account, call: Call) -> str:
    account.role(call).inline[call.parameters["PolicyName"]] = call.parameters["PolicyDocument"]
    return ""


def _delete_inline(account: _Account, call: Call) -> str:
    account.role(call).inline.pop(call.parameters["PolicyName"], None)
    return ""


def _delete_role(account: _Account, call: Call) -> str:
    del account.roles[account.role(call).name]
    return ""


def _delete_policy(account: _Account, call: Call) -> str:
    del account.policies[account.policy(call).arn]
    return ""


def _entities_of_policy(account: _Account, call: Call) -> str:
    holders = members(f"<RoleName>{name}</RoleName><RoleId>AROABENCH</RoleId>" for name in account.policy(call).attached_to)
    return f"<PolicyGroups/><PolicyUsers/><PolicyRoles>{holders}</PolicyRoles><IsTruncated>false</IsTruncated>"


def _versions(account: _Account, call: Call) -> str:
    return f"<Versions>{members([account.policy(call).version(documented=False)])}</Versions><IsTruncated>false</IsTruncated>"


def _tags_asked(call: Call) -> dict[str, str]:
    keys = takewhile(call.parameters.__contains__, (f"Tags.member.{number}.Key" for number in count(1)))
    return {call.parameters[key]: call.parameters[key.removesuffix("Key") + "Value"] for key in keys}


_OPERATIONS: dict[str, Callable[[_Account, Call], str]] = {
    "GetAccountAuthorizationDetails": _authorization_details,
    "ListRoles": _list_roles,
    "GetRole": lambda account, call: f"<Role>{account.role(call).xml()}</Role>",
    "ListAttachedRolePolicies": _attached,
    "ListRolePolicies": _inline,
    "GetRolePolicy": _inline_policy,
    "ListInstanceProfilesForRole": _instance_profiles,
    "CreateRole": _create_role,
    "AttachRolePolicy": _attach,
    "DetachRolePolicy": _detach,
    "PutRolePolicy": _put_inline,
    "DeleteRolePolicy": _delete_inline,
    "DeleteRole": _delete_role,
    "CreatePolicy": _create_policy,
    "GetPolicy": lambda account, call: f"<Policy>{account.policy(call).xml()}</Policy>",
    "GetPolicyVersion": lambda account, call: f"<PolicyVersion>{account.policy(call).version()}</PolicyVersion>",
    "ListPolicyVersions": _versions,
    "ListEntitiesForPolicy": _entities_of_policy,
    "DeletePolicy": _delete_policy,
}
