"""The worklist: exams of a site, the newest first."""

from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.domain.exam import ExamState
from app.records.page import Page, mark, unmark
from app.records.tables import Exam

PAGE = 50


def list_exams(
    session: Session,
    site_id: UUID,
    *,
    task: str = "",
    state: ExamState | None = None,
    signed: bool | None = None,
    urgent: bool = False,
    patient_id: UUID | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[Exam]:
    """A page of exams, with their patients; `patient_id` is one the asker may see."""
    # A patient is of one site; naming the site as well would lead planners to its far longer list.
    found = select(Exam).where(Exam.patient_id == patient_id if patient_id else Exam.site_id == site_id)
    if task:
        found = found.where(Exam.task == task)
    if state:
        found = found.where(Exam.state == state)
    if signed is not None:
        found = found.where(Exam.signed_at.is_not(None) if signed else Exam.signed_at.is_(None))
    if urgent:
        found = found.where(Exam.urgent == urgent)
    if after:
        found = found.where(tuple_(Exam.taken_at, Exam.id) < tuple_(*unmark(after)))
    rows = session.scalars(found.order_by(Exam.taken_at.desc(), Exam.id.desc()).limit(limit + 1)).all()
    more = len(rows) > limit
    return Page(rows[:limit], mark(rows[limit - 1].taken_at, rows[limit - 1].id) if more else None)
