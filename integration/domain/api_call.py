"""A call of AWS's API by anybody, as CloudTrail tells of it through EventBridge."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_DETAIL_TYPE = "AWS API Call via CloudTrail"
_SOURCE = re.compile(r"([a-z0-9-]+)\.amazonaws\.com")
_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+")


@dataclass(frozen=True, slots=True)
class ApiCall:
    """`id` is that of the event, which every delivery of it repeats; `service` a prefix such as "s3"; `detail` what CloudTrail wrote.

    It is believed for what it speaks about, and for nothing that it says of it.
    """

    id: str
    account: str
    region: str
    service: str
    name: str
    detail: Mapping[str, Any]

    @classmethod
    def parse(cls, envelope: object) -> "ApiCall | None":
        """The call in an envelope of EventBridge; `None` for anything else, and for a call that AWS refused."""
        if not isinstance(envelope, Mapping) or envelope.get("detail-type") != _DETAIL_TYPE:
            return None
        detail = envelope.get("detail")
        if not isinstance(detail, Mapping) or detail.get("errorCode"):
            return None
        source = _SOURCE.fullmatch(_text(detail, "eventSource"))
        call = cls(
            id=_text(envelope, "id"),
            account=_text(envelope, "account"),
            region=_text(detail, "awsRegion"),
            service=source[1] if source else "",
            name=_text(detail, "eventName"),
            detail=detail,
        )
        whole = call.id and call.service and call.name and _ACCOUNT.fullmatch(call.account) and _REGION.fullmatch(call.region)
        return call if whole else None


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""
