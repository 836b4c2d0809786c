"""Claims on exams: one worker each, and none for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.exam import ExamState
from app.errors import Unavailable, Unserved
from app.records.assessments import keep_outcome
from app.records.claims import (
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    STOPPED,
    UNSERVED,
    Waiting,
    anything_to_do,
    await_model,
    claim,
    claimed,
    fail,
    give_back,
    put_off,
    release_all,
    renew,
    waiting,
)
from app.records.database import Database, Session
from app.records.exams import ask_again
from app.records.tables import Exam
from tests.exams import TERMS, answered, found, take

LEASE, LAPSED = timedelta(seconds=60), timedelta(seconds=-1)


def claim_one(records: Database, owner: str = "me", lease: timedelta = LEASE) -> UUID | None:
    with records.transaction() as session:
        return claim(session, owner, lease)


def look(records: Database, exam_id: UUID) -> Exam:
    with records.reading() as session:
        return found(session, exam_id)


def test_the_one_that_waits_longest_is_claimed_first_and_once(records: Database) -> None:
    first, second = take(records, "one"), take(records, "two")
    assert [claim_one(records), claim_one(records), claim_one(records)] == [first, second, None]
    exam = look(records, first)
    assert (exam.state, exam.lease_owner, exam.attempts) == (ExamState.ANALYSING, "me", 1)


def test_many_workers_at_once_claim_every_exam_once(records: Database) -> None:
    exams = {take(records, str(number)) for number in range(12)}
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda number: claim_one(records, f"worker {number}"), range(16)))
    assert sorted(filter(None, got)) == sorted(exams)


def test_a_claim_that_lapsed_is_taken_over_before_anything_new(records: Database) -> None:
    begun, new = take(records, "one"), take(records, "two")
    claim_one(records, "the dead", LAPSED)
    assert claim_one(records, "the living") == begun
    assert claim_one(records) == new
    with records.transaction() as session:
        assert claimed(session, begun, "the dead") is None
        assert claimed(session, begun, "the living")


def test_a_claim_that_is_renewed_does_not_lapse(records: Database) -> None:
    take(records)
    claim_one(records, "me", LAPSED)
    with records.transaction() as session:
        renew(session, ["me"], LEASE)
    assert claim_one(records, "another") is None


def test_an_exam_that_stops_the_worker_every_time_fails_with_a_sentence(records: Database) -> None:
    fatal, harmless = take(records, "one"), take(records, "two")
    for _ in range(MOST_ATTEMPTS):
        assert claim_one(records, "me", LAPSED) == fatal
    assert claim_one(records) == harmless
    exam = look(records, fatal)
    assert (exam.state, exam.fault["message"]) == (ExamState.FAILED, STOPPED)


def test_what_is_given_back_counts_no_attempt(records: Database) -> None:
    taken = take(records)
    for _ in range(MOST_ATTEMPTS + 1):
        assert claim_one(records) == taken
        with records.transaction() as session:
            give_back(session, taken, "me")
    assert look(records, taken).attempts == 0


def test_what_is_put_off_waits_is_tried_again_and_fails_in_the_end(records: Database) -> None:
    taken = take(records)
    busy = Unavailable("The model is busy for {minutes} minutes.", minutes=3)
    for attempt in range(MOST_ATTEMPTS):
        assert claim_one(records) == taken
        with records.transaction() as session:
            exam = put_off(session, taken, "me", busy, LEASE)
        assert exam and exam.state is (ExamState.FAILED if attempt == MOST_ATTEMPTS - 1 else ExamState.RECEIVED)
        assert claim_one(records) is None
        with records.transaction() as session:
            found(session, taken).lease_until = datetime.now(UTC)
    assert look(records, taken).fault == {"message": busy.message, "values": {"minutes": "3"}}


def wait_once(records: Database, taken: UUID, since: timedelta) -> Exam:
    """One more look for the model, which has been missed since then; and what that leads to."""
    with records.transaction() as session:
        exam = found(session, taken)
        exam.lease_until, exam.unserved_since = None, datetime.now(UTC) - since if since else None
    assert claim_one(records) == taken
    with records.transaction() as session:
        await_model(session, taken, "me", Unserved("No model of {name}.", name="ears"))
    return look(records, taken)


def pause(exam: Exam) -> float:
    assert exam.lease_until
    return (exam.lease_until - exam.changed_at).total_seconds()


def test_what_waits_for_its_model_is_asked_for_later_each_time_and_counts_no_attempt(records: Database) -> None:
    taken = take(records)
    first = wait_once(records, taken, timedelta())
    assert (first.state, first.attempts, first.fault) == (
        ExamState.RECEIVED,
        0,
        {"message": "No model of {name}.", "values": {"name": "ears"}},
    )
    assert first.unserved_since
    pauses = [pause(wait_once(records, taken, timedelta(minutes=minutes))) for minutes in (0, 4, 12, 600)]
    assert pauses == pytest.approx([5, 60, 180, 300], abs=20)
    assert claim_one(records) is None


def test_a_model_that_is_missed_for_a_day_is_given_up_with_what_to_do(records: Database) -> None:
    taken = take(records)
    exam = wait_once(records, taken, LONGEST_WAIT)
    assert (exam.state, exam.fault["message"], exam.unserved_since) == (ExamState.FAILED, UNSERVED, None)
    with records.transaction() as session:
        ask_again(session, found(session, taken))
    assert wait_once(records, taken, timedelta()).state is ExamState.RECEIVED


def test_an_answer_ends_the_wait_for_the_model(records: Database) -> None:
    taken = take(records)
    wait_once(records, taken, timedelta(hours=1))
    with records.transaction() as session:
        keep_outcome(session, found(session, taken), answered(), TERMS)
    exam = look(records, taken)
    assert (exam.state, exam.unserved_since, exam.fault) == (ExamState.DONE, None, {})


def wait_for_the_model(session: Session, exam_id: UUID, owner: str) -> None:
    await_model(session, exam_id, owner, Unserved("x"))


def end_badly(session: Session, exam_id: UUID, owner: str) -> None:
    fail(session, exam_id, owner, Unavailable("x"))


def try_later(session: Session, exam_id: UUID, owner: str) -> None:
    put_off(session, exam_id, owner, Unavailable("x"), LEASE)


@pytest.mark.parametrize("end", [give_back, try_later, end_badly, wait_for_the_model])
def test_who_has_lost_a_claim_changes_nothing(records: Database, end: Callable[[Session, UUID, str], None]) -> None:
    taken = take(records)
    claim_one(records, "the slow", LAPSED)
    claim_one(records, "the quick")
    with records.transaction() as session:
        end(session, taken, "the slow")
    exam = look(records, taken)
    assert (exam.state, exam.lease_owner, exam.attempts) == (ExamState.ANALYSING, "the quick", 2)


def test_a_process_that_is_alone_takes_over_at_once(records: Database) -> None:
    taken = take(records)
    claim_one(records, "the dead")
    with records.transaction() as session:
        assert release_all(session) == 1
    assert claim_one(records) == taken


def test_what_waits_is_counted_in_exams_and_bytes(records: Database) -> None:
    with records.reading() as session:
        assert (waiting(session), anything_to_do(session)) == (Waiting(0, 0), False)
    take(records, "one", "two")
    take(records, "three")
    with records.reading() as session:
        assert (waiting(session), anything_to_do(session)) == (Waiting(2, 27000), True)
    claim_one(records)
    with records.reading() as session:
        assert waiting(session).exams == 1
    with records.transaction() as session:
        for exam in session.scalars(select(Exam)):
            exam.state, exam.unserved_since = ExamState.RECEIVED, datetime.now(UTC)
    with records.reading() as session:
        assert waiting(session) == Waiting(0, 0), "what waits for its model keeps no other task waiting"
