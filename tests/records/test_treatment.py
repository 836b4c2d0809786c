"""Visits and treatments: written down once, changed in the open, withdrawn but kept."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest

from app.domain.exam import Ear, Skin
from app.domain.treatment import PeriodFacts, VisitFacts
from app.errors import Conflict, Invalid, NotFound, Stale
from app.records.accounts import find_account
from app.records.database import Database, Session
from app.records.patients import add_patient, find_patient
from app.records.tables import Patient
from app.records.treatment import (
    add_period,
    add_visit,
    change_period,
    change_visit,
    find_child,
    find_visit,
    last_device,
    period_facts,
    periods_of,
    versions_of_period,
    versions_of_visit,
    visit_facts,
    visits_of,
)
from tests.people import CLINICIAN, NURSE, SOUTH, baby, site_id

SEEN = datetime(2026, 11, 10, 4, 30, tzinfo=UTC)
DAY = date(2026, 11, 10)
VISIT = VisitFacts(Ear.LEFT, SEEN, "EarWell", 22.5, Skin.ERYTHEMA, 34.5, 22, 3, 4, date(2026, 11, 17), "two\nlines")
PERIOD = PeriodFacts(Ear.LEFT, "EarWell", DAY, size="S")


@pytest.fixture
def child(records: Database) -> UUID:
    with records.transaction() as session:
        return add_patient(session, site_id(records), baby()).id


def who(session: Session, name: str = NURSE.name) -> UUID:
    account = find_account(session, name)
    assert account
    return account.id


def the(session: Session, records: Database, child: UUID) -> Patient:
    return find_patient(session, site_id(records), child)


def add(records: Database, child: UUID, facts: VisitFacts = VISIT) -> UUID:
    with records.transaction() as session:
        return add_visit(session, the(session, records, child), facts, who(session)).id


def begin(records: Database, child: UUID, facts: PeriodFacts = PERIOD) -> UUID:
    with records.transaction() as session:
        return add_period(session, the(session, records, child), facts).id


def test_what_was_written_down_is_what_is_read_again(records: Database, child: UUID) -> None:
    add(records, child)
    begin(records, child)
    with records.reading() as session:
        [visit], [period] = visits_of(session, child), periods_of(session, child)
        assert (visit_facts(visit), visit.seen_by.full_name) == (VISIT, NURSE.full_name)
        assert period_facts(period) == PERIOD


def test_the_same_form_sent_twice_is_one_visit(records: Database, child: UUID) -> None:
    add(records, child)
    with pytest.raises(Conflict):
        add(records, child)
    add(records, child, replace(VISIT, ear=Ear.RIGHT))


def test_a_change_keeps_what_was_said_before(records: Database, child: UUID) -> None:
    added = add(records, child)
    with records.transaction() as session:
        patient = the(session, records, child)
        visit = find_visit(session, patient, added)
        changed = change_visit(session, patient, visit, replace(VISIT, grade=2), 1, who(session, CLINICIAN.name))
    assert changed == ["grade"]
    with records.reading() as session:
        visit = find_visit(session, the(session, records, child), added)
        [before] = versions_of_visit(session, visit)
        assert (visit.grade, visit.version) == (2, 2)
        assert (before.content["grade"], before.content["seen_at"], before.replaced_by.name) == (
            3,
            str(SEEN),
            "clinician",
        )


def test_of_two_who_change_the_same_entry_the_later_is_told(records: Database, child: UUID) -> None:
    added = add(records, child)
    begun = begin(records, child)
    with records.transaction() as session:
        patient = the(session, records, child)
        change_visit(session, patient, find_visit(session, patient, added), replace(VISIT, grade=2), 1, who(session))
    with records.transaction() as session:
        patient = the(session, records, child)
        with pytest.raises(Stale):
            change_visit(
                session, patient, find_visit(session, patient, added), replace(VISIT, grade=1), 1, who(session)
            )
        period = periods_of(session, child)[0]
        assert period.id == begun
        with pytest.raises(Stale):
            change_period(session, patient, period, PERIOD, 7, who(session))


def test_a_treatment_is_ended_by_changing_it(records: Database, child: UUID) -> None:
    begin(records, child)
    ended = replace(PERIOD, ended_on=DAY + timedelta(days=7), end_reason="shape reached")
    with records.transaction() as session:
        patient, [period] = the(session, records, child), periods_of(session, child)
        assert change_period(session, patient, period, ended, 1, who(session)) == ["ended_on", "end_reason"]
    with records.reading() as session:
        [period] = periods_of(session, child)
        assert period_facts(period) == ended
        assert [version.content["ended_on"] for version in versions_of_period(session, period)] == [None]


def test_nothing_changed_is_no_new_version(records: Database, child: UUID) -> None:
    added = add(records, child)
    with records.transaction() as session:
        patient = the(session, records, child)
        visit = find_visit(session, patient, added)
        assert change_visit(session, patient, visit, VISIT, 1, who(session)) == []
        assert visit.version == 1


@pytest.mark.parametrize(
    "facts",
    [
        PeriodFacts(Ear.LEFT, "Other", DAY - timedelta(days=2)),
        PeriodFacts(Ear.LEFT, "Other", DAY + timedelta(days=3), DAY + timedelta(days=4)),
        PeriodFacts(Ear.LEFT, "Other", DAY - timedelta(days=2), DAY + timedelta(days=1)),
    ],
)
def test_an_ear_wears_one_device_at_a_time(records: Database, child: UUID, facts: PeriodFacts) -> None:
    begin(records, child)
    with pytest.raises(Conflict):
        begin(records, child, facts)
    begin(records, child, replace(facts, ear=Ear.RIGHT))


def test_one_device_may_follow_another_on_the_same_day(records: Database, child: UUID) -> None:
    begin(records, child)
    begin(records, child, PeriodFacts(Ear.LEFT, "Other", DAY - timedelta(days=5), DAY))


def test_what_was_withdrawn_is_shown_no_more_and_gives_its_place_back(records: Database, child: UUID) -> None:
    added, begun = add(records, child), begin(records, child)
    with records.transaction() as session:
        patient = the(session, records, child)
        visit, [period] = find_visit(session, patient, added), periods_of(session, child)
        change_visit(session, patient, visit, replace(VISIT, withdrawn=True), 1, who(session))
        change_period(session, patient, period, replace(PERIOD, withdrawn=True), 1, who(session))
    again, anew = add(records, child), begin(records, child)
    with records.reading() as session:
        assert [visit.id for visit in visits_of(session, child)] == [again] != [added]
        assert [period.id for period in periods_of(session, child)] == [anew] != [begun]
        assert find_visit(session, the(session, records, child), added).withdrawn


def test_a_visit_in_the_minute_of_a_withdrawn_one_is_not_changed_by_saying_the_same(
    records: Database, child: UUID
) -> None:
    added = add(records, child)
    with records.transaction() as session:
        patient = the(session, records, child)
        change_visit(
            session, patient, find_visit(session, patient, added), replace(VISIT, withdrawn=True), 1, who(session)
        )
    again = add(records, child)
    with records.transaction() as session:
        patient = the(session, records, child)
        visit = find_visit(session, patient, again)
        assert visit.seen_at == VISIT.seen_at + timedelta(seconds=1)
        assert change_visit(session, patient, visit, VISIT, 1, who(session)) == []
        assert change_visit(session, patient, visit, replace(VISIT, note="sore"), 1, who(session)) == ["note"]


@pytest.mark.parametrize("day", [date(2026, 11, 2), date(2026, 1, 1)])
def test_nothing_happens_before_birth(records: Database, child: UUID, day: date) -> None:
    with pytest.raises(Invalid) as refused:
        add(records, child, VisitFacts(Ear.LEFT, datetime.combine(day, datetime.min.time(), UTC)))
    assert set(refused.value.fields) == {"seen_at"}
    with pytest.raises(Invalid):
        begin(records, child, PeriodFacts(Ear.LEFT, "EarWell", day))


def test_a_visit_late_in_the_evening_before_in_utc_is_on_the_day_of_birth(records: Database, child: UUID) -> None:
    add(records, child, VisitFacts(Ear.LEFT, datetime(2026, 11, 2, 17, tzinfo=UTC)))


def test_a_fetus_has_no_visits(records: Database) -> None:
    with records.transaction() as session:
        due: dict[str, Any] = {"birth_date": None, "gestation_days": None, "due_date": date(2026, 12, 24)}
        fetus = add_patient(session, site_id(records), baby("M-9", **due))
        with pytest.raises(NotFound):
            find_child(session, site_id(records), fetus.id)
        with pytest.raises(Invalid):
            add_visit(session, fetus, VISIT, who(session))


def test_another_childs_visit_and_another_sites_child_are_not_there(records: Database, child: UUID) -> None:
    added = add(records, child)
    with records.transaction() as session:
        other = add_patient(session, site_id(records), baby("N-2"))
        with pytest.raises(NotFound):
            find_visit(session, other, added)
        with pytest.raises(NotFound):
            find_child(session, site_id(records, SOUTH), child)


def test_the_device_worn_last_is_remembered(records: Database, child: UUID) -> None:
    with records.transaction() as session:
        assert last_device(session, child, who(session)) == ""
    add(records, child)
    with records.transaction() as session:
        other = add_patient(session, site_id(records), baby("N-2")).id
        assert last_device(session, child, who(session, CLINICIAN.name)) == "EarWell"
        assert last_device(session, other, who(session)) == "EarWell"
        assert last_device(session, other, who(session, CLINICIAN.name)) == ""
    begin(records, child, replace(PERIOD, device="Tape"))
    with records.transaction() as session:
        assert last_device(session, child, who(session)) == "Tape"


def test_of_treatments_begun_at_once_on_one_ear_one_is_kept(records: Database, child: UUID) -> None:
    together = Barrier(6)

    def begin(number: int) -> bool:
        together.wait()
        with suppress(Conflict), records.transaction() as session:
            add_period(session, the(session, records, child), replace(PERIOD, began_on=DAY + timedelta(days=number)))
            return True
        return False

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(begin, range(6))) == 1
    with records.reading() as session:
        assert len(periods_of(session, child)) == 1
