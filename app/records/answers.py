"""Idempotency keys: a request sent twice is done once and answered alike."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.records.tables import KeptAnswer

KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to a request."""

    status: int
    body: bytes
    location: str = ""
    etag: str = ""


def recall(session: Session, account_id: UUID, key: str, request: bytes) -> Answer | None:
    """The answer given before under this key, if the request is the same one."""
    kept = session.get(KeptAnswer, (account_id, key))
    if kept is None:
        return None
    if kept.request_sha256 != hashlib.sha256(request).hexdigest():
        raise Invalid("This Idempotency-Key was used for another request. Please use a new key.")
    return Answer(kept.status, kept.body, kept.location, kept.etag)


def claim(session: Session, account_id: UUID, key: str, request: bytes) -> Answer | None:
    """Take a key for this transaction; where another holds it, wait for its answer and return that."""
    now = datetime.now(UTC)
    session.execute(delete(KeptAnswer).where(KeptAnswer.kept_at < now - KEPT_FOR))
    before = recall(session, account_id, key, request)
    if before:
        return before
    row = KeptAnswer(
        account_id=account_id,
        key=key,
        request_sha256=hashlib.sha256(request).hexdigest(),
        status=0,
        body=b"",
        location="",
        etag="",
        kept_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return recall(session, account_id, key, request)
    return None


def keep(session: Session, account_id: UUID, key: str, answer: Answer) -> None:
    """Keep the answer under the key taken before."""
    row = session.get_one(KeptAnswer, (account_id, key))
    row.status, row.body, row.location, row.etag = answer.status, answer.body, answer.location, answer.etag
