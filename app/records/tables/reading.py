"""What people said of an exam."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.exam import Agreement, ReadingKind
from app.records.tables.table import Document, Id, Short, Table, word


class Reading(Table):
    """What a person said of an exam; signed readings are amended by a new version only."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("exam_id", "version"),)

    id: Mapped[Id]
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    version: Mapped[int]
    kind: Mapped[ReadingKind] = mapped_column(word(ReadingKind))
    reader_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment.id"))
    """The model's answer that the reader saw; None where they saw none."""
    agreement: Mapped[Agreement | None] = mapped_column(word(Agreement))
    content: Mapped[Document]
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    signed_name: Mapped[Short] = mapped_column(default="")
    signed_meaning: Mapped[Short] = mapped_column(default="")
