"""What the models answered to an exam: kept once, added to, never overwritten."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.assessment import GradedPicture, Outcome, Verdict
from app.domain.exam import Ear, ExamState, Laterality
from app.records.exams import pictures_of
from app.records.outcomes import KeptMap, KeptOutcome, Terms, outcome_of, row_of
from app.records.tables import Assessment, Exam, SeverityScore

EARS = {Laterality.LEFT: Ear.LEFT, Laterality.RIGHT: Ear.RIGHT}


def keep_outcome(
    session: Session, exam: Exam, outcome: Outcome, terms: Terms, maps: Sequence[KeptMap] = ()
) -> Assessment:
    """Keep an outcome as the answer in force; where the same was answered before, nothing is added."""
    kept = _find(session, exam, outcome, terms)
    now = datetime.now(UTC)
    if kept is None:
        kept = row_of(exam, outcome, terms, tuple(maps), now)
        session.add(kept)
        session.flush()
        _score(session, exam, outcome, kept)
    if exam.assessment_id != kept.id and kept.verdict is Verdict.SUSPECTED:
        exam.signed_at = None  # what was signed did not know of this suspicion: the exam waits for a reader again
    exam.assessment_id = kept.id
    exam.state = ExamState.DONE if kept.accepted else ExamState.REFUSED
    exam.lease_owner, exam.lease_until, exam.attempts, exam.fault = "", None, 0, {}
    exam.unserved_since = None
    exam.changed_at = now
    session.flush()
    return kept


def outcomes_of(session: Session, exam: Exam) -> list[KeptOutcome]:
    """Every answer to an exam: the one in force, then the others, the newest first."""
    asked = select(Assessment).where(Assessment.exam_id == exam.id)
    in_force = Assessment.id == exam.assessment_id
    rows = session.scalars(asked.order_by(in_force.desc(), Assessment.created_at.desc(), Assessment.id.desc()))
    return [outcome_of(row, exam.task) for row in rows]


def find_outcome(session: Session, exam: Exam, assessment_id: UUID | None) -> KeptOutcome | None:
    """The answer of this id; without one, the one in force."""
    row = session.get(Assessment, assessment_id or exam.assessment_id) if assessment_id or exam.assessment_id else None
    return outcome_of(row, exam.task) if row and row.exam_id == exam.id else None


def _find(session: Session, exam: Exam, outcome: Outcome, terms: Terms) -> Assessment | None:
    return session.scalar(
        select(Assessment).where(
            Assessment.exam_id == exam.id,
            Assessment.model_sha256 == outcome.model.sha256,
            Assessment.terms_sha256 == terms.sha256,
        )
    )


def _score(session: Session, exam: Exam, outcome: Outcome, kept: Assessment) -> None:
    """One score an ear, picture and model: other terms ask the same model about the same picture."""
    ear = EARS.get(exam.laterality)
    if outcome.assessment is None or ear is None:
        return
    pictures = {picture.position: picture.id for picture in pictures_of(session, exam.id)}
    scored = _scored(session, pictures.values(), kept.model_sha256)
    for graded in outcome.assessment.severity:
        picture = pictures[graded.picture]
        if picture not in scored:  # of a picture with several frames the first that was judged
            session.add(_row(exam, ear, picture, graded, kept))
            scored.add(picture)


def _scored(session: Session, pictures: Iterable[UUID], model_sha256: str) -> set[UUID]:
    """The pictures that this model has scored before."""
    asked = select(SeverityScore.picture_id).where(
        SeverityScore.picture_id.in_(pictures), SeverityScore.model_sha256 == model_sha256
    )
    return set(session.scalars(asked))


def _row(exam: Exam, ear: Ear, picture: UUID, graded: GradedPicture, kept: Assessment) -> SeverityScore:
    return SeverityScore(
        patient_id=exam.patient_id,
        picture_id=picture,
        assessment_id=kept.id,
        ear=ear,
        taken_at=exam.taken_at,
        score=graded.score,
        low=graded.low,
        high=graded.high,
        detectable=graded.detectable,
        percentile=graded.percentile,
        model_sha256=kept.model_sha256,
    )
