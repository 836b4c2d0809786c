"""How old a patient is today, in the ways a clinic counts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.domain.age import Weeks, age_days, corrected_days, gestation_on
from app.records.tables import Patient
from app.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Ages:
    """Of a child or of a fetus; whatever cannot be counted is None."""

    days: int | None = None
    corrected: int | None = None
    postmenstrual: Weeks | None = None
    gestation_at_birth: Weeks | None = None
    fetal: Weeks | None = None


def ages_of(visit: Visit, patient: Patient) -> Ages:
    """Today, on the wall of the visitor's site."""
    zone = ZoneInfo(visit.account.zone) if visit.account else UTC
    today: date = datetime.now(zone).date()
    if patient.birth_date is None:
        return Ages(fetal=Weeks.of(gestation_on(patient.due_date, today)) if patient.due_date else None)
    gestation, days = patient.gestation_days, age_days(patient.birth_date, today)
    if gestation is None:
        return Ages(days)
    corrected = corrected_days(patient.birth_date, gestation, today)
    return Ages(days, corrected, Weeks.of(gestation + days), Weeks.of(gestation))
