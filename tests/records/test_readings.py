"""Readings: written once, in order, signed, amended by a new one only."""

from dataclasses import replace
from datetime import datetime
from threading import Barrier, Event, Thread
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.domain.assessment import Verdict
from app.domain.box import Box
from app.domain.exam import Agreement, ReadingKind, ReadingMode
from app.domain.person import Person
from app.domain.reading import Mark, Opinion, Story
from app.domain.role import Role
from app.errors import Invalid, Stale
from app.records.accounts import add_account, find_account, person_of
from app.records.assessments import keep_outcome
from app.records.choices import Choice, choose
from app.records.database import Database
from app.records.readings import hold, lock_impression, shown_to, sign_reading, story_of
from app.records.sites import find_site
from app.records.tables import Reading
from tests.exams import TERMS, answered, found, take
from tests.people import CLINICIAN, NORTH, NURSE, PASSWORD, site_id

MARKS = (Mark(0, 0, Box(10, 20, 110, 160)), Mark(0, 0, Box(3, 4, 5, 6)))
LOP = Opinion(Verdict.SUSPECTED, ("lop",), entries={"grade": "3", "length": 31.5}, marks=MARKS)
NOTHING = Opinion(Verdict.NOT_SUSPECTED)


def person(records: Database, name: str = CLINICIAN.name) -> Person:
    with records.reading() as session:
        account = find_account(session, name)
        assert account
        return person_of(account)


def colleague(records: Database) -> Person:
    with records.transaction() as session:
        site = find_site(session, NORTH)
        account = add_account(
            session, name="colleague", full_name="Bo Berg", role=Role.CLINICIAN, site=site, password=PASSWORD
        )
        session.flush()
        return person_of(account)


def look(records: Database, exam: UUID) -> Story:
    with records.reading() as session:
        return story_of(session, found(session, exam))


def impress(records: Database, exam: UUID, who: Person, version: int = 0, opinion: Opinion = LOP) -> None:
    with records.transaction() as session:
        lock_impression(session, found(session, exam), who.id, version, opinion)


def sign(records: Database, exam: UUID, who: Person, version: int, opinion: Opinion = LOP, **more: object) -> None:
    kind = more.pop("kind", ReadingKind.DECISION)
    with records.transaction() as session:
        sign_reading(session, found(session, exam), who, version, kind, opinion, **more)  # type: ignore[arg-type]


def answer(records: Database, exam: UUID) -> UUID:
    with records.transaction() as session:
        return keep_outcome(session, found(session, exam), answered(), TERMS).id


def test_what_is_said_of_an_exam_is_what_is_read_again(records: Database) -> None:
    exam, anna = take(records), person(records)
    impress(records, exam, anna)
    seen = answer(records, exam)
    more = {"agreement": Agreement.DISAGREE, "answer": seen, "reason": " a fold of the cap "}
    sign(records, exam, anna, 1, NOTHING, **more)
    first, second = look(records, exam).readings
    assert (first.kind, first.opinion, first.signature) == (ReadingKind.IMPRESSION, LOP, None)
    assert (second.version, second.reader_name, second.reason) == (2, CLINICIAN.full_name, "a fold of the cap")
    assert second.signature and second.signature.name == CLINICIAN.full_name
    assert second.opinion == NOTHING
    assert (first.answer, second.answer) == (None, seen)
    with records.reading() as session:
        assert found(session, exam).signed_at == second.signature.at


def test_an_amendment_leaves_what_was_signed(records: Database) -> None:
    exam, anna = take(records), person(records)
    sign(records, exam, anna, 0, agreement=Agreement.AGREE, answer=answer(records, exam))
    sign(records, exam, anna, 1, NOTHING, reason="seen again with the cap off", amends=True)
    before, now = look(records, exam).readings
    assert (before.opinion, now.opinion) == (LOP, NOTHING)
    assert before.signature and now.signature and before.signature.at < now.signature.at
    with pytest.raises(Invalid):
        sign(records, exam, anna, 2, LOP, amends=True)


def test_whoever_wrote_later_from_the_same_page_is_told_and_nothing_is_kept(records: Database) -> None:
    exam, anna, bo = take(records), person(records), colleague(records)
    sign(records, exam, anna, 0)
    with pytest.raises(Stale):
        sign(records, exam, bo, 0, NOTHING)
    assert [each.reader for each in look(records, exam).readings] == [anna.id]


def test_of_several_at_once_one_is_kept_and_the_others_are_told(records: Database) -> None:
    exam, anna = take(records), person(records)
    outcomes: list[str] = []
    ready = Barrier(5)

    def try_it() -> None:
        ready.wait()
        try:
            sign(records, exam, anna, 0)
        except Stale:
            outcomes.append("told")
        else:
            outcomes.append("kept")

    threads = [Thread(target=try_it) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept"] + ["told"] * 4
    with records.reading() as session:
        assert session.scalar(select(func.count()).select_from(Reading)) == 1


def test_an_exam_waits_until_its_second_reader_agrees_or_a_third_one_settles_it(records: Database) -> None:
    exam, anna, bo = take(records), person(records), colleague(records)

    def waits() -> bool:
        with records.reading() as session:
            return found(session, exam).signed_at is None

    sign(records, exam, anna, 0, Opinion(Verdict.SUSPECTED, ("lop",), second_wanted=True))
    assert waits()
    sign(records, exam, bo, 1, NOTHING, kind=ReadingKind.SECOND)
    assert waits()
    sign(records, exam, anna, 2, kind=ReadingKind.ADJUDICATION)
    assert not waits()


def test_an_exam_that_was_settled_waits_again_once_one_of_the_two_changes_their_mind(records: Database) -> None:
    exam, anna, bo = take(records), person(records), colleague(records)

    def signed() -> datetime | None:
        with records.reading() as session:
            return found(session, exam).signed_at

    sign(records, exam, anna, 0)
    sign(records, exam, bo, 1, NOTHING, kind=ReadingKind.SECOND)
    sign(records, exam, anna, 2, NOTHING, kind=ReadingKind.ADJUDICATION)
    settled = signed()
    assert settled
    sign(records, exam, bo, 3, replace(NOTHING, note="dry"), kind=ReadingKind.SECOND, amends=True, reason="a word more")
    assert signed() == settled
    sign(records, exam, bo, 4, LOP, kind=ReadingKind.SECOND, amends=True, reason="seen again in better light")
    assert signed() is None


def test_answers_are_shown_by_the_mode_of_site_and_task(records: Database) -> None:
    exam, anna, nurse = take(records), person(records), person(records, NURSE.name)

    def see(who: Person) -> bool:
        with records.reading() as session:
            return exam in shown_to(session, [found(session, exam)], who)

    assert not see(anna) and not see(nurse)
    impress(records, exam, anna)
    assert see(anna) and not see(nurse)
    with records.transaction() as session:
        choose(session, site_id(records), "auricular", Choice(reading_mode=ReadingMode.CONCURRENT))
    assert see(nurse)


def test_an_exam_that_is_held_is_changed_by_nobody_else(records: Database) -> None:
    exam = take(records)
    order: list[str] = []
    held, entered = Event(), Event()

    def answer_it() -> None:
        held.wait(60)
        entered.set()
        answer(records, exam)
        order.append("answered")

    thread = Thread(target=answer_it)
    thread.start()
    with records.transaction() as session:
        hold(session, found(session, exam))
        held.set()
        entered.wait(60)
        thread.join(0.3)
        order.append("signed")
    thread.join()
    assert order == ["signed", "answered"]
