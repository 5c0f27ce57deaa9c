"""From what somebody typed to the permission it names, or to a hint what they may have meant."""

from collections.abc import Sequence
from difflib import get_close_matches

from integration.domain.api_names import API_NAMES
from integration.domain.errors import Refused
from integration.domain.guardrails import objection
from integration.domain.published import Permission, find, permissions_of, services
from integration.domain.settings import Guardrails

_API_NAMES = {name.lower(): meant for name, meant in API_NAMES.items()}
_SUGGESTIONS = 3


def named(action: str, guardrails: Guardrails) -> Permission:
    """The permission of this name. Raises `Refused`, with a hint where there is one, which leads to what may be granted."""
    if "*" in action or "?" in action:
        raise Refused.because(f"{action} has a wildcard in it; ask for each action by its name.", action)
    permission = find(action)
    if permission:
        return permission
    meant = _API_NAMES.get(action.lower())
    if meant:
        raise Refused.because(f"{action} is an API call, not an IAM action; {_instead(meant, guardrails)}", action)
    raise Refused.because(f"{action or 'An empty text'} is not an IAM action.{_suggestion(action, guardrails)}", action)


def _instead(meant: Sequence[str], guardrails: Guardrails) -> str:
    problems = [problem for name in meant if (known := find(name)) and (problem := objection(known, guardrails))]
    return f"it needs {' and '.join(meant)}. {' '.join(problems)}" if problems else f"ask for {', '.join(meant)} instead."


def _suggestion(action: str, guardrails: Guardrails) -> str:
    """A "did you mean" for a misspelt action with a space in front; empty where nothing is close."""
    prefix, colon, name = action.strip().lower().partition(":")
    if not colon:
        return " An IAM action looks like s3:GetObject."
    known = set(services())
    close = [prefix] if prefix in known else get_close_matches(prefix, known, n=2)
    permissions = {key: permission for service in close for key, permission in permissions_of(service).items()}
    found = [permissions[key] for key in get_close_matches(name, permissions, n=_SUGGESTIONS)]
    problem = objection(found[0], guardrails) if found else None
    if problem:
        return f" Did you mean {found[0].name}? {problem}"
    grantable = [permission.name for permission in found if not objection(permission, guardrails)]
    return f" Did you mean {' or '.join(grantable)}?" if grantable else ""
