"""Severity scores as they are read: one point an exam and ear, by the model whose answer is in force."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session, aliased

from app.domain.course import Birth, Course, Period
from app.domain.course import Visit as SeenEar
from app.domain.exam import Ear
from app.domain.person import Person
from app.domain.trend import Point, Scorer, average
from app.records.readings import shown_to
from app.records.tables import Assessment, Exam, Patient, Picture, Reading, SeverityScore
from app.records.treatment import period_facts, periods_of, visit_facts, visits_of

Found = Row[SeverityScore, UUID, str, bool, bool]
InForce = aliased(Assessment)


@dataclass(frozen=True, slots=True)
class Score:
    """One picture's score, and whether its model's answer is in force."""

    point: Point
    picture: UUID
    in_force: bool


def read_course(session: Session, patient: Patient, today: date, person: Person) -> Course:
    """The ears of a child over time, as far as this person may see the model's answers."""
    assert patient.birth_date, "a child is born"
    birth = Birth(patient.birth_date, patient.gestation_days, ZoneInfo(patient.site.zone))
    everything = scores_of(session, patient.id)
    scores = shown_scores(session, everything, person)
    points, superseded = points_in_force(scores)
    visits = tuple(
        SeenEar(row.id, visit_facts(row), row.version, row.seen_by.full_name) for row in visits_of(session, patient.id)
    )
    graded = {(visit.facts.ear, birth.day(visit.facts.seen_at)) for visit in visits if visit.facts.grade is not None}
    return Course(
        birth=birth,
        today=today,
        points=tuple(replace(point, seen=point.seen or _graded(point, birth, graded)) for point in points),
        superseded=superseded,
        waiting=len({score.point.exam for score in everything} - {score.point.exam for score in scores}),
        visits=visits,
        periods=tuple(Period(row.id, period_facts(row), row.version) for row in periods_of(session, patient.id)),
    )


def scores_of(session: Session, patient_id: UUID) -> tuple[Score, ...]:
    """Every score of a patient's pictures, by every model, in order of time."""
    same_model = and_(InForce.accepted, InForce.model_sha256 == SeverityScore.model_sha256)
    found = (
        select(SeverityScore, Picture.exam_id, Assessment.model_version, Assessment.synthetic, same_model)
        .join(Picture, Picture.id == SeverityScore.picture_id)
        .join(Assessment, Assessment.id == SeverityScore.assessment_id)
        .join(Exam, Exam.id == Picture.exam_id)
        .join(InForce, InForce.id == Exam.assessment_id)
        .where(SeverityScore.patient_id == patient_id)
        .order_by(SeverityScore.taken_at, SeverityScore.ear, Picture.position, Assessment.created_at)
    )
    rows = session.execute(found).all()
    read = _read(session, {row.exam_id for row in rows})
    return tuple(_score(row, row.exam_id in read) for row in rows)


def shown_scores(session: Session, scores: Iterable[Score], person: Person) -> tuple[Score, ...]:
    """Those of exams whose answer this person may see now: an unaided impression is not spoilt by a chart."""
    known = tuple(scores)
    exams = session.scalars(select(Exam).where(Exam.id.in_({score.point.exam for score in known}))).all()
    shown = shown_to(session, exams, person)
    return tuple(score for score in known if score.point.exam in shown)


def points_in_force(scores: Iterable[Score]) -> tuple[tuple[Point, ...], int]:
    """One point an exam and ear by the model whose answer is in force, and how many scores that leaves out."""

    def place(score: Score) -> tuple[UUID, Ear]:
        return score.point.exam, score.point.ear

    known = tuple(scores)
    drawn = sorted((score for score in known if score.in_force), key=place)
    points = [average([score.point for score in group]) for _, group in groupby(drawn, place)]
    return tuple(sorted(points, key=lambda point: (point.taken_at, point.ear))), len(known) - len(drawn)


def _score(row: Found, read: bool) -> Score:
    kept, exam, version, synthetic, in_force = row
    point = Point(
        exam=exam,
        ear=kept.ear,
        taken_at=kept.taken_at,
        score=kept.score,
        low=kept.low,
        high=kept.high,
        detectable=kept.detectable,
        percentile=kept.percentile,
        scorer=Scorer(kept.model_sha256, version, synthetic),
        seen=read,
    )
    return Score(point, kept.picture_id, in_force)


def _read(session: Session, exams: set[UUID]) -> set[UUID]:
    """The exams that a person has spoken of."""
    return set(session.scalars(select(Reading.exam_id).where(Reading.exam_id.in_(exams)))) if exams else set()


def _graded(point: Point, birth: Birth, graded: set[tuple[Ear, date]]) -> bool:
    return (point.ear, birth.day(point.taken_at)) in graded
