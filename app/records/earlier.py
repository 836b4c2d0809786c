"""Other exams of the same patient for the same task: what a new picture is laid beside."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.records.tables import Exam

MOST = 50


def other_exams(session: Session, exam: Exam) -> Sequence[Exam]:
    """The newest first; for ears, those of the same side before the others."""
    alike = select(Exam).where(Exam.patient_id == exam.patient_id, Exam.task == exam.task, Exam.id != exam.id)
    found = session.scalars(alike.order_by(Exam.taken_at.desc(), Exam.id.desc()).limit(MOST)).all()
    return sorted(found, key=lambda other: other.laterality is not exam.laterality)
