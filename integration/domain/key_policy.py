"""Whether the policy of a KMS key lets IAM decide. Where it does not, an IAM policy on the key gives nothing."""

from collections.abc import Mapping
from typing import Any

from integration.domain.errors import Refusal, Refused
from integration.domain.grant import Grant
from integration.domain.one_or_many import listed
from integration.domain.patterns import matches_any

_Statement = Mapping[str, Any]

# Conditions under which a statement speaks of everybody in one account, as AWS writes them into the policies of its own keys.
_ABOUT_THE_ACCOUNT = {"kms:calleraccount", "aws:principalaccount"}


def must_let_iam_decide(key_policy: Mapping[str, Any], grant: Grant) -> None:
    """Raises `Refused` naming each action on the key that its policy does not leave to the IAM policies of its account.

    Actions that name no key, such as kms:ListKeys, are no business of its policy.
    See "Key policies in AWS KMS" and "Default key policy" in the AWS KMS Developer Guide.
    """
    refusals = [
        Refusal(action, f"{action} would not work: {why} {grant.resource}; ask whoever administers the key to let IAM policies decide.")
        for action in dict.fromkeys(permission.action for permission in grant.permissions if permission.scope)
        if (why := _obstacle(key_policy, action, grant))
    ]
    if refusals:
        raise Refused(refusals)


def _obstacle(key_policy: Mapping[str, Any], action: str, grant: Grant) -> str | None:
    about = [statement for statement in listed(key_policy.get("Statement")) if _is_about(statement, action)]
    if any(_denies_all_of(statement, grant) for statement in about):
        return "it is denied by the policy of the key"
    if not any(_hands_over(statement, grant) for statement in about):
        return "IAM is not allowed to decide on it by the policy of the key"
    return None


def _is_about(statement: _Statement, action: str) -> bool:
    if "NotAction" in statement:
        return not matches_any(listed(statement["NotAction"]), action)
    return matches_any(listed(statement.get("Action")), action)


def _denies_all_of(statement: _Statement, grant: Grant) -> bool:
    """A denial under conditions stays out of it: it is mostly about how one calls, not about who may."""
    if statement.get("Effect") != "Deny" or statement.get("Condition"):
        return False
    if "NotPrincipal" in statement:
        return not _names_account(statement["NotPrincipal"], grant)
    return _names_account(statement.get("Principal"), grant)


def _hands_over(statement: _Statement, grant: Grant) -> bool:
    return (
        statement.get("Effect") == "Allow"
        and _names_account(statement.get("Principal"), grant)
        and all(_holds(operator, keys, grant) for operator, keys in statement.get("Condition", {}).items())
    )


def _names_account(principal: Any, grant: Grant) -> bool:
    named = listed(principal.get("AWS")) if isinstance(principal, Mapping) else listed(principal)
    everybody = {"*", grant.account, f"arn:{grant.resource.partition}:iam::{grant.account}:root"}
    return not everybody.isdisjoint(named)


def _holds(operator: str, keys: Mapping[str, Any], grant: Grant) -> bool:
    """Whether the condition is met by all callers of the account; one that may not be counts as one that is not."""
    return operator == "StringEquals" and all(
        key.lower() in _ABOUT_THE_ACCOUNT and grant.account in listed(values) for key, values in keys.items()
    )
