"""Exams taken in."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.domain.exam import ExamFacts, ExamState, Laterality
from app.errors import Conflict, Invalid, NotFound
from app.records.claims import claimed
from app.records.database import Database
from app.records.exams import (
    Granted,
    Wishes,
    ask_again,
    find_exam,
    overrides_of,
    overrule,
    pictures_of,
    take_in,
    wish_more,
)
from app.records.patients import add_patient
from app.records.tables import Device, Exam
from app.tasks import TASKS
from tests.exams import TAKEN, by, ear, found, pictures, somebody, stored, take
from tests.people import SOUTH, baby, site_id


def test_an_exam_keeps_what_was_said_and_its_pictures_in_order(records: Database) -> None:
    facts = ear(device="Ward phone", consent=True, urgent=True)
    cine = stored("two", frames=40, frame_seconds=0.04, spacing_mm=(0.1, 0.2))
    with records.transaction() as session:
        exam, new = take_in(session, somebody(session, records), facts, [stored("one"), cine], by(session))
        assert new
    with records.reading() as session:
        kept = find_exam(session, site_id(records), exam.id)
        assert (kept.task, kept.laterality, kept.taken_at) == ("auricular", Laterality.LEFT, TAKEN)
        assert (kept.state, kept.consent, kept.urgent, kept.bytes) == (ExamState.RECEIVED, True, True, 18000)
        assert kept.device and kept.device.name == "Ward phone"
        assert [picture.position for picture in pictures_of(session, exam.id)] == [0, 1]
        second = pictures_of(session, exam.id)[1]
        assert (second.frames, second.frame_seconds, second.spacing_x_mm, second.spacing_y_mm) == (40, 0.04, 0.1, 0.2)


def test_the_same_pictures_twice_are_one_exam_in_whatever_order(records: Database) -> None:
    assert take(records, "one", "two") == take(records, "two", "one")


def test_another_picture_side_or_patient_is_another_exam(records: Database) -> None:
    exams = {
        take(records, "one"),
        take(records, "one", "two"),
        take(records, "one", facts=ear(Laterality.RIGHT)),
        take(records, "one", patient="N-2"),
    }
    assert len(exams) == 4


def test_the_same_pictures_at_once_are_one_exam(records: Database) -> None:
    with records.transaction() as session:
        somebody(session, records)
    with ThreadPoolExecutor(8) as pool:
        exams = set(pool.map(lambda _: take(records, "one", facts=ear(device="Ward phone")), range(8)))
    assert len(exams) == 1
    with records.reading() as session:
        assert session.scalar(select(func.count()).select_from(Exam)) == 1
        assert session.scalar(select(func.count()).select_from(Device)) == 1


def test_an_exam_of_another_site_is_not_found(records: Database) -> None:
    exam = take(records, site=SOUTH)
    with records.reading() as session, pytest.raises(NotFound):
        find_exam(session, site_id(records), exam)


def test_gestation_of_a_fetus_follows_from_its_due_date(records: Database) -> None:
    facts = ExamFacts(TASKS["fetal_cns"], Laterality.NONE, datetime(2026, 11, 3, 20, tzinfo=UTC))
    with records.transaction() as session:
        mother = baby("M-1", birth_date=None, due_date=date(2027, 2, 10), gestation_days=None)
        patient = add_patient(session, site_id(records), mother)
        exam, _ = take_in(session, patient, facts, pictures(), by(session))
        before = replace(facts, taken_at=datetime(2026, 10, 30, 20, tzinfo=UTC))
        born, _ = take_in(session, somebody(session, records), before, pictures(), by(session))
        newborn, _ = take_in(session, somebody(session, records), ear(), pictures(), by(session))
    assert exam.gestation_days == 280 - (date(2027, 2, 10) - date(2026, 11, 4)).days
    assert born.gestation_days == 200 - (date(2026, 11, 3) - date(2026, 10, 31)).days
    assert newborn.gestation_days is None


def test_an_answered_exam_is_asked_again_and_a_waiting_one_is_not(records: Database) -> None:
    taken = take(records)
    with records.transaction() as session:
        exam = found(session, taken)
        with pytest.raises(Conflict):
            ask_again(session, exam)
        exam.state, exam.attempts, exam.fault = ExamState.FAILED, 3, {"message": "x", "values": {}}
        session.flush()
        ask_again(session, exam, consent=True)
    with records.reading() as session:
        again = found(session, taken)
        assert (again.state, again.attempts, again.fault, again.consent) == (ExamState.RECEIVED, 0, {}, True)


def wish(records: Database, taken: UUID, *codes: str, **more: bool) -> Granted:
    with records.transaction() as session:
        return wish_more(session, found(session, taken), Wishes(frozenset(codes), "It is plain.", **more), by(session))


def settle(records: Database, taken: UUID, state: ExamState) -> None:
    with records.transaction() as session:
        exam = found(session, taken)
        exam.state, exam.lease_owner, exam.attempts = state, "me" if state is ExamState.ANALYSING else "", 1


@pytest.mark.parametrize("state", [ExamState.DONE, ExamState.REFUSED, ExamState.FAILED, ExamState.ANALYSING])
def test_who_sends_an_exam_again_may_overrule_more_and_it_is_analysed_anew(records: Database, state: ExamState) -> None:
    taken = take(records)
    wish(records, taken, "dark")
    settle(records, taken, state)
    granted = wish(records, taken, "dark", "blur", consent=True, urgent=True)
    assert granted == Granted(("blur",), consent=True, urgent=True, anew=True)
    with records.transaction() as session:
        exam = found(session, taken)
        assert (exam.state, exam.attempts, exam.consent, exam.urgent) == (ExamState.RECEIVED, 0, True, True)
        assert {override.code for override in overrides_of(session, taken)} == {"dark", "blur"}
        assert claimed(session, taken, "me") is None


def test_what_was_wished_before_is_no_new_wish(records: Database) -> None:
    taken = take(records, facts=ear(consent=True))
    wish(records, taken, "dark")
    settle(records, taken, ExamState.DONE)
    assert not wish(records, taken, "dark", consent=True)
    with records.reading() as session:
        assert found(session, taken).state is ExamState.DONE


def test_what_failed_is_analysed_anew_when_it_is_sent_again(records: Database) -> None:
    taken = take(records)
    settle(records, taken, ExamState.FAILED)
    assert wish(records, taken) == Granted((), consent=False, urgent=False, anew=True)
    with records.reading() as session:
        assert found(session, taken).state is ExamState.RECEIVED


def test_who_overruled_first_and_why_stays(records: Database) -> None:
    taken = take(records)
    with records.transaction() as session:
        overrule(session, found(session, taken), ["dark"], "The ear is plain to see.", by(session))
        overrule(session, found(session, taken), ["dark", "blur"], "Another reason.", by(session))
    with records.reading() as session:
        kept = {override.code: override.reason for override in overrides_of(session, taken)}
    assert kept == {"dark": "The ear is plain to see.", "blur": "Another reason."}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"laterality": Laterality.BOTH}, "laterality"),
        ({"laterality": Laterality.NONE}, "laterality"),
        ({"task": TASKS["cleft"], "laterality": Laterality.LEFT}, "laterality"),
        ({"taken_at": datetime.now(UTC) + timedelta(days=1)}, "taken_at"),
        ({"taken_at": datetime(1800, 1, 1, tzinfo=UTC)}, "taken_at"),
        ({"taken_at": datetime(2026, 11, 3)}, "taken_at"),  # noqa: DTZ001
        ({"task": TASKS["cleft"], "side": Laterality.NONE, "gestation_days": 10}, "gestation_days"),
        ({"gestation_days": 200}, "gestation_days"),
        ({"device": "a\nb"}, "device"),
    ],
)
def test_what_cannot_be_said_of_an_exam_is_refused_by_field(more: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        ear(**({"side": more.pop("laterality")} if "task" not in more and "laterality" in more else {}), **more)  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}
