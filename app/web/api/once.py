"""Idempotency-Key on every POST: sent twice, done once, answered alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel

from app.records.answers import Answer, claim, keep
from app.records.database import Session
from app.web.visit import Member

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Any text of your own; the same key answers the same request again instead of doing it twice.",
    ),
]


@dataclass(frozen=True, slots=True)
class Idempotency:
    """The key of this request, if it has one."""

    path: str
    key: str | None

    def answer(self, visit: Member, session: Session, body: BaseModel, act: Callable[[], Response]) -> Response:
        """What was answered before under this key, or what acting now answers."""
        if self.key is None:
            return act()
        request = f"POST {self.path}\n{body.model_dump_json()}".encode()
        kept = claim(session, visit.account.id, self.key, request)
        if kept:
            return _replay(kept)
        response = act()
        keep(session, visit.account.id, self.key, _keepable(response))
        return response


def idempotency(request: Request, key: Key = None) -> Idempotency:
    return Idempotency(request.url.path, key)


Once = Annotated[Idempotency, Depends(idempotency)]


def _keepable(response: Response) -> Answer:
    return Answer(
        response.status_code,
        bytes(response.body),
        response.headers.get("location", ""),
        response.headers.get("etag", ""),
    )


def _replay(kept: Answer) -> Response:
    headers = {"Location": kept.location, "ETag": kept.etag, "Idempotency-Replayed": "true"}
    return Response(
        kept.body,
        kept.status,
        headers={name: value for name, value in headers.items() if value},
        media_type="application/json",
    )
