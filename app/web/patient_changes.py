"""What became of a patient's record, field by field; and what two people typed at the same time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.records.tables import PatientVersion
from app.web.form import Difference, differences
from app.web.patient_form import PatientForm

Value = str | int | None
GESTATION = {"gestation_days": ("gestation_weeks", "gestation_days")}


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after."""

    at: datetime
    by: str
    field: str
    before: Value
    after: Value


def list_changes(now: Mapping[str, Value], versions: Sequence[PatientVersion]) -> Iterator[Change]:
    """From what the record says now back to what it said first."""
    after: Mapping[str, Value] = now
    for version in versions:
        before: Mapping[str, Value] = version.content
        for field, value in after.items():
            if before.get(field) != value:
                yield Change(version.replaced_at, version.replaced_by.full_name, field, before.get(field), value)
        after = before


def compare(theirs: PatientForm, mine: PatientForm) -> Iterator[Difference]:
    """Every field in which two forms differ; gestation counts as one field."""
    return differences(theirs, mine, GESTATION, "+")
