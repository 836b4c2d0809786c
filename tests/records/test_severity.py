"""Severity as it is read: one point an exam and ear, of the answer in force, and only to who may see it."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from app.domain.course import Course
from app.domain.exam import Ear, ReadingKind, ReadingMode
from app.domain.person import Person
from app.records.accounts import find_account, person_of
from app.records.choices import Choice, choose
from app.records.database import Database
from app.records.patients import add_patient, find_patient
from app.records.severity import read_course, scores_of
from app.records.tables import Assessment, Exam, Reading
from tests.ears import NEW, OLD, VERSIONS, Shot, analyse, follow, take
from tests.people import CLINICIAN, NURSE, Someone, baby, site_id

TODAY = date(2026, 11, 20)


@pytest.fixture
def child(records: Database) -> UUID:
    with records.transaction() as session:
        choose(session, site_id(records), "auricular", Choice(reading_mode=ReadingMode.CONCURRENT))
        return add_patient(session, site_id(records), baby(birth_date=date(2026, 9, 1), gestation_days=250)).id


def person(records: Database, someone: Someone) -> Person:
    with records.transaction() as session:
        account = find_account(session, someone.name)
        assert account
        return person_of(account)


def course(records: Database, child: UUID, someone: Someone = NURSE) -> Course:
    who = person(records, someone)
    with records.transaction() as session:
        return read_course(session, find_patient(session, site_id(records), child), TODAY, who)


def shoot(records: Database, child: UUID, *shots: Shot) -> list[UUID]:
    by = person(records, CLINICIAN).id
    with records.transaction() as session:
        patient = find_patient(session, site_id(records), child)
        return [take(session, patient, shot, by) for shot in shots]


def test_the_whole_story_is_read_in_order_of_time(records: Database, child: UUID) -> None:
    by = person(records, CLINICIAN).id
    with records.transaction() as session:
        follow(session, find_patient(session, site_id(records), child), by)
    found = course(records, child)
    assert (len(found.points), len(found.visits), len(found.periods)) == (16, 14, 1)
    assert list(found.points) == sorted(found.points, key=lambda point: (point.taken_at, point.ear))
    assert {point.scorer.version for point in found.points} == set(VERSIONS.values())
    assert found.synthetic


def test_several_pictures_of_one_exam_are_one_point(records: Database, child: UUID) -> None:
    shoot(records, child, Shot(6, Ear.LEFT, 1.0, pictures=3))
    [point] = course(records, child).points
    assert point.pictures == 3
    assert point.score == pytest.approx(1.02)
    with records.reading() as session:
        assert len(scores_of(session, child)) == 3


def test_an_exam_analysed_anew_is_drawn_by_the_newer_model_and_the_older_score_is_kept(
    records: Database, child: UUID
) -> None:
    first, _ = shoot(records, child, Shot(6, Ear.LEFT, 1.0), Shot(13, Ear.LEFT, 0.8))
    with records.transaction() as session:
        analyse(session, session.get_one(Exam, first), Shot(6, Ear.LEFT, 0.7), NEW, timedelta(days=30))
    found = course(records, child)
    assert [(point.score, point.scorer.sha256) for point in found.points] == [(0.7, NEW), (0.8, OLD)]
    assert found.superseded == 1
    with records.reading() as session:
        assert len(scores_of(session, child)) == 3


def test_a_model_that_was_put_back_draws_the_point_again(records: Database, child: UUID) -> None:
    (exam,) = shoot(records, child, Shot(6, Ear.LEFT, 1.0))
    with records.transaction() as session:
        row = session.get_one(Exam, exam)
        first = row.assessment_id
        analyse(session, row, Shot(6, Ear.LEFT, 0.7), NEW, timedelta(days=30))
        row.assessment_id = first
    found = course(records, child)
    assert [(point.score, point.scorer.sha256) for point in found.points] == [(1.0, OLD)]
    assert found.superseded == 1


def test_where_the_answer_in_force_refuses_the_pictures_no_earlier_score_is_drawn(
    records: Database, child: UUID
) -> None:
    (exam,) = shoot(records, child, Shot(6, Ear.LEFT, 1.0))
    with records.transaction() as session:
        row = session.get_one(Exam, exam)
        analyse(session, row, Shot(6, Ear.LEFT, 0.7), NEW, timedelta(days=30))
        session.get_one(Assessment, row.assessment_id).accepted = False
    found = course(records, child)
    assert (found.points, found.superseded) == ((), 2)


def test_a_point_is_a_persons_once_the_exam_was_read(records: Database, child: UUID) -> None:
    read, _ = shoot(records, child, Shot(6, Ear.LEFT, 1.0), Shot(13, Ear.LEFT, 0.8))
    speak(records, read, ReadingKind.DECISION)
    assert [point.seen for point in course(records, child).points] == [True, False]


def test_a_point_is_a_persons_where_a_clinician_graded_that_ear_that_day(records: Database, child: UUID) -> None:
    by = person(records, CLINICIAN).id
    with records.transaction() as session:
        follow(session, find_patient(session, site_id(records), child), by)
    found = course(records, child)
    graded = {
        (visit.facts.ear, found.birth.day(visit.facts.seen_at))
        for visit in found.visits
        if visit.facts.grade is not None
    }
    assert graded
    for point in found.points:
        assert point.seen is ((point.ear, found.birth.day(point.taken_at)) in graded)


def speak(records: Database, exam: UUID, kind: ReadingKind, someone: Someone = CLINICIAN) -> None:
    reader = person(records, someone)
    with records.transaction() as session:
        row = session.get_one(Exam, exam)
        session.add(
            Reading(exam_id=exam, version=1, kind=kind, reader_id=reader.id, agreement=None,
                    content={"verdict": "uncertain"}, created_at=row.taken_at)
        )  # fmt: skip


def test_where_the_reader_looks_first_a_score_waits_for_the_reading(records: Database, child: UUID) -> None:
    with records.transaction() as session:
        choose(session, site_id(records), "auricular", Choice())
    exam, _ = shoot(records, child, Shot(6, Ear.LEFT, 1.0), Shot(13, Ear.LEFT, 0.8))
    for someone in (NURSE, CLINICIAN):
        hidden = course(records, child, someone)
        assert (hidden.points, hidden.waiting) == ((), 2)
    speak(records, exam, ReadingKind.IMPRESSION)
    assert [point.score for point in course(records, child, CLINICIAN).points] == [1.0]
    assert course(records, child, NURSE).points == ()
