"""One line of the audit trail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.records.tables.table import Digest, Short, Table


class AuditEntry(Table):
    """Who did what to whom; chained by hashes, never changed."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "at"),
        Index(None, "actor", "sequence"),
        Index(None, "subject_id", "sequence"),
        Index(None, "action", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[Short]
    """The account's name, or what acted: 'console', 'nobody'."""
    action: Mapped[Short]
    subject: Mapped[Short]
    """The kind of thing acted on."""
    subject_id: Mapped[Short]
    site_id: Mapped[UUID | None]
    request_id: Mapped[Short]
    details: Mapped[str]
    """Canonical JSON."""
    previous_hash: Mapped[Digest]
    hash: Mapped[Digest]
