"""Refusals as pages: a sentence within the frame, or without it where not even the frame can be drawn."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.page.port_client import PortRefusal
from sandbox.page.visit import Desk, visit_of


async def refused(request: Request, error: Exception) -> Response:
    """Port refused what the page asked for."""
    assert isinstance(error, PortRefusal)  # noqa: S101 - Starlette's handler type knows only Exception
    return await _framed(request, error.status, error.message)


async def missing(request: Request, _: Exception) -> Response:
    return await _framed(request, 404, f"There is no page at {request.url.path}.")


async def broken(request: Request, _: Exception) -> Response:
    """The error itself goes to the log of the sandbox; Starlette raises it again after this."""
    return _bare(request, 500, "The page made a mistake; the terminal that runs the sandbox shows which.")


async def _framed(request: Request, status: int, sentence: str) -> Response:
    try:
        visit = await visit_of(request)
    except PortRefusal as refusal:
        return _bare(request, refusal.status, refusal.message)
    return visit.answer("refusal.html", status=status, sentence=sentence)


def _bare(request: Request, status: int, sentence: str) -> HTMLResponse:
    desk: Desk = request.app.state.desk
    return HTMLResponse(desk.templates.get_template("bare.html").render(sentence=sentence), status_code=status)
