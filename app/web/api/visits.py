"""Visits to a child's cot for programs: list, read, add, change, withdraw."""

from dataclasses import replace
from datetime import UTC, date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from app.domain.exam import OLDEST, Ear, Skin
from app.domain.treatment import LONGEST, MILLIMETRES, STEPS, VisitFacts
from app.errors import Invalid
from app.message import message
from app.records.audit import record
from app.records.tables import Visit
from app.records.treatment import add_visit, born, change_visit, find_visit, visits_of
from app.web.api.once import Once
from app.web.api.patient_named import Identifier, find_named
from app.web.api.problems import PROBLEMS
from app.web.api.token import TOKEN
from app.web.api.versioned import IfMatch, answer, demand_version
from app.web.visit import PatientViewer, Records, VisitRecorder, from_our_own_page

router = APIRouter(
    prefix="/api/v1/patients/{identifier}/visits",
    tags=["visits"],
    dependencies=[Depends(TOKEN), Depends(from_our_own_page)],
    responses=PROBLEMS,
)

Millimetres = Annotated[float | None, Field(ge=MILLIMETRES[0], le=MILLIMETRES[1])]
Step = Annotated[int | None, Field(ge=STEPS.start, le=STEPS.stop - 1)]
EXAMPLE: JsonDict = {
    "ear": "left",
    "seen_at": "2026-11-10T09:30:00+08:00",
    "device": "EarWell",
    "hours_worn": 22.5,
    "skin": "intact",
    "length_mm": 34.5,
    "width_mm": 22,
    "grade": 3,
    "satisfaction": 4,
    "next_visit_on": "2026-11-17",
}


class VisitDraft(BaseModel):
    """What was seen of one ear at one visit; what was not looked at is left out."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    ear: Ear
    seen_at: AwareDatetime
    """With its time zone; kept to the minute. One visit an ear and minute."""
    device: Annotated[str, Field(max_length=LONGEST["device"])] = ""
    hours_worn: Annotated[float | None, Field(ge=0, le=24)] = None
    """A day."""
    skin: Skin | None = None
    length_mm: Millimetres = None
    width_mm: Millimetres = None
    grade: Step = None
    """The clinician's, not the model's: 1 no deformity seen, 5 severe."""
    satisfaction: Step = None
    """The caregiver's: 1 not at all, 5 very."""
    next_visit_on: date | None = None
    note: Annotated[str, Field(max_length=LONGEST["note"])] = ""
    withdrawn: bool = False
    """Entered by mistake: kept with its history, and shown no more."""

    def facts(self) -> VisitFacts:
        if self.seen_at < OLDEST:
            said = message("This lies before the day of birth.")
            raise Invalid("Please mend the marked fields.", fields={"seen_at": said})
        minute = self.seen_at.replace(second=0, microsecond=0)
        facts = VisitFacts(**(self.model_dump() | {"seen_at": minute}))
        return replace(facts, seen_at=minute.astimezone(UTC))  # only now: far moments have no name in UTC


class VisitRepresentation(VisitDraft):
    """A visit as kept."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    id: UUID
    version: int


class VisitList(BaseModel):
    """Every visit, in order of time."""

    visits: list[VisitRepresentation]


VisitId = Annotated[UUID, Path(description="The visit's id, as given when it was added.")]


@router.get("", response_model=VisitList)
def list_visits(
    visit: PatientViewer,
    session: Records,
    identifier: Identifier,
    ear: Annotated[Ear | None, Query(description="Only of this ear.")] = None,
) -> VisitList:
    """Visits of a child, without those that were withdrawn."""
    patient = find_named(session, visit, identifier)
    rows = [row for row in visits_of(session, patient.id) if ear in (None, row.ear)]
    record(session, visit.actor, "visits listed", "patient", patient.id, count=len(rows))
    return VisitList(visits=[VisitRepresentation.model_validate(row) for row in rows])


@router.post("", status_code=201, response_model=VisitRepresentation)
def add(visit: VisitRecorder, session: Records, identifier: Identifier, draft: VisitDraft, once: Once) -> Response:
    """Write a visit down."""
    patient = born(find_named(session, visit, identifier))

    def write() -> Response:
        added = add_visit(session, patient, draft.facts(), visit.account.id)
        record(session, visit.actor, "visit added", "visit", added.id, patient=str(patient.id))
        return _answer(added, place=f"/api/v1/patients/{patient.id}/visits/{added.id}")

    return once.answer(visit, session, draft, write)


@router.get("/{visit_id}", response_model=VisitRepresentation)
def read(visit: PatientViewer, session: Records, identifier: Identifier, visit_id: VisitId) -> Response:
    """One visit, withdrawn or not; the ETag names its version."""
    patient = find_named(session, visit, identifier)
    kept = find_visit(session, patient, visit_id)
    record(session, visit.actor, "visit read", "visit", kept.id, patient=str(patient.id))
    return _answer(kept)


@router.put("/{visit_id}", response_model=VisitRepresentation)
def change(
    visit: VisitRecorder,
    session: Records,
    identifier: Identifier,
    visit_id: VisitId,
    draft: VisitDraft,
    if_match: IfMatch = None,
) -> Response:
    """Replace what is said of a visit, from the version named by If-Match; what it said before is kept."""
    patient = born(find_named(session, visit, identifier))
    kept, version = find_visit(session, patient, visit_id), demand_version(if_match)
    changed = change_visit(session, patient, kept, draft.facts(), version, visit.account.id)
    act = "visit withdrawn" if draft.withdrawn and "withdrawn" in changed else "visit changed"
    record(session, visit.actor, act, "visit", kept.id, patient=str(patient.id), fields=changed)
    return _answer(kept)


def _answer(row: Visit, *, place: str = "") -> Response:
    return answer(VisitRepresentation.model_validate(row), row.version, place=place)
