"""What a list says of each of its exams, asked for all of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from app.records.tables import Assessment, Exam, Picture


@dataclass(frozen=True, slots=True)
class Summary:
    """One exam in a line."""

    pictures: int = 0
    frames: int = 0
    answer: Assessment | None = None
    """The one in force, without what only its own page shows."""


def summarise(session: Session, exams: Sequence[Exam]) -> dict[UUID, Summary]:
    """A summary for every exam given."""
    wanted = [exam.id for exam in exams]
    pictures = _pictures(session, wanted)
    answers = _in_force(session, wanted)
    return {exam: Summary(*pictures.get(exam, (0, 0)), answers.get(exam)) for exam in wanted}


def _pictures(session: Session, exams: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    counted = select(Picture.exam_id, func.count(), func.sum(Picture.frames)).where(Picture.exam_id.in_(exams))
    return {exam: (pictures, frames) for exam, pictures, frames in session.execute(counted.group_by(Picture.exam_id))}


def _in_force(session: Session, exams: Sequence[UUID]) -> dict[UUID, Assessment]:
    asked = select(Assessment).join(Exam, Exam.assessment_id == Assessment.id).where(Exam.id.in_(exams))
    light = asked.options(defer(Assessment.answer), defer(Assessment.embedding), defer(Assessment.timings))
    return {answer.exam_id: answer for answer in session.scalars(light)}
