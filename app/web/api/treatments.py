"""Treatment periods for programs: list, read, add, change, end, withdraw."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from app.domain.exam import Ear
from app.domain.treatment import LONGEST, PeriodFacts
from app.records.audit import record
from app.records.tables import TreatmentPeriod
from app.records.treatment import add_period, born, change_period, find_period, periods_of
from app.web.api.once import Once
from app.web.api.patient_named import Identifier, find_named
from app.web.api.problems import PROBLEMS
from app.web.api.token import TOKEN
from app.web.api.versioned import IfMatch, answer, demand_version
from app.web.visit import PatientViewer, Records, VisitRecorder, from_our_own_page

router = APIRouter(
    prefix="/api/v1/patients/{identifier}/treatments",
    tags=["treatments"],
    dependencies=[Depends(TOKEN), Depends(from_our_own_page)],
    responses=PROBLEMS,
)

EXAMPLE: JsonDict = {
    "ear": "left",
    "device": "EarWell",
    "size": "S",
    "began_on": "2026-11-10",
    "ended_on": "2026-11-24",
    "end_reason": "shape reached",
}


class TreatmentDraft(BaseModel):
    """One ear in one device, from a day to a day."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    ear: Ear
    device: Annotated[str, Field(min_length=1, max_length=LONGEST["device"])]
    began_on: date
    ended_on: date | None = None
    """The last day; left out while the device is worn."""
    size: Annotated[str, Field(max_length=LONGEST["size"])] = ""
    end_reason: Annotated[str, Field(max_length=LONGEST["end_reason"])] = ""
    withdrawn: bool = False
    """Entered by mistake: kept with its history, and shown no more."""

    def facts(self) -> PeriodFacts:
        return PeriodFacts(**self.model_dump())


class TreatmentRepresentation(TreatmentDraft):
    """A treatment period as kept."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    id: UUID
    version: int


class TreatmentList(BaseModel):
    """Every treatment period, in order of time."""

    treatments: list[TreatmentRepresentation]


TreatmentId = Annotated[UUID, Path(description="The treatment's id, as given when it was added.")]


@router.get("", response_model=TreatmentList)
def list_treatments(
    visit: PatientViewer,
    session: Records,
    identifier: Identifier,
    ear: Annotated[Ear | None, Query(description="Only of this ear.")] = None,
) -> TreatmentList:
    """Treatment periods of a child, without those that were withdrawn."""
    patient = find_named(session, visit, identifier)
    rows = [row for row in periods_of(session, patient.id) if ear in (None, row.ear)]
    record(session, visit.actor, "treatments listed", "patient", patient.id, count=len(rows))
    return TreatmentList(treatments=[TreatmentRepresentation.model_validate(row) for row in rows])


@router.post("", status_code=201, response_model=TreatmentRepresentation)
def add(visit: VisitRecorder, session: Records, identifier: Identifier, draft: TreatmentDraft, once: Once) -> Response:
    """Begin a treatment; an ear wears one device at a time."""
    patient = born(find_named(session, visit, identifier))

    def write() -> Response:
        added = add_period(session, patient, draft.facts())
        record(session, visit.actor, "treatment added", "treatment", added.id, patient=str(patient.id))
        return _answer(added, place=f"/api/v1/patients/{patient.id}/treatments/{added.id}")

    return once.answer(visit, session, draft, write)


@router.get("/{period_id}", response_model=TreatmentRepresentation)
def read(visit: PatientViewer, session: Records, identifier: Identifier, period_id: TreatmentId) -> Response:
    """One treatment period, withdrawn or not; the ETag names its version."""
    patient = find_named(session, visit, identifier)
    kept = find_period(session, patient, period_id)
    record(session, visit.actor, "treatment read", "treatment", kept.id, patient=str(patient.id))
    return _answer(kept)


@router.put("/{period_id}", response_model=TreatmentRepresentation)
def change(
    visit: VisitRecorder,
    session: Records,
    identifier: Identifier,
    period_id: TreatmentId,
    draft: TreatmentDraft,
    if_match: IfMatch = None,
) -> Response:
    """Replace what is said of a treatment, or end it, from the version named by If-Match; the earlier one is kept."""
    patient = born(find_named(session, visit, identifier))
    kept, version = find_period(session, patient, period_id), demand_version(if_match)
    changed = change_period(session, patient, kept, draft.facts(), version, visit.account.id)
    act = "treatment withdrawn" if draft.withdrawn and "withdrawn" in changed else "treatment changed"
    record(session, visit.actor, act, "treatment", kept.id, patient=str(patient.id), fields=changed)
    return _answer(kept)


def _answer(row: TreatmentPeriod, *, place: str = "") -> Response:
    return answer(TreatmentRepresentation.model_validate(row), row.version, place=place)
