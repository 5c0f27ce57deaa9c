"""EventBridge, and what a person reads in the catalog after it has told the integration of a call."""

from dataclasses import dataclass

import httpx

from integration.port.live.event_webhook import HEADER
from sandbox.company import ACCOUNT
from sandbox.ocean import LIVE_EVENTS_KEY
from tests.e2e.port import Json, Port
from tests.e2e.waiting import until
from tests.envelopes import envelope, iam_envelope

HELD = "northlight-order-archive"
# Far more than the first look takes, and less than the second one waits for.
SECONDS = 15


@dataclass(frozen=True, slots=True)
class EventBridge:
    """Posts to the integration's webhook."""

    http: httpx.Client

    def post(self, event: object, key: str | bytes | None = LIVE_EVENTS_KEY) -> int:
        sent = {HEADER.encode(): key.encode() if isinstance(key, str) else key} if key else {}
        return self.http.post("/integration/webhook", json=event, headers=sent).status_code

    def tell(self, event: object) -> None:
        assert self.post(event) == httpx.codes.OK

    def catch_up(self, port: Port) -> None:
        """One worker takes the events in their order, so when this last one shows, those before it are done with."""
        arn = arn_of("northlight-website")
        port.patch_entity("aws_resource", arn, {"console_link": "https://example.com/changed"})
        self.tell(s3_call("PutBucketTagging", "northlight-website"))
        until(lambda: "example.com" not in str(port.entity("aws_resource", arn)), "the last event in the catalog", SECONDS)


def call_of(service: str, name: str, request: Json, response: Json | None = None) -> Json:
    return envelope(service, name, request, response, account=ACCOUNT, region="us-east-1")


def s3_call(name: str, bucket: str) -> Json:
    return call_of("s3", name, {"bucketName": bucket})


def iam_call(name: str, request: Json) -> Json:
    return iam_envelope(name, request, account=ACCOUNT)


def arn_of(bucket: str) -> str:
    return f"arn:aws:s3:::{bucket}"
