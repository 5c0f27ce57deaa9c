"""Any text as IAM tags and back: plain where tags may hold it, base64 where not, over several tags where it is long."""

import base64
import binascii
import unicodedata
from collections.abc import Iterator, Mapping

from integration.domain.errors import Unreadable

# Characters in the value of one IAM tag.
MAX_TAG_VALUE = 256

_ENCODED = "b64:"
# AWS keeps this for itself, in keys and values and in any case (IAM User Guide, "Rules for tagging in IAM and AWS STS").
_RESERVED = "aws:"
_PLAIN = frozenset(" _.:/=+-@")
_LAST_OF_BASIC_PLANE = "\uffff"


def to_tags(key: str, text: str) -> dict[str, str]:
    """`text` under `key`, and under `key.2`, `key.3` and so on where it needs more than one tag."""
    value = text if _is_plain(text) else _ENCODED + base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
    pieces = [value[start : start + MAX_TAG_VALUE] for start in range(0, len(value), MAX_TAG_VALUE)] or [""]
    return {key if number == 1 else f"{key}.{number}": piece for number, piece in enumerate(pieces, start=1)}


def from_tags(key: str, tags: Mapping[str, str]) -> str | None:
    """The text under `key`, `None` where there is none. Raises `Unreadable`."""
    value = tags.get(key)
    if value is None:
        return None
    if key + ".2" in tags:
        value += "".join(_further_pieces(key, tags))
    return _decoded(key, value) if value.startswith(_ENCODED) else value


def _further_pieces(key: str, tags: Mapping[str, str]) -> Iterator[str]:
    number = 2
    while f"{key}.{number}" in tags:
        yield tags[f"{key}.{number}"]
        number += 1


def _decoded(key: str, value: str) -> str:
    try:
        return base64.b64decode(value.removeprefix(_ENCODED), altchars=b"-_", validate=True).decode("utf-8", "surrogatepass")
    except (binascii.Error, ValueError) as error:
        raise Unreadable(f"The tag {key} is not the text it says it is: {error}.") from error


def _is_plain(text: str) -> bool:
    """Whether IAM takes the text as it stands and gives it back unchanged. A tag that begins or ends with a space might be trimmed.

    IAM allows letters, numbers, spaces and _.:/=+-@ in any script; here the basic plane's, because a letter newer than the Unicode
    of IAM's own check would be refused.
    """
    return (
        text == text.strip()
        and (len(text) <= MAX_TAG_VALUE or " " not in text)
        and not text.startswith(_ENCODED)
        and not any(text[start:].lower().startswith(_RESERVED) for start in range(0, len(text), MAX_TAG_VALUE))
        and all(char in _PLAIN or (unicodedata.category(char)[0] in "LN" and char <= _LAST_OF_BASIC_PLANE) for char in text)
    )
