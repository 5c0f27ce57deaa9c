"""Every error of botocore comes out as one of ours, which says what we were doing and is chained to its cause."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore import exceptions
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker

from integration.aws.errors import (
    AccessDenied,
    AlreadyExists,
    AwsError,
    Busy,
    LimitExceeded,
    NotFound,
    Throttled,
    Unreachable,
    code_of,
    doing,
)
from integration.domain.errors import IamPermissionsError
from integration.resources.menu import MENU

_CLIENTS = sorted({"iam", "sts", "resourcegroupstaggingapi", *(row.listing.client for row in MENU)})


def _botocore_errors() -> Iterator[BotoCoreError]:
    kinds: list[Any] = [kind for kind in vars(exceptions).values() if inspect.isclass(kind) and issubclass(kind, BotoCoreError)]
    for kind in kinds:
        fields = dict.fromkeys(re.findall(r"\{(\w+)", kind.fmt), "something")
        # A waiter's error takes a field that its text does not name.
        yield kind(**fields, **{"last_response": {}} if kind is exceptions.WaiterError else {})


def _published_codes(client: str) -> set[str]:
    """The error codes of a service, as botocore's model of it names them."""
    model = boto3.client(client, region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none").meta.service_model
    return {shape.error_code for shape in model.error_shapes}


def _client_error(code: str, message: str = "for a reason") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "SomeOperation")


def _ours(error: Exception) -> AwsError:
    with pytest.raises(AwsError) as raised, doing("read the role r"):
        raise error
    return raised.value


@pytest.mark.parametrize("error", list(_botocore_errors()), ids=lambda error: type(error).__name__)
def test_an_error_without_an_answer_of_aws_is_unreachable(error: BotoCoreError) -> None:
    ours = _ours(error)
    assert type(ours) is Unreachable
    assert str(ours) == f"AWS could not be asked to read the role r: {error}"
    assert ours.__cause__ is error
    assert code_of(ours) == ""


def test_an_answer_that_is_not_of_aws_is_unreachable() -> None:
    """A proxy's HTML page, say; botocore's own class for it is none of its `BotoCoreError`s."""
    with pytest.raises(Unreachable, match="read the role r"), doing("read the role r"):
        raise ResponseParserError("Unable to parse response")


@pytest.mark.parametrize("client", _CLIENTS)
def test_every_error_that_a_service_publishes_is_ours_and_keeps_its_code(client: str) -> None:
    for code in _published_codes(client) | {"SomethingNew"}:
        error = _client_error(code)
        ours = _ours(error)
        assert str(ours) == "AWS could not read the role r: for a reason"
        assert ours.__cause__ is error
        assert code_of(ours) == code_of(error) == code


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("NoSuchEntity", NotFound),
        ("404", NotFound),
        ("EntityAlreadyExists", AlreadyExists),
        ("AccessDenied", AccessDenied),
        ("AccessDeniedException", AccessDenied),
        ("AuthorizationError", AccessDenied),  # Amazon SNS
        ("UnauthorizedOperation", AccessDenied),  # Amazon EC2
        ("403", AccessDenied),  # a HEAD, which has no body
        ("DeleteConflict", Busy),
        ("ConcurrentModification", Busy),
        ("EntityTemporarilyUnmodifiable", Busy),
        ("LimitExceeded", LimitExceeded),
        ("ExpiredToken", Unreachable),
        ("RequestExpired", Unreachable),  # Amazon EC2, for an expired token
        ("InvalidClientTokenId", Unreachable),
        ("SomethingNew", AwsError),
    ],
)
def test_a_code_means_what_the_code_above_acts_on(code: str, kind: type[AwsError]) -> None:
    assert type(_ours(_client_error(code))) is kind


def test_what_botocore_waits_for_is_throttling_or_a_fault_of_aws() -> None:
    # IAM says LimitExceeded for a quota, and waiting does not help there.
    for code in {*ThrottledRetryableChecker()._THROTTLED_ERROR_CODES} - {"LimitExceededException"}:
        assert type(_ours(_client_error(code))) is Throttled, code
    for code in {*TransientRetryableChecker()._TRANSIENT_ERROR_CODES} - {"PriorRequestNotComplete"}:
        assert type(_ours(_client_error(code))) is Unreachable, code


def test_an_answer_without_a_reason_is_told_by_its_code_or_as_none() -> None:
    assert str(_ours(_client_error("Odd", ""))) == "AWS could not read the role r: Odd"
    assert str(_ours(ClientError({}, "SomeOperation"))) == "AWS could not read the role r: no reason given"


def test_what_is_not_botocores_passes_through() -> None:
    with pytest.raises(KeyError), doing("read the role r"):
        raise KeyError("Role")
    with pytest.raises(NotFound, match="inner"), doing("read the role r"):
        raise NotFound("inner")
    assert code_of(None) == code_of(KeyError()) == code_of(AwsError("without a cause")) == ""
    assert issubclass(AwsError, IamPermissionsError)
