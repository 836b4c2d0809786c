"""Exams whose state changed lately: what live pages are told of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.exam import ExamState
from app.records.tables import Exam

MOST = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """One exam as it stands now."""

    exam_id: UUID
    site_id: UUID
    state: ExamState
    at: datetime


def changes_since(session: Session, moment: datetime, site_id: UUID | None = None) -> Sequence[Change]:
    """Exams that changed after a moment, the earliest first, each once as it stands now."""
    found = select(Exam.id, Exam.site_id, Exam.state, Exam.changed_at).where(Exam.changed_at > moment)
    if site_id:
        found = found.where(Exam.site_id == site_id)
    rows = session.execute(found.order_by(Exam.changed_at, Exam.id).limit(MOST))
    return [Change(*row) for row in rows]
