"""Answers kept so that a request sent twice is done once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.records.tables.table import Digest, Short, Table


class KeptAnswer(Table):
    """What was answered to the first request under an Idempotency-Key."""

    __tablename__ = "kept_answer"
    __table_args__ = (Index(None, "kept_at"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[Short] = mapped_column(primary_key=True)
    request_sha256: Mapped[Digest]
    status: Mapped[int]
    body: Mapped[bytes]
    location: Mapped[Short]
    etag: Mapped[Short]
    kept_at: Mapped[datetime]
