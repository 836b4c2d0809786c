"""Patients: add, read, search, change."""

from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.patient import PatientFacts, fold
from app.errors import Conflict, NotFound, Stale
from app.message import message
from app.records.page import Page, mark, unmark
from app.records.tables import Patient, PatientVersion

PAGE = 50


def add_patient(session: Session, site_id: UUID, facts: PatientFacts) -> Patient:
    """Add a patient to a site; its identifier must be new there."""
    now = datetime.now(UTC)
    patient = Patient(site_id=site_id, created_at=now, changed_at=now, search_text=facts.search_text, **asdict(facts))
    _save(session, patient)
    return patient


def find_patient(session: Session, site_id: UUID, patient_id: UUID) -> Patient:
    """The patient of this site with this id."""
    patient = session.get(Patient, patient_id)
    if patient is None or patient.site_id != site_id:
        raise NotFound("There is no such patient at your site.")
    return patient


def find_by_identifier(session: Session, site_id: UUID, identifier: str) -> Patient | None:
    """The patient of this site with the hospital's own number."""
    return session.scalar(select(Patient).where(Patient.site_id == site_id, Patient.identifier == identifier))


def search_patients(
    session: Session, site_id: UUID, query: str = "", *, after: str | None = None, limit: int = PAGE
) -> Page[Patient]:
    """Patients whose identifier or name holds every word of the query, the last changed first."""
    found = select(Patient).where(Patient.site_id == site_id)
    for word in fold(query).split():
        found = found.where(Patient.search_text.contains(word, autoescape=True))
    if after:
        found = found.where(tuple_(Patient.changed_at, Patient.id) < tuple_(*unmark(after)))
    rows = session.scalars(found.order_by(Patient.changed_at.desc(), Patient.id.desc()).limit(limit + 1)).all()
    more = len(rows) > limit
    return Page(rows[:limit], mark(rows[limit - 1].changed_at, rows[limit - 1].id) if more else None)


def change_patient(session: Session, patient: Patient, facts: PatientFacts, version: int, by: UUID) -> list[str]:
    """Replace what is said of a patient, if it still is the version that was read; returns the changed fields."""
    session.refresh(patient, with_for_update=True)
    if patient.version != version:
        raise Stale("Somebody changed this patient after you opened it. Please compare and save again.")
    before, after = asdict(facts_of(patient)), asdict(facts)
    changed = [field for field, value in after.items() if before[field] != value]
    if not changed:
        return changed
    session.add(
        PatientVersion(
            patient_id=patient.id,
            version=patient.version,
            content=plain(facts_of(patient)),
            replaced_at=datetime.now(UTC),
            replaced_by_id=by,
        )
    )
    for field in changed:
        setattr(patient, field, after[field])
    patient.search_text = facts.search_text
    patient.changed_at = datetime.now(UTC)
    _save(session, patient)
    return changed


def versions_of(session: Session, patient: Patient) -> list[PatientVersion]:
    """What the record said before, the newest first."""
    return list(
        session.scalars(
            select(PatientVersion)
            .where(PatientVersion.patient_id == patient.id)
            .order_by(PatientVersion.version.desc())
        )
    )


def siblings_of(session: Session, patient: Patient) -> list[Patient]:
    """Twins and triplets of the same birth."""
    if not patient.birth_group:
        return []
    return list(
        session.scalars(
            select(Patient)
            .where(
                Patient.site_id == patient.site_id,
                Patient.birth_group == patient.birth_group,
                Patient.id != patient.id,
            )
            .order_by(Patient.identifier)
            .limit(PAGE)
        )
    )


def facts_of(patient: Patient) -> PatientFacts:
    """The record as a value."""
    return PatientFacts(
        identifier=patient.identifier,
        name=patient.name,
        sex=patient.sex,
        birth_date=patient.birth_date,
        birth_time=patient.birth_time,
        due_date=patient.due_date,
        gestation_days=patient.gestation_days,
        birth_group=patient.birth_group,
        note=patient.note,
    )


def plain(facts: PatientFacts) -> dict[str, str | int | None]:
    """Facts as JSON keeps them."""
    return {
        field: value if value is None or isinstance(value, int) else str(value)
        for field, value in asdict(facts).items()
    }


def _save(session: Session, patient: Patient) -> None:
    taken = Conflict(
        "A patient with this identifier is already here. Please open that patient, or check the number.",
        fields={"identifier": message("This identifier is taken.")},
    )
    with session.no_autoflush:
        other = find_by_identifier(session, patient.site_id, patient.identifier)
    if other is not None and other.id != patient.id:
        session.expire(patient) if patient in session else None
        raise taken
    session.add(patient)
    try:
        session.flush()
    except IntegrityError:
        raise taken from None
