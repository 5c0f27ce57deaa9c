"""From what somebody typed to the permission it names, or to a hint what they may have meant."""

from difflib import get_close_matches

from integration.domain.api_names import API_NAMES
from integration.domain.errors import Refused
from integration.domain.published import Permission, find, permissions_of, services

_API_NAMES = {name.lower(): meant for name, meant in API_NAMES.items()}
_SUGGESTIONS = 3


def named(action: str) -> Permission:
    """The permission of this name. Raises `Refused`, with a hint where there is one."""
    if "*" in action or "?" in action:
        raise Refused.because(f"{action} has a wildcard in it; ask for each action by its name.", action)
    permission = find(action)
    if permission:
        return permission
    meant = _API_NAMES.get(action.lower())
    if meant:
        raise Refused.because(f"{action} is an API call, not an IAM action; ask for {', '.join(meant)} instead.", action)
    raise Refused.because(f"{action or 'An empty text'} is not an IAM action.{suggestion(action)}", action)


def suggestion(action: str) -> str:
    """A "did you mean" for a misspelt action with a space in front; empty where nothing is close."""
    prefix, colon, name = action.strip().lower().partition(":")
    if not colon:
        return " An IAM action looks like s3:GetObject."
    known = set(services())
    close = [prefix] if prefix in known else get_close_matches(prefix, known, n=2)
    names = {key: permission.name for service in close for key, permission in permissions_of(service).items()}
    found = get_close_matches(name, names, n=_SUGGESTIONS)
    return f" Did you mean {' or '.join(names[key] for key in found)}?" if found else ""
