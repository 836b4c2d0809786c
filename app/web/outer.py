"""The outermost layer: request ids, the log line, metrics, security headers; nothing escapes it."""

import time
import traceback
from uuid import uuid4

import structlog
from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import NeoscreenError
from app.message import message
from app.web.metrics import REQUEST_SECONDS, REQUESTS
from app.web.respond import refusal
from app.web.visit import is_secure

log = structlog.get_logger()

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(self), geolocation=(), microphone=(), interest-cohort=()",
}
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
HSTS = b"max-age=31536000; includeSubDomains"


class Outer:
    """Wraps the application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        request.state.request_id = uuid4().hex
        started, status = time.perf_counter(), 0

        async def answer(sent: Message) -> None:
            nonlocal status
            if sent["type"] == "http.response.start":
                status = sent["status"]
                sent["headers"] = [*sent.get("headers", []), *_headers(request)]
            await send(sent)

        try:
            await self.app(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 (the outermost edge: nobody is ever shown a stack)
            _tell(request, error)
            if not status:
                await refusal(request, NeoscreenError(SORRY))(scope, receive, answer)
        finally:
            _count(request, status, time.perf_counter() - started)


SORRY = message(
    "Something went wrong on our side. Please try again; if it happens again, give this number to your administrator."
)


def _headers(request: Request) -> list[tuple[bytes, bytes]]:
    extra = [(b"x-request-id", request.state.request_id.encode())]
    if is_secure(request):
        extra.append((b"strict-transport-security", HSTS))
    return [*HEADERS.items(), *extra]


def _tell(request: Request, error: Exception) -> None:
    """Type and place of a surprise; never its text, which may name a patient."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("surprise", error=type(error).__name__, frames=frames[-8:], request_id=request.state.request_id)


def _count(request: Request, status: int, seconds: float) -> None:
    route = request.scope.get("route")
    path = route.path if route is not None else "none"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(method, path, str(status)).inc()
    REQUEST_SECONDS.labels(path).observe(seconds)
    if path not in {"/healthz", "/readyz", "/metrics", "/static"}:
        log.info(
            "request",
            method=method,
            route=path,
            status=status,
            milliseconds=round(seconds * 1000, 1),
            request_id=request.state.request_id,
        )
