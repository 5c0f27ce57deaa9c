"""What an API call was about: resources of the menu, or grants. Which calls those are is data."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from integration.domain.api_call import ApiCall
from integration.domain.arn import Arn
from integration.domain.errors import Refused
from integration.domain.grant import NAME_PREFIX
from integration.domain.one_or_many import listed
from integration.resources.menu import MENU
from integration.resources.row import Events

_IAM = "iam"
_ROLE_CALLS = (
    "CreateRole DeleteRole UpdateRole UpdateAssumeRolePolicy PutRolePolicy DeleteRolePolicy AttachRolePolicy DetachRolePolicy "
    "PutRolePermissionsBoundary DeleteRolePermissionsBoundary TagRole UntagRole AddRoleToInstanceProfile RemoveRoleFromInstanceProfile"
)
_POLICY_CALLS = "DeletePolicy CreatePolicyVersion DeletePolicyVersion SetDefaultPolicyVersion TagPolicy UntagPolicy"

# A role and a policy of a grant bear its name.
_GRANT = Events(
    arn="{id}",
    told={
        "requestParameters.roleName": _ROLE_CALLS,
        "requestParameters.policyName": "CreatePolicy",
        "requestParameters.policyArn": _POLICY_CALLS,
    },
    ends="DeleteRole DeletePolicy",
    text=rf"(.*/)?(?P<id>{NAME_PREFIX}[^/]+)",
)


def grants_in(call: ApiCall) -> list[str]:
    """The names of what is named like a grant and may have changed."""
    return _told(_GRANT, call, {}) if call.service == _IAM else []


def resources_in(call: ApiCall, partition: str) -> list[Arn]:
    """The resources of the menu that may have changed."""
    place = {"partition": partition, "region": call.region, "account": call.account}
    found: list[Arn] = []
    for row in MENU:
        if row.type.service == call.service:
            arns = _arns(_told(row.events, call, place))
            found += [arn for arn in arns if row.type.covers(arn) and _may_be(arn, row.type.placed, place)]
    return found


def ends(call: ApiCall) -> bool:
    """Whether the call, if it did what it says, left nothing of what it was about."""
    about = [_GRANT] if call.service == _IAM else [row.events for row in MENU if row.type.service == call.service]
    return any(call.name in events.ends.split() for events in about)


def calls() -> dict[str, frozenset[str]]:
    """The names of all the calls that matter, by the source that EventBridge calls them from, such as "aws.s3"."""
    names: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for service, events in ((_IAM, _GRANT), *((row.type.service, row.events) for row in MENU)):
        names[f"aws.{service}"] |= events.names()
    return dict(names)


def _told(events: Events, call: ApiCall, place: Mapping[str, str]) -> list[str]:
    """What the event names, each as an ARN or whatever the template `arn` makes of it."""
    found = [item for path, names in events.told.items() if call.name in names.split() for item in _search(path, call.detail)]
    matches = [match["id"] for item in found if isinstance(item, str) and (match := re.fullmatch(events.text, item))]
    whole = [text if text.startswith("arn:") else events.arn.format_map({**place, "id": text}) for text in matches]
    return list(dict.fromkeys(whole))


def _search(path: str, detail: Mapping[str, Any]) -> list[Any]:
    try:
        return listed(jmespath.search(path, detail))
    except JMESPathError:  # a function met a value of another type than this call has
        return []


def _arns(texts: Iterable[str]) -> list[Arn]:
    found = []
    for text in texts:
        try:
            found.append(Arn.parse(text))
        except Refused:  # it names no single resource of AWS
            continue
    return found


def _may_be(arn: Arn, placed: bool, place: Mapping[str, str]) -> bool:
    """An event tells of its own account and region; where an ARN names them, they must be those."""
    expected = (place["region"], place["account"]) if placed else ("", "")
    return arn.partition == place["partition"] and (arn.region, arn.account) == expected
