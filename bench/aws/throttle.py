"""Says no the way AWS does: to a share of all calls, or to what is faster than a rate."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from bench.aws.call import Call, query_error
from bench.wire import Answer, Meter


@dataclass
class _Bucket:
    """A token bucket: `rate` calls a second, and `rate` at once."""

    rate: float
    tokens: float
    at: float

    def take(self) -> bool:
        now = monotonic()
        self.tokens = min(self.rate, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass
class Throttle:
    """`iam_rate`: what IAM takes of one account and action in a second, over so much at once; 0 for no limit."""

    meter: Meter
    iam_rate: float = 0
    _buckets: dict[tuple[str, str], _Bucket] = field(default_factory=dict)

    def change(self, told: Mapping[str, Any]) -> None:
        self.iam_rate = told.get("iam_rate", self.iam_rate)

    def refused(self, call: Call) -> Answer | None:
        if self.meter.is_refused():
            return _refusal(call)
        if self._too_fast(call):
            self.meter.throttled += 1
            return _refusal(call)
        return None

    def _too_fast(self, call: Call) -> bool:
        if not self.iam_rate or call.service != "iam":
            return False
        key = (call.account, call.action)
        bucket = self._buckets.setdefault(key, _Bucket(self.iam_rate, self.iam_rate, monotonic()))
        return not bucket.take()


def _refusal(call: Call) -> Answer:
    if call.service == "s3":
        return Answer(f"{call.service}:throttled", b"<Error><Code>SlowDown</Code><Message>Slow down</Message></Error>", 503, "text/xml")
    if call.service == "ec2":
        body = b"<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Slow down</Message></Error></Errors></Response>"
        return Answer(f"{call.service}:throttled", body, 503, "text/xml")
    if call.service in ("tagging", "organizations"):
        body = json.dumps({"__type": "ThrottlingException", "message": "Slow down"}).encode()
        return Answer(f"{call.service}:throttled", body, 400, "application/x-amz-json-1.1")
    return query_error(call, 400, "Throttling", "Rate exceeded")
