"""What our own principal must be allowed to do, and whether it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from integration.aws.accounts import Account
from integration.aws.errors import AwsError, NotFound, doing
from integration.aws.sessions import Aws
from integration.domain.grant import NAME_PREFIX
from integration.resources.row import Row

# On every role and policy of a grant, under our path.
_ROLE_ACTIONS = (
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListInstanceProfilesForRole",
    "iam:ListRolePolicies",
    "iam:PutRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
)
_POLICY_ACTIONS = (
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:ListEntitiesForPolicy",
    "iam:ListPolicyVersions",
    "iam:TagPolicy",
)
_DISCOVERS_REGIONS = "ec2:DescribeRegions"
_ACCOUNT_ACTIONS = {"iam:GetAccountAuthorizationDetails": ("iam:ListRoles", "iam:ListPolicies"), "iam:GetAccountSummary": ()}


@dataclass(frozen=True, slots=True)
class Permission:
    """An IAM action that we need on a resource (an ARN, or `*`); where it is denied, all of `instead` do too, with more calls."""

    action: str
    resource: str
    instead: tuple[str, ...] = ()

    @property
    def other_way(self) -> "list[Permission]":
        return [Permission(action, self.resource) for action in self.instead]


def needed_to_write_grants(account: Account, path: str) -> list[Permission]:
    """What requesting and revoking take of the role that writes."""
    of = f"arn:{account.partition}:iam::{account.id}"
    return [
        *(Permission(action, f"{of}:role{path}{NAME_PREFIX}probe") for action in _ROLE_ACTIONS),
        *(Permission(action, f"{of}:policy{path}{NAME_PREFIX}probe") for action in _POLICY_ACTIONS),
    ]


def needed_to_list_grants() -> list[Permission]:
    """What listing them takes of the role that reads."""
    return [Permission(action, "*", instead) for action, instead in _ACCOUNT_ACTIONS.items()]


def needed_to_list(row: Row, *, discovered: bool) -> list[Permission]:
    """What listing the resources of a row takes, in regions that are named or discovered."""
    reads = (*row.reads, *([_DISCOVERS_REGIONS] if discovered else []))
    return [Permission(action, "*", row.instead.get(action, ())) for action in reads]


def context_of_grants(account: Account, path: str, boundary: str | None) -> dict[str, str]:
    """The condition keys that our calls on grants carry, and that a careful policy for our principal asks for."""
    policy = f"arn:{account.partition}:iam::{account.id}:policy{path}{NAME_PREFIX}probe"
    return {"iam:PolicyARN": policy} | ({"iam:PermissionsBoundary": boundary} if boundary else {})


async def allowed(us: Aws, account: Account, needed: list[Permission], context: Mapping[str, str]) -> Mapping[Permission, bool]:
    """Asks IAM's simulator in the account about `us`, the principal that reads or the one that writes (SimulatePrincipalPolicy).

    Raises `AwsError`, `AccessDenied` where we may not ask.

    The simulator knows the principal's policies and boundary, not the organisation's service control policies.
    """
    me = await _own_principal(us, account)
    iam = await us.client("iam", account.home_region)
    verdicts: dict[Permission, bool] = {}
    for resource in sorted({permission.resource for permission in needed}):
        here = [permission for permission in needed if permission.resource == resource]
        with doing(f"simulate what {me} may do"):
            answer = await iam.simulate_principal_policy(
                PolicySourceArn=me,
                ActionNames=[permission.action for permission in here],
                ResourceArns=[resource],
                ContextEntries=[
                    {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"} for key, value in context.items()
                ],
            )
        decided = {result["EvalActionName"]: result["EvalDecision"] == "allowed" for result in answer["EvaluationResults"]}
        verdicts |= {permission: decided.get(permission.action, False) for permission in here}
    return verdicts


async def _own_principal(us: Aws, account: Account) -> str:
    """The ARN the simulator takes: a session of a role stands for the role, whose path only IAM knows."""
    sts = await us.client("sts", account.home_region)
    with doing("tell whose credentials these are"):
        arn = str((await sts.get_caller_identity())["Arn"])
    if ":assumed-role/" not in arn:
        return arn
    iam = await us.client("iam", account.home_region)
    name = arn.split("/")[1]
    try:
        with doing(f"read our own role {name}"):
            return str((await iam.get_role(RoleName=name))["Role"]["Arn"])
    except NotFound as error:
        raise AwsError(f"Our own role {name} is not in account {account.id}.") from error
