"""The record: a grant written as the tags of its role and its policy, and read back.

AWS is the only store. Whatever the two documents depend on stands here, so that a change of data or settings is never drift.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from integration.domain.arn import Arn
from integration.domain.binding import faults
from integration.domain.errors import Refused, Unreadable
from integration.domain.grant import Grant, ScopedPermission, Trust
from integration.domain.policy import policy_time, time_of
from integration.domain.scopes import forms_of
from integration.domain.tag_text import from_tags, to_tags

TAG_PREFIX = "port:"
MAX_TAGS = 50

_MANAGED_BY = "port:managed-by"
_US = "aws-iam-permissions"
_VERSION = "port:record"
_CURRENT = "1"
# Many grants are of the same actions.
_KEPT = 1024

_ROLE_ARN = re.compile(r"arn:(?P<partition>[a-z-]+):iam::(?P<account>\d{12}):role(?P<path>/(?:.*/)?)(?P<name>[^/]+)")
_PERMISSION = re.compile(r"(?P<action>[a-z0-9-]+:[A-Za-z0-9]+)@(?P<scope>[A-Za-z -]*)")


def is_ours(tags: Mapping[str, str]) -> bool:
    """Whether the tags say that this integration made the role."""
    return tags.get(_MANAGED_BY) == _US


def record_in(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags that belong to a record, read or not."""
    return {key: value for key, value in tags.items() if key.startswith(TAG_PREFIX)}


def requester_in(tags: Mapping[str, str]) -> str | None:
    """Whom the tags name as requester, also where the rest of the record cannot be read; `None` where they name nobody."""
    try:
        return from_tags("port:requester", tags)
    except Unreadable:
        return None


def encode(grant: Grant) -> dict[str, str]:
    """The grant as tags. Total: any grant has tags, though a long one may have more than `MAX_TAGS`."""
    texts = {
        "port:run": grant.run_id,
        "port:resource": str(grant.resource),
        "port:permissions": "+".join(f"{permission.action}@{permission.scope}" for permission in grant.permissions),
        "port:requester": grant.requester,
        "port:users-account": grant.trust.account,
        "port:user": grant.trust.user,
        "port:via": " ".join(grant.trust.via),
        "port:granted-at": policy_time(grant.granted_at),
        "port:deadline": policy_time(grant.deadline),
        "port:reason": grant.reason,
        "port:ticket": grant.ticket,
        "port:approver": grant.approver,
        "port:boundary": grant.boundary,
    }
    tags = {_MANAGED_BY: _US, _VERSION: _CURRENT}
    for key, text in texts.items():
        if text is not None:
            tags |= to_tags(key, text)
    return tags


def decode(tags: Mapping[str, str], role_arn: str) -> Grant:
    """The grant that the tags of the role `role_arn` record; tags it does not know are left alone. Raises `Unreadable`."""
    if not is_ours(tags):
        raise Unreadable(f"The tag {_MANAGED_BY} does not say {_US}.")
    if tags.get(_VERSION) != _CURRENT:
        raise Unreadable(f"The record has the version '{tags.get(_VERSION, '')}'; this program reads version {_CURRENT}.")
    place = _ROLE_ARN.fullmatch(role_arn)
    if place is None:
        raise Unreadable(f"'{role_arn}' is not the ARN of a role.")
    resource = _resource(_text("port:resource", tags), place)
    grant = Grant(
        run_id=_text("port:run", tags),
        account=place["account"],
        resource=resource,
        permissions=tuple([_permission(entry, resource.service) for entry in _text("port:permissions", tags).split("+")]),
        requester=_text("port:requester", tags),
        trust=_trust(tags),
        granted_at=_moment("port:granted-at", tags),
        deadline=_moment("port:deadline", tags),
        reason=_text("port:reason", tags),
        ticket=from_tags("port:ticket", tags),
        approver=from_tags("port:approver", tags),
        path=place["path"],
        boundary=from_tags("port:boundary", tags),
    )
    if grant.name != place["name"]:
        raise Unreadable(f"The record is that of {grant.name}, but it stands on {place['name']}.")
    return grant


def _text(key: str, tags: Mapping[str, str]) -> str:
    text = from_tags(key, tags)
    if text is None:
        raise Unreadable(f"The tag {key} is missing.")
    return text


def _resource(text: str, place: re.Match[str]) -> Arn:
    try:
        resource = Arn.parse(text)
    except Refused as refused:
        raise Unreadable(f"The tag port:resource cannot be read: {refused}") from refused
    if resource.partition != place["partition"] or resource.account not in ("", place["account"]):
        raise Unreadable(f"The record speaks of {resource}, which is not in the account of the role.")
    return resource


@lru_cache(_KEPT)
def _permission(entry: str, service: str) -> ScopedPermission:
    match = _PERMISSION.fullmatch(entry)
    if match is None or match["action"].partition(":")[0] != service:
        raise Unreadable(f"The tag port:permissions cannot be read at '{entry}'.")
    forms_of(service, match["scope"])  # a scope it does not know is no more readable
    return ScopedPermission(match["action"], match["scope"])


def _trust(tags: Mapping[str, str]) -> Trust:
    trust = Trust(_text("port:users-account", tags), _text("port:user", tags), tuple(_text("port:via", tags).split(" ")))
    for fault in faults(trust):
        raise Unreadable(f"The record trusts nobody we could name. {fault}")
    return trust


def _moment(key: str, tags: Mapping[str, str]) -> datetime:
    text = _text(key, tags)
    moment = time_of(text)
    if moment is None:
        raise Unreadable(f"The tag {key} is not a moment: '{text}'.")
    return moment
