"""Patients: add, read, search, change."""

from collections.abc import Sequence
from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest

from app.errors import Conflict, NeoscreenError, NotFound, Stale
from app.records.accounts import find_account
from app.records.database import Database
from app.records.page import Page
from app.records.patients import (
    add_patient,
    change_patient,
    facts_of,
    find_patient,
    search_patients,
    siblings_of,
    versions_of,
)
from app.records.tables import Patient
from tests.people import CLINICIAN, SOUTH, baby, site_id


def add(records: Database, identifier: str, name: str = "Baby Zhou", site: UUID | None = None, **more: object) -> UUID:
    with records.transaction() as session:
        return add_patient(session, site or site_id(records), baby(identifier, name, **more)).id


def found(records: Database, query: str) -> set[str]:
    with records.reading() as session:
        return {patient.identifier for patient in search_patients(session, site_id(records), query).rows}


def test_what_is_said_of_a_patient_is_what_is_read_again(records: Database) -> None:
    facts = baby("N-1", "周小宝", note="two\nlines", birth_group="twins-7")
    with records.transaction() as session:
        added = add_patient(session, site_id(records), facts).id
    with records.reading() as session:
        patient = find_patient(session, site_id(records), added)
        assert facts_of(patient) == facts
        assert (patient.version, patient.created_at.utcoffset()) == (1, timedelta(0))


def test_an_identifier_is_unique_at_its_site_and_free_at_another(records: Database) -> None:
    add(records, "N-1")
    add(records, "N-1", site=site_id(records, SOUTH))
    with pytest.raises(Conflict) as taken:
        add(records, "N-1", "Somebody else")
    assert set(taken.value.fields) == {"identifier"}


def test_two_who_add_the_same_identifier_at_once_make_one_patient(records: Database) -> None:
    outcomes: list[str] = []
    ready = Barrier(8)

    def try_it() -> None:
        ready.wait()
        try:
            add(records, "N-1")
        except Conflict:
            outcomes.append("taken")
        else:
            outcomes.append("added")

    threads = [Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["added"] + ["taken"] * 7


def test_a_patient_of_another_site_is_not_there(records: Database) -> None:
    theirs = add(records, "S-1", site=site_id(records, SOUTH))
    with records.reading() as session, pytest.raises(NotFound):
        find_patient(session, site_id(records), theirs)
    assert found(records, "S-1") == set()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"N-1", "N-2", "N-3", "100%_x", "O'Brien"}),
        ("n-1", {"N-1"}),
        ("N-", {"N-1", "N-2", "N-3"}),
        ("张三", {"N-2"}),
        ("三", {"N-2"}),
        ("Ｎ－２", {"N-2"}),
        ("zhou baby", {"N-1"}),
        ("ZHOU\u3000n-1", {"N-1"}),
        ("%", {"100%_x"}),
        ("_", {"100%_x"}),
        ("0%_", {"100%_x"}),
        ("/", set()),
        ("\\", set()),
        ("'", {"O'Brien"}),
        ("' OR 1=1 --", set()),
        ('"', set()),
        ("strasse", {"N-3"}),
        ("zhou nobody", set()),
    ],
)
def test_search_finds_every_word_literally(records: Database, query: str, expected: set[str]) -> None:
    add(records, "N-1", "Baby Zhou")
    add(records, "N-2", "张三")
    add(records, "N-3", "Kind Straße")
    add(records, "100%_x", "Percent")
    add(records, "O'Brien", "Quote")
    assert found(records, query) == expected


def walk(records: Database, query: str, limit: int) -> list[str]:
    seen: list[str] = []
    after = None
    while True:
        with records.reading() as session:
            page: Page[Patient] = search_patients(session, site_id(records), query, after=after, limit=limit)
        seen += [patient.identifier for patient in page.rows]
        if page.next is None:
            return seen
        assert len(page.rows) == limit
        after = page.next


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_hold_everybody_once_the_last_changed_first(records: Database, limit: int) -> None:
    moment = None
    with records.transaction() as session:
        for number in range(7):
            patient = add_patient(session, site_id(records), baby(f"N-{number}"))
            moment = moment or patient.changed_at
            patient.changed_at = moment + timedelta(seconds=number // 3)
    seen = walk(records, "", limit)
    assert sorted(seen) == [f"N-{number}" for number in range(7)]
    assert [int(identifier[2:]) // 3 for identifier in seen] == [2, 1, 1, 1, 0, 0, 0]


def test_somebody_added_while_pages_are_turned_moves_nobody(records: Database) -> None:
    for number in range(4):
        add(records, f"N-{number}")
    with records.reading() as session:
        first = search_patients(session, site_id(records), limit=2)
    add(records, "N-new")
    with records.reading() as session:
        second = search_patients(session, site_id(records), after=first.next, limit=2)
    assert [patient.identifier for patient in [*first.rows, *second.rows]] == ["N-3", "N-2", "N-1", "N-0"]


def change(records: Database, patient: UUID, version: int, **more: object) -> list[str]:
    with records.transaction() as session:
        by = find_account(session, CLINICIAN.name)
        assert by
        facts = baby("N-1", **more)  # type: ignore[arg-type]
        return change_patient(session, find_patient(session, site_id(records), patient), facts, version, by.id)


def test_a_change_names_its_fields_and_keeps_what_was_said_before(records: Database) -> None:
    patient = add(records, "N-1")
    assert change(records, patient, 1, name="Zhou Yi", note="named") == ["name", "note"]
    assert change(records, patient, 2, name="Zhou Er", note="named") == ["name"]
    with records.reading() as session:
        row = find_patient(session, site_id(records), patient)
        before = versions_of(session, row)
        assert (row.version, row.name) == (3, "Zhou Er")
        assert [(kept.version, kept.content["name"]) for kept in before] == [(2, "Zhou Yi"), (1, "Baby Zhou")]
        assert before[0].replaced_by.name == CLINICIAN.name
    assert found(records, "er") == {"N-1"}
    assert found(records, "baby") == set()


def test_saving_without_a_change_makes_no_version(records: Database) -> None:
    patient = add(records, "N-1")
    assert change(records, patient, 1) == []
    with records.reading() as session:
        assert find_patient(session, site_id(records), patient).version == 1


def test_a_change_from_an_old_version_is_refused(records: Database) -> None:
    patient = add(records, "N-1")
    change(records, patient, 1, name="Zhou Yi")
    with pytest.raises(Stale):
        change(records, patient, 1, name="Zhou Er")


def test_of_several_changes_of_one_version_at_once_one_is_done_and_the_others_are_told(records: Database) -> None:
    patient = add(records, "N-1")
    outcomes: list[str] = []
    ready = Barrier(6)

    def try_it(number: int) -> None:
        ready.wait()
        try:
            change(records, patient, 1, name=f"Zhou {number}")
        except NeoscreenError as error:
            outcomes.append(type(error).__name__)
        else:
            outcomes.append("changed")

    threads: Sequence[Thread] = [Thread(target=try_it, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Stale"] * 5 + ["changed"]


def test_a_change_to_an_identifier_that_is_taken_is_refused_and_changes_nothing(records: Database) -> None:
    add(records, "N-1")
    other = add(records, "N-2", "Other")
    with pytest.raises(Conflict):
        change(records, other, 1)
    with records.reading() as session:
        assert find_patient(session, site_id(records), other).name == "Other"


def test_twins_are_found_by_their_group_at_their_site_alone(records: Database) -> None:
    one = add(records, "N-1", birth_group="g7")
    add(records, "N-2", birth_group="g7")
    add(records, "N-3")
    add(records, "S-1", birth_group="g7", site=site_id(records, SOUTH))
    with records.reading() as session:
        patient = find_patient(session, site_id(records), one)
        assert [sibling.identifier for sibling in siblings_of(session, patient)] == ["N-2"]
