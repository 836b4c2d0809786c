"""Looking through the audit trail."""

from datetime import UTC, datetime, timedelta

import pytest

from app.records.audit import Actor, record
from app.records.database import Database
from app.records.trail import PAGE, TrailFilter, search_trail, whole_trail


@pytest.fixture(autouse=True)
def _acts(records: Database) -> None:
    with records.transaction() as session:
        for number in range(PAGE + 5):
            actor = Actor("nurse" if number % 2 else "clinician")
            record(session, actor, "patient read", "patient", f"p{number % 3}")


def test_pages_hold_every_entry_once_the_newest_first(records: Database) -> None:
    with records.reading() as session:
        first = search_trail(session, TrailFilter())
        assert first.next
        second = search_trail(session, TrailFilter(), int(first.next))
    seen = [entry.sequence for entry in [*first.rows, *second.rows]]
    assert seen == list(range(PAGE + 5, 0, -1))
    assert second.next is None


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (TrailFilter(actor=" NURSE "), 52),
        (TrailFilter(action="patient read"), 105),
        (TrailFilter(action="patient"), 0),
        (TrailFilter(subject_id="p0"), 35),
        (TrailFilter(actor="nurse", subject_id="p0"), 17),
        (TrailFilter(since=datetime.now(UTC) + timedelta(days=1)), 0),
        (TrailFilter(until=datetime.now(UTC) - timedelta(hours=1)), 0),
        (TrailFilter(since=datetime.now(UTC) - timedelta(days=1), until=datetime.now(UTC) + timedelta(days=1)), 105),
    ],
)
def test_a_filter_narrows(records: Database, wanted: TrailFilter, count: int) -> None:
    with records.reading() as session:
        assert len(list(whole_trail(session, wanted))) == count
