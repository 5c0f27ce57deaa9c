"""What is read from an envelope, and what is not worth reading."""

from typing import Any

import pytest

from integration.domain.api_call import ApiCall
from tests.envelopes import ACCOUNT, REGION, envelope

_REQUEST = {"bucketName": "reports"}


def test_an_envelope_tells_who_was_asked_for_what_and_where() -> None:
    whole = envelope("s3", "CreateBucket", _REQUEST)
    call = ApiCall.parse(whole)
    assert call == ApiCall(whole["id"], ACCOUNT, REGION, "s3", "CreateBucket", whole["detail"])


@pytest.mark.parametrize(
    "changed",
    [
        {"errorCode": "AccessDenied", "errorMessage": "not authorized"},
        {"detail-type": "EC2 Instance State-change Notification"},
        {"detail": None},
        {"detail": [1]},
        {"id": ""},
        {"id": 7},
        {"account": "12345"},
        {"account": None},
        {"region": "nowhere"},
        {"eventSource": "s3.example.com"},
        {"eventSource": None},
        {"eventName": {"a": 1}},
    ],
)
def test_what_was_refused_or_is_no_call_is_not_read(changed: dict[str, Any]) -> None:
    assert ApiCall.parse(envelope("s3", "CreateBucket", _REQUEST, **changed)) is None


@pytest.mark.parametrize("garbage", [None, [], "text", 7, {}, {"detail-type": "AWS API Call via CloudTrail"}, [{"id": "1"}]])
def test_garbage_is_not_read(garbage: Any) -> None:
    assert ApiCall.parse(garbage) is None
