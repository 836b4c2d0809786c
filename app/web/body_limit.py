"""Bodies over the limit: read to their end, thrown away, and answered with a real 413."""

import anyio
from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import TooLarge
from app.web.respond import refusal

DRAIN_FACTOR = 8
DRAIN_SECONDS = 30


class BodyLimit:
    """A client cut off while it sends sees a broken connection; so the excess is drained first, within reason."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        if _declared(request) > self.limit:
            await self._refuse(request, send, 0)
            return
        body = _Body(receive, self.limit)
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            if not begun:
                await body.drain(self.limit)
            if begun or not body.excess:
                begun = True
                await send(message)

        await self.app(scope, body.receive, answer)
        if body.excess and not begun:
            await self._refuse(request, send, body.taken)

    async def _refuse(self, request: Request, send: Send, taken: int) -> None:
        body = _Body(request.receive, self.limit, taken)
        await body.drain(self.limit * DRAIN_FACTOR)
        megabytes = self.limit // 1_000_000
        error = TooLarge("This is larger than {megabytes} MB. Please send it in smaller parts.", megabytes=megabytes)
        response = refusal(request, error)
        response.headers["Connection"] = "close"
        await response(request.scope, request.receive, send)


class _Body:
    """A request's body as it comes in, counted."""

    def __init__(self, receive: Receive, limit: int, taken: int = 0) -> None:
        self._receive = receive
        self._limit = limit
        self._ended = False
        self.taken = taken

    @property
    def excess(self) -> bool:
        return self.taken > self._limit

    async def receive(self) -> Message:
        message = await self._next()
        if self.excess:
            raise HTTPException(413)
        return message

    async def drain(self, most: int) -> None:
        """Read on without keeping anything, so that the answer is heard."""
        with anyio.move_on_after(DRAIN_SECONDS):
            while not self._ended and self.taken <= most:
                await self._next()

    async def _next(self) -> Message:
        message = await self._receive()
        self.taken += len(message.get("body", b""))
        self._ended = self._ended or not message.get("more_body", False)
        return message


def _declared(request: Request) -> int:
    length = request.headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0
