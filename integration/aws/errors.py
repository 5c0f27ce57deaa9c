"""Botocore's errors become ours here, once, each saying what we were doing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from integration.domain.errors import IamPermissionsError


class AwsError(IamPermissionsError):
    """AWS did not do what we asked. The message says what we asked and what AWS answered."""


class NotFound(AwsError):
    """What we named does not exist (or is not visible yet)."""


class AlreadyExists(AwsError):
    """The name is taken."""


class AccessDenied(AwsError):
    """Our own principal may not make this call."""


class Throttled(AwsError):
    """AWS asked for patience and botocore's own retries ran out."""


class Busy(AwsError):
    """AWS is changing the same object for somebody else, or something still hangs on it."""


class LimitExceeded(AwsError):
    """A quota of the account is used up."""


class Unreachable(AwsError):
    """No answer: the network, the endpoint, the credentials, or a fault inside AWS."""


_BY_CODE: dict[str, type[AwsError]] = {
    code: kind
    for kind, codes in {
        NotFound: "NoSuchEntity NoSuchEntityException NoSuchBucket NotFound 404 ResourceNotFoundException",
        AlreadyExists: "EntityAlreadyExists EntityAlreadyExistsException",
        AccessDenied: "AccessDenied AccessDeniedException UnauthorizedOperation Forbidden 403 OptInRequired AuthorizationError "
        "NotAuthorized AllAccessDisabled",
        Throttled: "Throttling ThrottlingException ThrottledException TooManyRequestsException RequestLimitExceeded SlowDown "
        "RequestThrottled RequestThrottledException EC2ThrottledException BandwidthLimitExceeded PriorRequestNotComplete "
        "ProvisionedThroughputExceededException TransactionInProgressException",
        Busy: "DeleteConflict ConcurrentModification ConcurrentModificationException EntityTemporarilyUnmodifiable",
        LimitExceeded: "LimitExceeded LimitExceededException",
        Unreachable: "ServiceUnavailable ServiceFailure InternalFailure InternalError ServiceUnavailableException 500 502 503 504 "
        "RequestTimeout RequestTimeoutException ExpiredToken ExpiredTokenException RequestExpired InvalidClientTokenId InvalidAccessKeyId "
        "InvalidToken MissingAuthenticationToken UnrecognizedClientException SignatureDoesNotMatch AuthFailure",
    }.items()
    for code in codes.split()
}


def code_of(error: BaseException | None) -> str:
    """The AWS error code behind one of our errors, "" where there was none."""
    cause = error.__cause__ if isinstance(error, AwsError) else error
    return str(cause.response.get("Error", {}).get("Code", "")) if isinstance(cause, ClientError) else ""


def is_throttling(answer: Mapping[str, Any] | None) -> bool:
    """Whether a parsed answer, or `None` where there came none, asks for patience."""
    return _BY_CODE.get(str((answer or {}).get("Error", {}).get("Code", ""))) is Throttled


def together(errors: Sequence[AwsError]) -> AwsError:
    """Several failures as one, of the kind of the first and chained to it; it says what each of them says, once."""
    whole = type(errors[0])(" ".join(dict.fromkeys(str(error) for error in errors)))
    whole.__cause__ = errors[0]
    return whole


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Runs an AWS call; `what` completes the sentence "AWS could not ...".

    Raises an `AwsError` for every botocore error, chained to it.
    """
    try:
        yield
    except ClientError as error:
        detail = error.response.get("Error", {})
        kind = _BY_CODE.get(str(detail.get("Code", "")), AwsError)
        raise kind(f"AWS could not {what}: {detail.get('Message') or detail.get('Code') or 'no reason given'}") from error
    except (BotoCoreError, ResponseParserError) as error:
        raise Unreachable(f"AWS could not be asked to {what}: {error}") from error
