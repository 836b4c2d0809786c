"""Visits and treatment periods: add, read, change, withdraw; nothing said earlier is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.treatment import PeriodFacts, VisitFacts
from app.errors import Conflict, Invalid, NotFound, Stale
from app.message import message
from app.records.patients import find_patient
from app.records.tables import Patient, TreatmentPeriod, TreatmentPeriodVersion, Visit, VisitVersion

Kept = TypeVar("Kept", Visit, TreatmentPeriod)
Facts = VisitFacts | PeriodFacts


def find_child(session: Session, site_id: UUID, patient_id: UUID) -> Patient:
    """A patient of this site who is born."""
    return born(find_patient(session, site_id, patient_id))


def born(patient: Patient) -> Patient:
    """The patient, who has ears to follow."""
    if patient.birth_date is None:
        raise NotFound("The ears of a child are followed after its birth.")
    return patient


def add_visit(session: Session, patient: Patient, facts: VisitFacts, by: UUID) -> Visit:
    """Write a visit down; one an ear and moment, so a form sent twice is taken once."""
    _demand_birth_before(patient, facts)
    visit = Visit(patient_id=patient.id, seen_by_id=by, **asdict(facts))
    _save_visit(session, visit)
    return visit


def add_period(session: Session, patient: Patient, facts: PeriodFacts) -> TreatmentPeriod:
    """Begin a treatment; an ear wears one device at a time."""
    _demand_birth_before(patient, facts)
    _refuse_overlap(session, patient.id, facts)
    period = TreatmentPeriod(patient_id=patient.id, **asdict(facts))
    session.add(period)
    session.flush()
    return period


def find_visit(session: Session, patient: Patient, visit_id: UUID) -> Visit:
    return _own(session.get(Visit, visit_id), patient)


def find_period(session: Session, patient: Patient, period_id: UUID) -> TreatmentPeriod:
    return _own(session.get(TreatmentPeriod, period_id), patient)


def change_visit(
    session: Session, patient: Patient, visit: Visit, facts: VisitFacts, version: int, by: UUID
) -> list[str]:
    """Replace what is said of a visit, if it still is the version that was read; returns the changed fields."""
    _demand_version(session, visit, version)
    before = visit_facts(visit)
    if before.seen_at.replace(second=0) == facts.seen_at:  # its seconds are ours: see `_at_the_same_moment`
        facts = replace(facts, seen_at=before.seen_at)
    changed = _differing(before, facts)
    if changed:
        _demand_birth_before(patient, facts)
        session.add(VisitVersion(visit_id=visit.id, **_replaced(visit, before, by)))
        _write(visit, facts, changed)
        _save_visit(session, visit)
    return changed


def change_period(
    session: Session, patient: Patient, period: TreatmentPeriod, facts: PeriodFacts, version: int, by: UUID
) -> list[str]:
    """Replace what is said of a treatment, or end it, if it still is the version that was read."""
    _demand_version(session, period, version)
    before = period_facts(period)
    changed = _differing(before, facts)
    if changed:
        _demand_birth_before(patient, facts)
        _refuse_overlap(session, patient.id, facts, period.id)
        session.add(TreatmentPeriodVersion(treatment_period_id=period.id, **_replaced(period, before, by)))
        _write(period, facts, changed)
        session.flush()
    return changed


def visits_of(session: Session, patient_id: UUID) -> Sequence[Visit]:
    """Every visit that was not withdrawn, in order of time."""
    found = select(Visit).where(Visit.patient_id == patient_id, Visit.withdrawn.is_(False))
    return session.scalars(found.order_by(Visit.seen_at, Visit.ear)).all()


def periods_of(session: Session, patient_id: UUID) -> Sequence[TreatmentPeriod]:
    """Every treatment period that was not withdrawn, in order of time."""
    found = select(TreatmentPeriod).where(
        TreatmentPeriod.patient_id == patient_id, TreatmentPeriod.withdrawn.is_(False)
    )
    return session.scalars(found.order_by(TreatmentPeriod.began_on, TreatmentPeriod.ear)).all()


def versions_of_visit(session: Session, visit: Visit) -> Sequence[VisitVersion]:
    """What the visit said before, the newest first."""
    found = select(VisitVersion).where(VisitVersion.visit_id == visit.id)
    return session.scalars(found.order_by(VisitVersion.version.desc())).all()


def versions_of_period(session: Session, period: TreatmentPeriod) -> Sequence[TreatmentPeriodVersion]:
    """What the treatment period said before, the newest first."""
    found = select(TreatmentPeriodVersion).where(TreatmentPeriodVersion.treatment_period_id == period.id)
    return session.scalars(found.order_by(TreatmentPeriodVersion.version.desc())).all()


def last_device(session: Session, patient_id: UUID, by: UUID) -> str:
    """The device this patient wore last; else the one this person wrote down last."""
    worn = periods_of(session, patient_id)
    if worn:
        return max(worn, key=lambda period: (period.ended_on is None, period.began_on)).device
    seen = select(Visit.device).where(Visit.device != "", Visit.withdrawn.is_(False)).order_by(Visit.seen_at.desc())
    for narrowed in (seen.where(Visit.patient_id == patient_id), seen.where(Visit.seen_by_id == by)):
        device = session.scalar(narrowed.limit(1))
        if device:
            return device
    return ""


def visit_facts(visit: Visit) -> VisitFacts:
    """The row as a value."""
    return VisitFacts(**{field: getattr(visit, field) for field in VisitFacts.__dataclass_fields__})


def period_facts(period: TreatmentPeriod) -> PeriodFacts:
    """The row as a value."""
    return PeriodFacts(**{field: getattr(period, field) for field in PeriodFacts.__dataclass_fields__})


def plain(facts: Facts) -> dict[str, str | int | float | None]:
    """Facts as JSON keeps them."""
    return {
        field: value if value is None or isinstance(value, int | float) else str(value)
        for field, value in asdict(facts).items()
    }


def _own(row: Kept | None, patient: Patient) -> Kept:
    if row is None or row.patient_id != patient.id:
        raise NotFound("There is no such entry in this patient's record.")
    return row


def _demand_version(session: Session, row: Kept, version: int) -> None:
    session.refresh(row, with_for_update=True)
    if row.version != version:
        raise Stale("Somebody changed this entry after you opened it. Please compare and save again.")


def _differing(before: Facts, after: Facts) -> list[str]:
    """The fields in which they differ."""
    said = asdict(before)
    return [field for field, value in asdict(after).items() if said[field] != value]


def _replaced(row: Visit | TreatmentPeriod, before: Facts, by: UUID) -> dict[str, Any]:
    """What is kept of an entry that is about to say something else."""
    return {
        "version": row.version,
        "content": plain(before),
        "replaced_at": datetime.now(UTC),
        "replaced_by_id": by,
    }


def _write(row: Visit | TreatmentPeriod, facts: Facts, fields: Iterable[str]) -> None:
    for field in fields:
        setattr(row, field, getattr(facts, field))


def _demand_birth_before(patient: Patient, facts: Facts) -> None:
    """What happened to a child's ear happened in its life."""
    if patient.birth_date is None:
        raise Invalid("Visits and treatments need a child that is born. Please add the date of birth first.")
    if isinstance(facts, VisitFacts):
        field, day = "seen_at", facts.seen_at.astimezone(ZoneInfo(patient.site.zone)).date()
    else:
        field, day = "began_on", facts.began_on
    if day < patient.birth_date:
        raise Invalid("Please mend the marked fields.", fields={field: message("This lies before the day of birth.")})


def _refuse_overlap(session: Session, patient_id: UUID, facts: PeriodFacts, own: UUID | None = None) -> None:
    """One device may follow another on the same day, but not lie over it; who comes at once waits for the other."""
    if facts.withdrawn:
        return
    session.execute(select(Patient.id).where(Patient.id == patient_id).with_for_update())
    others = select(TreatmentPeriod.id).where(
        TreatmentPeriod.patient_id == patient_id,
        TreatmentPeriod.ear == facts.ear,
        TreatmentPeriod.withdrawn.is_(False),
        TreatmentPeriod.began_on < (facts.ended_on or date.max),
        or_(TreatmentPeriod.ended_on.is_(None), TreatmentPeriod.ended_on > facts.began_on),
    )
    if set(session.scalars(others)) - {own}:
        raise Conflict(
            "This ear wears a device in these days already. Please end that treatment first.",
            fields={"began_on": message("Another treatment of this ear lies over these days.")},
        )


def _save_visit(session: Session, visit: Visit) -> None:
    taken = Conflict(
        "This visit is written down already. Please open it to change it.",
        fields={"seen_at": message("There is a visit of this ear at this time.")},
    )
    with session.no_autoflush:
        while (other := _at_the_same_moment(session, visit)) and other.withdrawn:
            visit.seen_at += timedelta(seconds=1)
    if other is not None:
        session.expire(visit) if visit in session else None
        raise taken
    session.add(visit)
    try:
        session.flush()
    except IntegrityError:
        raise taken from None


def _at_the_same_moment(session: Session, visit: Visit) -> Visit | None:
    """Another visit of the same ear; one that was withdrawn keeps its moment, the next stands a second later."""
    same = select(Visit).where(
        Visit.patient_id == visit.patient_id, Visit.ear == visit.ear, Visit.seen_at == visit.seen_at
    )
    return next((other for other in session.scalars(same) if other is not visit), None)
