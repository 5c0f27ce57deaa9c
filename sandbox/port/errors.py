"""Port's refusals: every error answer is {"ok": false, "error": a word, "message": a sentence}."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse


class PortError(Exception):
    """A request that Port refuses, with the status and the words of the refusal."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = error
        self.message = message


def not_found(kind: str, identifier: str) -> PortError:
    return PortError(404, "not_found", f'{kind} with identifier "{identifier}" was not found')


def taken(kind: str, identifier: str) -> PortError:
    return PortError(409, "identifier_taken", f'{kind} with identifier "{identifier}" already exists')


def invalid(message: str) -> PortError:
    return PortError(422, "invalid_request", message)


def forbidden(message: str) -> PortError:
    return PortError(403, "forbidden", message)


def answer_errors(api: FastAPI) -> None:
    """Make every refusal of this API, the framework's own included, look like Port's."""
    api.add_exception_handler(PortError, _refused)
    api.add_exception_handler(RequestValidationError, _shapeless)
    api.add_exception_handler(HTTPException, _unrouted)


def _body(status: int, error: str, message: str) -> JSONResponse:
    return JSONResponse({"ok": False, "error": error, "message": message}, status_code=status)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, PortError)  # noqa: S101 - Starlette's handler type knows only Exception
    return _body(error.status, error.error, error.message)


async def _shapeless(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    first = error.errors()[0]
    place = "/".join(str(step) for step in first["loc"])
    return _body(422, "invalid_request", f"{place}: {first['msg']}")


async def _unrouted(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    word = "not_found" if error.status_code == 404 else "invalid_request"
    return _body(error.status_code, word, f"{request.method} {request.url.path}: {error.detail}")
