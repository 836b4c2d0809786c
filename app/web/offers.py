"""Which tasks a patient can have: those of today first, those of the time before birth apart, the rest explained."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.age import age_on
from app.domain.subject import outgrown
from app.domain.task import Task
from app.records.tables import Patient
from app.tasks import TASKS
from app.web.visit import Member


class Fit(StrEnum):
    """How a task fits a patient."""

    NOW = "now"
    BEFORE_BIRTH = "before birth"
    """Only with pictures that were taken before the patient was born."""
    UNBORN = "unborn"
    """Not before the patient is born."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A task, as far as it is one for a patient."""

    task: Task
    fit: Fit
    outgrown: bool
    """Today the patient is older than those it is made for."""


def offers_for(visit: Member, patient: Patient) -> Sequence[Offer]:
    """Every task; those that fit today come first."""
    today = datetime.now(UTC).astimezone(ZoneInfo(visit.account.zone)).date()
    age = age_on(patient.birth_date, patient.gestation_days, today) if patient.birth_date else None
    offers = (Offer(task, _fit(task, patient), bool(age and outgrown(task.subject, age))) for task in TASKS.values())
    return sorted(offers, key=lambda offer: list(Fit).index(offer.fit))


def _fit(task: Task, patient: Patient) -> Fit:
    if task.subject.born:
        return Fit.NOW if patient.birth_date else Fit.UNBORN
    return Fit.BEFORE_BIRTH if patient.birth_date else Fit.NOW
