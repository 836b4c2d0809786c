"""From whatever is raised to what is answered; refusals are audited, surprises logged."""

from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.errors import (
    Forbidden,
    Invalid,
    Malformed,
    NeoscreenError,
    NotFound,
    SignedOut,
    TooLarge,
    Unavailable,
    UnknownKind,
)
from app.records.audit import NOBODY, record
from app.records.database import UNKEEPABLE, UNREACHABLE
from app.web.respond import refusal, wants_page
from app.web.visit import SAFE, the_clinic

log = structlog.get_logger()


def install(app: FastAPI) -> None:
    """Teach the application to say every error well."""
    app.add_exception_handler(NeoscreenError, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_invalid)
    app.add_exception_handler(HTTPException, _refuse_http)
    for kind in UNREACHABLE:
        app.add_exception_handler(kind, _refuse_unavailable)
    app.add_exception_handler(UNKEEPABLE, _refuse_unkeepable)


def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, NeoscreenError)
    if isinstance(error, Forbidden | NotFound | SignedOut):
        _note(request, error)
    if isinstance(error, SignedOut) and wants_page(request) and request.method in SAFE:
        return RedirectResponse(f"/sign-in?next={quote(request.url.path)}", 303)
    return refusal(request, error)


def _refuse_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if all(fault["loc"][0] == "path" for fault in error.errors()):
        return refusal(request, NotFound("There is no such page. Please check the address."))
    faults = {_printable(fault["loc"][1:]): _printable([fault["msg"]]) for fault in error.errors()}
    if any(fault["type"] == "json_invalid" for fault in error.errors()):
        return refusal(request, Malformed("The body is not valid JSON. Please check it and send it again."))
    return refusal(request, Invalid("Some values cannot be used. Please mend the named fields.", fields=faults))


def _printable(parts: Sequence[object]) -> str:
    """A field's name may be whatever was sent."""
    return ".".join(map(str, parts)).encode(errors="replace").decode()[:200]


def _refuse_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return refusal(request, _named(error))


def _refuse_unavailable(request: Request, error: Exception) -> Response:
    log.error("database unavailable", error=type(error).__name__, request_id=request.state.request_id)
    return refusal(request, Unavailable("The records cannot be reached right now. Please try again in a minute."))


def _refuse_unkeepable(request: Request, _error: Exception) -> Response:
    return refusal(request, Invalid("This holds signs that cannot be kept. Please type it again."))


class MethodNotAllowed(NeoscreenError):
    status = 405


def _named(error: HTTPException) -> NeoscreenError:
    """The framework's own errors in our words."""
    match error.status_code:
        case 404:
            return NotFound("There is no such page. Please check the address.")
        case 405:
            return MethodNotAllowed("This address does not take this method.")
        case 413:
            return TooLarge("This is more than the server takes at once. Please send less.")
        case 415:
            return UnknownKind("This kind of content is not taken here.")
        case 503:
            return Unavailable("The server is busy. Please try again in a moment.")
        case _:
            return Malformed("The request cannot be read. Please check it and send it again.")


def _note(request: Request, error: NeoscreenError) -> None:
    """A refusal outlives the transaction it ended."""
    route = request.scope.get("route")
    if route is None:
        return
    visit = getattr(request.state, "visit", None)
    with the_clinic(request).database.transaction() as session:
        record(
            session,
            visit.actor if visit else NOBODY,
            "refused",
            "route",
            _identified(request.path_params.get("patient_id")),
            route=f"{request.method} {route.path}",
            status=error.status,
        )


def _identified(text: object) -> str:
    """An id as typed into an address, if it is one at all."""
    try:
        return str(UUID(str(text)))
    except ValueError:
        return ""
