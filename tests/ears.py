"""A synthetic child's ears over eight weeks: scores of two model versions, visits and a treatment, for many tests."""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app.domain.exam import Ear, ExamState, Laterality, ReadingMode, Skin
from app.domain.treatment import PeriodFacts, VisitFacts
from app.records.choices import Choice, choose
from app.records.database import Session
from app.records.tables import Assessment, Exam, Patient, Picture, SeverityScore
from app.records.treatment import add_period, add_visit

OLD, NEW = "a" * 64, "b" * 64
VERSIONS = {OLD: "0.1.0-demo", NEW: "0.2.0-demo"}
BAND, DETECTABLE = 0.3, 0.42
NOON = timedelta(hours=4)
"""In Shanghai it is then noon."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One ear's picture on a day of life, and what a model made of it."""

    day: int
    ear: Ear
    score: float
    model: str = OLD
    pictures: int = 1


def eight_weeks(weeks: int = 8, model_change: int = 30) -> tuple[Shot, ...]:
    """The left ear gets better under treatment, the right one stays as it is; the model changes on the way."""
    days = [6 + round(50 * week / (weeks - 1)) for week in range(weeks)]
    return tuple(
        Shot(day, ear, score, NEW if day >= model_change else OLD)
        for day in days
        for ear, score in ((Ear.LEFT, 0.1 + 1.05 * math.exp((6 - day) / 14)), (Ear.RIGHT, 0.55 + 0.03 * math.sin(day)))
    )


def take(session: Session, patient: Patient, shot: Shot, by: UUID, model: str | None = None) -> UUID:
    """One exam with its pictures, analysed; returns the exam."""
    assert patient.birth_date
    at = datetime.combine(patient.birth_date, datetime.min.time(), UTC) + timedelta(days=shot.day) + NOON
    number = f"{patient.id}{shot.day}{shot.ear}".encode().hex()[-64:].rjust(64, "0")
    exam = Exam(
        site_id=patient.site_id, patient_id=patient.id, task="auricular", laterality=Laterality(shot.ear),
        taken_at=at, pictures_sha256=number, bytes=1000, state=ExamState.DONE, created_at=at,
        created_by_id=by, changed_at=at,
    )  # fmt: skip
    session.add(exam)
    session.flush()
    for position in range(shot.pictures):
        session.add(
            Picture(exam_id=exam.id, position=position, sha256=number, bytes=1000, media_type="image/jpeg",
                    width=800, height=1000)
        )  # fmt: skip
    session.flush()
    analyse(session, exam, shot, model or shot.model)
    return exam.id


def analyse(session: Session, exam: Exam, shot: Shot, model: str, later: timedelta = timedelta()) -> None:
    """One model's answer to an exam; a later one is in force, and replaces none."""
    assessment = Assessment(
        exam_id=exam.id, model_sha256=model, model_version=VERSIONS.get(model, model[:8]), preset="demo",
        synthetic=True, preparation_version=1, terms_sha256="0" * 64, point="youden", prevalence=0.5, accepted=True,
        answer={}, timings={}, created_at=exam.taken_at + later,
    )  # fmt: skip
    session.add(assessment)
    session.flush()
    exam.assessment_id = assessment.id
    for position, picture in enumerate(session.query(Picture).filter_by(exam_id=exam.id).order_by(Picture.position)):
        score = shot.score + 0.02 * position
        session.add(
            SeverityScore(
                patient_id=exam.patient_id, picture_id=picture.id, assessment_id=assessment.id, ear=shot.ear,
                taken_at=exam.taken_at, score=score, low=score - BAND, high=score + BAND, detectable=DETECTABLE,
                percentile=min(99.0, 50 + 40 * score), model_sha256=model,
            )
        )  # fmt: skip
    session.flush()


def follow(session: Session, patient: Patient, by: UUID, shots: tuple[Shot, ...] | None = None) -> None:
    """The whole story, at a site that hides no answer: pictures, a treatment of the left ear, and its visits."""
    choose(session, patient.site_id, "auricular", Choice(reading_mode=ReadingMode.CONCURRENT))
    for shot in shots or eight_weeks():
        take(session, patient, shot, by)
    assert patient.birth_date
    began = patient.birth_date + timedelta(days=6)
    period = PeriodFacts(Ear.LEFT, "EarWell", began, began + timedelta(days=28), "S", "shape reached")
    add_period(session, patient, period)
    for week in range(7):
        for ear in Ear:
            add_visit(session, patient, weekly(patient.birth_date, week, ear), by)
    session.flush()


def follow_daily(session: Session, patient: Patient, by: UUID) -> None:
    """Two hundred scores: both ears on a hundred days, by two models."""
    for day in range(3, 103):
        for ear in Ear:
            take(session, patient, Shot(day, ear, 0.5 + day / 200, OLD if day < 50 else NEW), by)


def weekly(birth: date, week: int, ear: Ear) -> VisitFacts:
    seen_at = datetime.combine(birth, datetime.min.time(), UTC) + timedelta(days=6 + 7 * week) + NOON
    sore = ear is Ear.LEFT and week == 3
    return VisitFacts(
        ear=ear,
        seen_at=seen_at,
        device="EarWell" if ear is Ear.LEFT and week < 5 else "",
        hours_worn=22 if ear is Ear.LEFT and week < 5 else None,
        skin=Skin.ERYTHEMA if sore else Skin.INTACT,
        length_mm=34 + week / 2,
        width_mm=22.5,
        grade=None if week % 3 == 2 else (max(1, 4 - week) if ear is Ear.LEFT else 3),
        satisfaction=4,
        next_visit_on=(seen_at + timedelta(days=7)).date(),
    )
