"""IAM action patterns, such as "s3:Get*"."""

import re
from collections.abc import Iterable
from functools import cache


def matches_any(patterns: Iterable[str], action: str) -> bool:
    """Whether one of the patterns is the action's: `*` is any text, `?` any character; upper and lower case do not matter."""
    return any(_compiled(pattern).fullmatch(action) for pattern in patterns)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.IGNORECASE)
