"""The ARNs that a scope stands for: the resource itself, or everything of one type inside it.

A type counts as inside a resource where its ARN begins with the resource's. Sharing a variable is not enough: a Lambda web function
called like a function is another thing. ECS services are the one exception, because their ARN repeats the cluster's name in full.
"""

from collections.abc import Mapping
from functools import lru_cache

from integration.domain.arn import Arn
from integration.domain.errors import Unreadable

_ITSELF = ("{arn}",)
_EVERYTHING = ("*",)
# Many grants are about one resource, and most actions of a grant have one scope.
_KEPT = 1024

# By service and scope. `{name}` is what follows the first "/" of the resource, such as the name of an ECS cluster.
SCOPES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "s3": {"bucket": _ITSELF, "object": ("{arn}/*",)},
    "ec2": {"instance": _ITSELF, "volume": _ITSELF},
    "dynamodb": {
        "table": _ITSELF,
        "backup": ("{arn}/backup/*",),
        "export": ("{arn}/export/*",),
        "import": ("{arn}/import/*",),
        "index": ("{arn}/index/*",),
        "stream": ("{arn}/stream/*",),
    },
    "lambda": {
        "function": _ITSELF,
        "function alias": ("{arn}:*",),
        "function version": ("{arn}:*",),
        "durable execution": ("{arn}:*/durable-execution/*/*",),
    },
    "sqs": {"queue": _ITSELF},
    "sns": {"topic": _ITSELF},
    "rds": {"db": _ITSELF},
    "secretsmanager": {"Secret": _ITSELF},
    "kms": {"key": _ITSELF},
    "ecs": {"cluster": _ITSELF, "service": ("arn:{partition}:ecs:{region}:{account}:service/{name}/*",)},
    "ecr": {"repository": _ITSELF},
    # Most Logs actions are checked against the group's ARN with ":*" at its end, tagging against the ARN without it
    # (CloudWatch Logs User Guide, "Overview of managing access permissions").
    "logs": {"log-group": ("{arn}", "{arn}:*"), "log-stream": ("{arn}:log-stream:*",)},
    "ssm": {"parameter": _ITSELF},
    "states": {"statemachine": _ITSELF, "statemachinealias": ("{arn}:*",), "statemachineversion": ("{arn}:*",)},
}


def is_inside(service: str, scope: str) -> bool:
    """Whether the scope stands for things inside a resource of the service, not for the resource itself."""
    forms = SCOPES[service].get(scope)
    return forms is not None and "{arn}" not in forms


def forms_of(service: str, scope: str) -> tuple[str, ...]:
    """How the ARNs of a scope are made; `*` for the scope "". Raises `Unreadable` for a scope that resources of the service do not have."""
    forms = SCOPES.get(service, {}).get(scope) if scope else _EVERYTHING
    if forms is None:
        raise Unreadable(f"The record limits an action to '{scope}', which a resource of {service} does not have.")
    return forms


@lru_cache(_KEPT)
def arns_of(resource: Arn, scope: str) -> tuple[str, ...]:
    """The policy resources for a scope of `resource`; `*` for the scope "". Raises `Unreadable` for a scope we do not know."""
    fields = {"arn": str(resource), "partition": resource.partition, "region": resource.region, "account": resource.account}
    return tuple(form.format(name=resource.resource.partition("/")[2], **fields) for form in forms_of(resource.service, scope))
