"""What operators may write in a setting: each form makes a value of a text, or says in a `ValueError` what is wrong with it."""

import re
from datetime import timedelta

from integration.domain.durations import parse_duration
from integration.domain.housekeeping import DriftMode
from integration.domain.risk import Risk
from integration.port.api.webhook_runs import address

_SHORTEST_KEY = 32


def as_list(text: str) -> tuple[str, ...]:
    """Of names with commas between them."""
    return tuple(item.strip() for item in text.split(",") if item.strip())


def as_interval(text: str) -> timedelta:
    interval = parse_duration(text)
    if not interval:
        raise ValueError(f"'{text}' is no time at all")
    return interval


def as_drift_mode(text: str) -> DriftMode:
    if text not in DriftMode:
        raise ValueError(f"'{text}' is none of {', '.join(DriftMode)}")
    return DriftMode(text)


def as_threshold(text: str) -> Risk | None:
    """The word for no threshold is never."""
    if text == "never":
        return None
    if text not in tuple(Risk):
        raise ValueError(f"'{text}' is none of {', '.join(Risk)}, never")
    return Risk(text)


def as_webhook(text: str) -> str:
    """The address of the webhook, whether it was written with our path or not."""
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", text):
        raise ValueError(f"'{text}' is not an address such as https://iam.example.com")
    return address(text)


def as_percent(text: str) -> int:
    if not text.isdecimal() or int(text) > 100:
        raise ValueError(f"'{text}' is not a percentage from 0 to 100")
    return int(text)


def as_key(text: str) -> str:
    if len(text) < _SHORTEST_KEY:
        raise ValueError(f"a key of less than {_SHORTEST_KEY} characters can be guessed; openssl rand -hex 32 makes one that cannot")
    return text


def as_count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"'{text}' is not a number from 1 up")
    return int(text)


def as_policy_arn(text: str) -> str:
    if not re.fullmatch(r"arn:[^:]+:iam::[^:]+:policy/.+", text):
        raise ValueError(f"'{text}' is not the ARN of a managed policy, such as arn:aws:iam::123456789012:policy/boundary")
    return text
