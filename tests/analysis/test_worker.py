"""Workers: every exam once, none lost, none for ever."""

import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.analysis import worker as toil
from app.analysis.case import Answered, Case
from app.analysis.worker import BROKEN, Worker
from app.domain.exam import ExamState
from app.errors import Invalid, Unavailable, Unserved
from app.records.audit_check import verify
from app.records.claims import MOST_ATTEMPTS, anything_to_do
from app.records.database import Database, Session
from app.records.tables import Assessment, AuditEntry, Exam
from app.settings import Settings
from tests.exams import TERMS, answered, complaint, found, refused, take
from tests.serving import Server


def state(records: Database, exam_id: UUID) -> ExamState:
    with records.reading() as session:
        return found(session, exam_id).state


def lease(records: Database, exam_id: UUID) -> datetime:
    with records.reading() as session:
        end = found(session, exam_id).lease_until
    assert end
    return end


def until(records: Database, exam_id: UUID, *wanted: ExamState) -> Exam:
    deadline = time.monotonic() + 30
    while state(records, exam_id) not in wanted:
        assert time.monotonic() < deadline, state(records, exam_id)
        time.sleep(0.02)
    with records.reading() as session:
        return found(session, exam_id)


def fine(case: Case) -> Answered:
    return Answered(answered(), TERMS, ())


def test_what_waits_is_answered_and_noted_in_the_trail(records: Database) -> None:
    exams = {take(records, "one"), take(records, "two")}
    worker = Worker(records, fine, at_once=2)
    worker.start(alone=False)
    for exam in exams:
        until(records, exam, ExamState.DONE)
    late = take(records, "three")
    worker.call()
    until(records, late, ExamState.DONE)
    worker.stop()
    with records.reading() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "exam answered")).all()
        assert {entry.subject_id for entry in noted} == {str(exam) for exam in (*exams, late)}
        assert {entry.actor for entry in noted} == {"analysis"}
        assert list(verify(session, records.head)) == []


def test_a_fault_between_two_exams_ends_no_worker(records: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = [OSError("no space left")]

    def full_disk(session: Session) -> bool:
        if faults:
            raise faults.pop()
        return anything_to_do(session)

    monkeypatch.setattr("app.analysis.worker.anything_to_do", full_disk)
    monkeypatch.setattr(toil, "POLL", 0.05)
    exam = take(records)
    worker = Worker(records, fine, at_once=1)
    worker.start(alone=False)
    until(records, exam, ExamState.DONE)
    worker.stop()
    assert not faults


def test_a_refusal_is_an_end_too(records: Database) -> None:
    taken = take(records)
    assert Worker(records, lambda _: Answered(refused(), TERMS, ()), 0).work_off() == 1
    assert state(records, taken) is ExamState.REFUSED


def test_what_is_wrong_is_said_at_once(records: Database) -> None:
    taken = take(records)

    def wrong(case: Case) -> Answered:
        raise Invalid("No model of {name}.", name="ears")

    Worker(records, wrong, 0).work_off()
    with records.reading() as session:
        exam = found(session, taken)
        assert (exam.state, exam.fault) == (
            ExamState.FAILED,
            {"message": "No model of {name}.", "values": {"name": "ears"}},
        )


def test_what_could_not_be_had_is_asked_for_again_and_then_given_up_with_its_own_sentence(
    records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toil, "PAUSE", timedelta())
    taken, asked = take(records), 0

    def late(case: Case) -> Answered:
        nonlocal asked
        asked += 1
        raise Unavailable("The answer could not be had in time.")

    Worker(records, late, 0).work_off()
    with records.reading() as session:
        exam = found(session, taken)
        assert (exam.state, exam.fault["message"]) == (ExamState.FAILED, "The answer could not be had in time.")
    assert asked == MOST_ATTEMPTS


def test_what_is_only_busy_is_asked_again_as_often_as_it_takes(records: Database) -> None:
    taken, asked = take(records), 0

    def busy(case: Case) -> Answered:
        nonlocal asked
        asked += 1
        if asked <= MOST_ATTEMPTS + 2:
            raise Unavailable("Busy.", seconds=0)
        return fine(case)

    worker = Worker(records, busy, 0)
    for _ in range(MOST_ATTEMPTS + 3):
        worker.work_off()
    assert state(records, taken) is ExamState.DONE


def test_an_exam_waits_for_a_model_that_is_briefly_not_served(
    records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.records.claims.LAST_PAUSE", timedelta())
    taken, asked = take(records), 0

    def replaced(case: Case) -> Answered:
        nonlocal asked
        asked += 1
        if asked <= MOST_ATTEMPTS + 1:
            raise Unserved("No model is installed.")
        return fine(case)

    worker = Worker(records, replaced, 0)
    worker.work_off()
    assert (asked, state(records, taken)) == (MOST_ATTEMPTS + 2, ExamState.DONE)


def test_two_threads_of_one_process_hold_claims_of_their_own(
    records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slower of two threads on one exam keeps nothing, though both are of one worker."""
    taken, first = take(records), True
    monkeypatch.setattr(toil, "LEASE", timedelta(0))

    def slow(case: Case) -> Answered:
        nonlocal first
        if not first:
            return fine(case)
        first = False
        assert worker.work_off() == 1
        return Answered(answered(model="c" * 64), TERMS, ())

    worker = Worker(records, slow, 0)
    worker.work_off()
    with records.reading() as session:
        assert session.scalars(select(Assessment.model_sha256)).all() == ["a" * 64]
    assert state(records, taken) is ExamState.DONE


def test_an_answer_the_database_cannot_hold_is_given_up_with_a_sentence(
    records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal of the database is no absence: what it refuses once, it refuses again."""
    monkeypatch.setattr(toil, "PAUSE", timedelta())
    taken = take(records)

    def twice(case: Case) -> Answered:
        given = answered(complaint())
        return Answered(replace(given, complaints=(complaint(code=None),)), TERMS, ())

    worker = Worker(records, twice, 0)
    while worker.work_off():
        pass
    with records.reading() as session:
        exam = found(session, taken)
        assert (exam.state, exam.fault["message"]) == (ExamState.FAILED, BROKEN)


def test_a_fault_is_tried_again_and_then_given_up(records: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toil, "PAUSE", timedelta())
    fatal, harmless = take(records, "fatal"), take(records, "harmless")

    def faulty(case: Case) -> Answered:
        if case.exam.id == fatal:
            raise RuntimeError("a bug")
        return fine(case)

    worker = Worker(records, faulty, 0)
    while worker.work_off():
        pass
    assert (state(records, fatal), state(records, harmless)) == (ExamState.FAILED, ExamState.DONE)
    with records.reading() as session:
        assert found(session, fatal).fault["message"] == BROKEN


def test_who_took_too_long_keeps_nothing(records: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = take(records)
    monkeypatch.setattr(toil, "LEASE", timedelta(0))
    quick = Worker(records, fine, 0)

    def slow(case: Case) -> Answered:
        quick.work_off()
        return Answered(answered(model="c" * 64), TERMS, ())

    Worker(records, slow, 0).work_off()
    with records.reading() as session:
        assert session.scalars(select(Assessment.model_sha256)).all() == ["a" * 64]
    assert state(records, taken) is ExamState.DONE


def test_a_long_analysis_keeps_its_claim(records: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toil, "BEAT", 0.05)
    begun, go = Event(), Event()

    def long(case: Case) -> Answered:
        begun.set()
        go.wait(20)
        return fine(case)

    taken = take(records)
    worker = Worker(records, long, at_once=1)
    worker.start(alone=False)
    assert begun.wait(20)
    first, deadline = lease(records, taken), time.monotonic() + 60
    while lease(records, taken) <= first:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert Worker(records, fine, 0).work_off() == 0
    go.set()
    assert until(records, taken, ExamState.DONE).attempts == 0
    worker.stop()


def test_a_server_that_stops_gives_back_what_it_cannot_finish(
    records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toil, "PATIENCE", 0.1)
    begun, go = Event(), Event()

    def endless(case: Case) -> Answered:
        begun.set()
        go.wait(20)
        return fine(case)

    taken = take(records)
    worker = Worker(records, endless, at_once=1)
    worker.start(alone=False)
    assert begun.wait(20)
    worker.stop()
    with records.reading() as session:
        exam = found(session, taken)
        assert (exam.state, exam.attempts) == (ExamState.RECEIVED, 0)
    assert Worker(records, fine, 0).work_off() == 1
    go.set()
    worker._hands[0].join()
    with records.reading() as session:
        assert session.scalar(select(func.count()).select_from(Assessment)) == 1


PROCESS = """
import sys
from app.analysis.case import Answered
from app.analysis.worker import Worker
from app.main import open_records
from app.settings import Settings
from tests.exams import TERMS, answered

def answer(case):
    print(case.exam.id, flush=True)
    return Answered(answered(), TERMS, ())

print("ready", flush=True)
sys.stdin.readline()
records = open_records(Settings())
worker = Worker(records, answer, 0)
while worker.work_off():
    pass
records.engine.dispose()
"""


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_processes_side_by_side_never_do_one_exam_twice(settings: Settings, records: Database) -> None:
    exams = {str(take(records, str(number))) for number in range(30)}
    environment = Server(settings, settings.data_dir).environment()
    pipe = subprocess.PIPE
    command = (sys.executable, "-c", PROCESS)
    processes = [subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) for _ in range(3)]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    done = Counter(line for process in processes for line in process.communicate(timeout=120)[0].split())
    assert set(done) == exams
    assert set(done.values()) == {1}
    with records.reading() as session:
        assert session.scalar(select(func.count()).select_from(Assessment)) == len(exams)
        assert list(verify(session, records.head)) == []
