"""Answers: pages, redirects, problems."""

import secrets
from contextlib import suppress
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.responses import Response

from app.errors import Doubtful, NeoscreenError, TooSoon, Unavailable, UnusableFiles
from app.records.database import RecordsError
from app.web.templates import View
from app.web.visit import Visit, cookie_name, form_token, is_secure, language_of, the_clinic, visitor


@dataclass(frozen=True, slots=True)
class ErrorView(View):
    """What went wrong, and what to do next."""

    template = "error.html"
    title: str
    sentence: str
    status: int


def page(visit: Visit, view: View, status: int = 200) -> HTMLResponse:
    """A page in the visitor's language and theme."""
    secret = ""
    if not visit.form_token:
        secret = secrets.token_urlsafe(32)
        visit = Visit(visit.request, visit.clinic, visit.account, form_token(secret))
    html = visit.clinic.templates.render(visit.language.code, view, visit=visit)
    response = HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
    if secret:
        set_cookie(visit.request, response, "visitor", secret)
    return response


def go(path: str) -> RedirectResponse:
    """See there, after a form was taken."""
    return RedirectResponse(path, 303)


def inside(path: str) -> str:
    """Only addresses of this server: nobody is sent elsewhere after a form."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"


def set_cookie(request: Request, response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """A cookie for this host alone, out of reach of scripts."""
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=max_age,
        httponly=True,
        secure=is_secure(request),
        samesite="lax",
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    response.delete_cookie(cookie_name(request, name), httponly=True, secure=is_secure(request), samesite="lax")


def wants_page(request: Request) -> bool:
    """A person's browser asks, not a program."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def refusal(request: Request, error: NeoscreenError) -> Response:
    """An error as a page for people, or as application/problem+json (RFC 9457)."""
    visit = _visit(request)
    language = visit.language
    headers = {}
    if isinstance(error, TooSoon | Unavailable) and error.seconds is not None:
        headers["Retry-After"] = str(error.seconds)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if wants_page(request):
        view = ErrorView(language.say(error.title), language.say_error(error), error.status)
        response: Response = page(visit, view, error.status)
    else:
        response = JSONResponse(_problem(request, error), error.status, media_type="application/problem+json")
    response.headers.update(headers)
    return response


def _visit(request: Request) -> Visit:
    """Who asks, also where no route looked: at an address that is not there."""
    known: Visit | None = getattr(request.state, "visit", None)
    clinic = the_clinic(request)
    if known is None and wants_page(request):
        with suppress(RecordsError, NeoscreenError), clinic.database.reading() as session:
            known = visitor(request, clinic, session)
    return known or Visit(request, clinic, None, "")


def _problem(request: Request, error: NeoscreenError) -> dict[str, object]:
    language = the_clinic(request).languages[language_of(request, None)]
    problem: dict[str, object] = {
        "type": "about:blank",
        "title": language.say(error.title),
        "status": error.status,
        "detail": language.say_error(error),
        "request_id": request.state.request_id,
    }
    if isinstance(error, UnusableFiles):
        problem["files"] = [
            {"position": file.position, "name": file.name, "detail": language.say_error(file.error)}
            for file in error.files
        ]
    if isinstance(error, Doubtful):
        problem["complaints"] = [
            {"code": doubt.code, "detail": language.say(doubt.sentence), "href": doubt.place} for doubt in error.doubts
        ]
    if error.fields:
        problem["fields"] = {field: language.say(said) for field, said in error.fields.items()}
    return problem
