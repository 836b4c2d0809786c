"""A record's history field by field, and two forms side by side."""

from datetime import UTC, datetime

from app.domain.role import Role
from app.records.tables import Account, PatientVersion
from app.web.patient_changes import compare, list_changes
from app.web.patient_form import PatientForm

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LIN = Account(name="lin", full_name="Lin Hua", role=Role.CLINICIAN)


def version(number: int, **content: str | int | None) -> PatientVersion:
    return PatientVersion(version=number, content=content, replaced_at=NOON, replaced_by=LIN)


def test_history_tells_each_changed_field_from_the_newest_to_the_first() -> None:
    now: dict[str, str | int | None] = {"name": "C", "note": "", "gestation_days": 200}
    earlier = [version(2, name="B", note="", gestation_days=200), version(1, name="A", note="", gestation_days=None)]
    told = [(change.by, change.field, change.before, change.after) for change in list_changes(now, earlier)]
    assert told == [
        ("Lin Hua", "name", "B", "C"),
        ("Lin Hua", "name", "A", "B"),
        ("Lin Hua", "gestation_days", None, 200),
    ]


def test_a_record_never_changed_has_no_history() -> None:
    assert list(list_changes({"name": "A"}, [])) == []


def test_only_fields_that_differ_are_compared_and_gestation_is_one() -> None:
    theirs = PatientForm(name="Baby Zhou", note="Fever", gestation_weeks="28", gestation_days="4", version=3)
    mine = PatientForm(name=" Baby Zhou ", note="", gestation_weeks="28", gestation_days="5", version=2)
    told = {difference.field: (difference.theirs, difference.mine) for difference in compare(theirs, mine)}
    assert told == {"note": ("Fever", ""), "gestation_days": ("28+4", "28+5")}


def test_taking_theirs_fills_every_input_of_the_field() -> None:
    theirs, mine = PatientForm(gestation_weeks="28", gestation_days="4"), PatientForm()
    [difference] = compare(theirs, mine)
    assert difference.inputs == [("gestation_weeks", "28"), ("gestation_days", "4")]
