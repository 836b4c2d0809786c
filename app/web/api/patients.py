"""Patients for programs: create, read, search, update."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from app.domain.patient import GESTATION, PatientFacts, Sex
from app.records.audit import record
from app.records.patients import add_patient, change_patient, find_patient, search_patients
from app.records.tables import Patient
from app.web.api.once import Once
from app.web.api.problems import PROBLEMS
from app.web.api.token import TOKEN
from app.web.api.versioned import IfMatch, answer, demand_version
from app.web.visit import PatientEditor, PatientViewer, Records, from_our_own_page

router = APIRouter(
    prefix="/api/v1/patients",
    tags=["patients"],
    dependencies=[Depends(TOKEN), Depends(from_our_own_page)],
    responses=PROBLEMS,
)

Text = Annotated[str, Field(max_length=4000)]


class PatientDraft(BaseModel):
    """What a hospital says of a patient."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "identifier": "N-2026-01147",
                    "name": "Baby Zhou",
                    "sex": "female",
                    "birth_date": "2026-11-03",
                    "gestation_days": 200,
                }
            ]
        },
    )

    identifier: Annotated[str, Field(min_length=1, max_length=64)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    birth_time: time | None = None
    due_date: date | None = None
    gestation_days: Annotated[int | None, Field(ge=GESTATION.start, le=GESTATION.stop - 1)] = None
    birth_group: Annotated[str, Field(max_length=64)] = ""
    note: Text = ""

    def facts(self) -> PatientFacts:
        fields = self.model_dump()
        if self.birth_time:
            fields["birth_time"] = self.birth_time.replace(tzinfo=None)
        return PatientFacts(**fields)


class PatientRepresentation(PatientDraft):
    """A patient as kept."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    id: UUID
    version: int
    created_at: datetime
    changed_at: datetime


class PatientList(BaseModel):
    """A page of patients; `next` goes into `after`."""

    patients: list[PatientRepresentation]
    next: str | None


PatientId = Annotated[UUID, Path(description="The patient's id, as given when it was created.")]


@router.get("", response_model=PatientList)
def search(
    visit: PatientViewer,
    session: Records,
    q: Annotated[str, Query(max_length=200, description="Words of identifier or name.")] = "",
    after: Annotated[str | None, Query(max_length=200, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> PatientList:
    """Patients of your site, the last changed first."""
    found = search_patients(session, visit.account.site_id, q, after=after, limit=limit)
    shown = [str(patient.id) for patient in found.rows]
    record(session, visit.actor, "patients searched" if q else "patients listed", "patient", shown=shown)
    return PatientList(patients=[PatientRepresentation.model_validate(row) for row in found.rows], next=found.next)


@router.post("", status_code=201, response_model=PatientRepresentation)
def create(visit: PatientEditor, session: Records, draft: PatientDraft, once: Once) -> Response:
    """Add a patient to your site."""

    def add() -> Response:
        patient = add_patient(session, visit.account.site_id, draft.facts())
        record(session, visit.actor, "patient added", "patient", patient.id)
        return _answer(patient, place=f"/api/v1/patients/{patient.id}")

    return once.answer(visit, session, draft, add)


@router.get("/{patient_id}", response_model=PatientRepresentation)
def read(visit: PatientViewer, session: Records, patient_id: PatientId) -> Response:
    """One patient; the ETag names its version."""
    patient = find_patient(session, visit.account.site_id, patient_id)
    record(session, visit.actor, "patient read", "patient", patient.id)
    return _answer(patient)


@router.put("/{patient_id}", response_model=PatientRepresentation)
def update(
    visit: PatientEditor, session: Records, patient_id: PatientId, draft: PatientDraft, if_match: IfMatch = None
) -> Response:
    """Replace what is said of a patient, from the version named by If-Match."""
    patient = find_patient(session, visit.account.site_id, patient_id)
    changed = change_patient(session, patient, draft.facts(), demand_version(if_match), visit.account.id)
    record(session, visit.actor, "patient changed", "patient", patient.id, fields=changed)
    return _answer(patient)


def _answer(patient: Patient, *, place: str = "") -> Response:
    return answer(PatientRepresentation.model_validate(patient), patient.version, place=place)
