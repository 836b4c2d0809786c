"""Exams for programs: read, list, analyse again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from app.domain.exam import ExamState
from app.errors import Invalid
from app.message import message
from app.records.assessments import find_outcome
from app.records.audit import record
from app.records.database import Session
from app.records.exams import ask_again, find_exam, overrule
from app.records.patients import find_by_identifier
from app.records.tables import Exam
from app.records.worklist import list_exams
from app.web.api.exam_representation import ExamList, ExamRepresentation, brief, place_of, represent
from app.web.api.once import Once
from app.web.api.problems import PROBLEMS
from app.web.api.token import TOKEN
from app.web.reception import check_overrides
from app.web.visit import ExamSender, Member, PatientViewer, Records, from_our_own_page

router = APIRouter(
    prefix="/api/v1/exams",
    tags=["exams"],
    dependencies=[Depends(TOKEN), Depends(from_our_own_page)],
    responses=PROBLEMS,
)

ExamId = Annotated[UUID, Path(description="The exam's id, as given when it was sent.")]


@router.get("", response_model=ExamList)
def search(
    visit: PatientViewer,
    session: Records,
    task: Annotated[str, Query(max_length=64)] = "",
    state: ExamState | None = None,
    urgent: Annotated[bool, Query(description="Only urgent ones.")] = False,
    signed: Annotated[bool | None, Query(description="Only those that a person has signed, or has not.")] = None,
    patient: Annotated[str, Query(max_length=64, description="The hospital's own number.")] = "",
    after: Annotated[str | None, Query(max_length=200, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ExamList:
    """Exams of your site, the last taken first."""
    whose = find_by_identifier(session, visit.account.site_id, patient.strip()) if patient else None
    if patient and whose is None:
        return ExamList(exams=[], next=None)
    found = list_exams(
        session,
        visit.account.site_id,
        task=task,
        state=state,
        urgent=urgent,
        signed=signed,
        patient_id=whose.id if whose else None,
        after=after,
        limit=limit,
    )
    record(session, visit.actor, "worklist read", "exam", count=len(found.rows))
    return ExamList(exams=[brief(exam, visit) for exam in found.rows], next=found.next)


@router.get("/{exam_id}", response_model=ExamRepresentation)
def read(visit: PatientViewer, session: Records, exam_id: ExamId) -> Response:
    """One exam with its pictures and every answer."""
    return respond(look(session, find_exam(session, visit.account.site_id, exam_id), visit), 200)


class Request(BaseModel):
    """What an analysis is asked for again."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"overrides": ["dark"], "reason": "The ear is plain to see."}, {}]},
    )

    overrides: Annotated[list[str], Field(max_length=50)] = []
    """Codes of soft complaints that a clinician overrules."""
    reason: Annotated[str, Field(max_length=2000)] = ""


@router.post(
    "/{exam_id}/analyses",
    status_code=202,
    response_model=ExamRepresentation,
)
def analyse_again(visit: ExamSender, exam_id: ExamId, asked: Request, once: Once) -> Response:
    """Analyse an exam once more, with the model served now: its answer is added to those before."""
    with visit.clinic.database.transaction() as session:
        exam = find_exam(session, visit.account.site_id, exam_id)

        def ask() -> Response:
            again(session, exam, visit, asked)
            return respond(represent(session, exam, visit), 202)

        response = once.answer(visit, session, asked, ask)
    visit.clinic.analysis.call()
    return response


def again(session: Session, exam: Exam, visit: Member, asked: Request) -> None:
    """Only complaints that were made, and are soft, can be overruled."""
    check_overrides(visit, asked.overrides, asked.reason)
    in_force = find_outcome(session, exam, None)
    if set(asked.overrides) - (in_force.outcome.soft if in_force else set()):
        said = message("Only a soft complaint of the last answer can be overruled.")
        raise Invalid("Please mend the marked fields.", fields={"overrides": said})
    ask_again(session, exam)
    overrule(session, exam, asked.overrides, asked.reason.strip(), visit.account.id)
    record(session, visit.actor, "analysis asked for", "exam", exam.id, overrides=sorted(asked.overrides))


def look(session: Session, exam: Exam, visit: Member) -> ExamRepresentation:
    """Reading an exam, and seeing the model's answer, are two things; so on its page."""
    record(session, visit.actor, "exam read", "exam", exam.id, patient=str(exam.patient_id))
    shown = represent(session, exam, visit)
    if shown.answer and shown.answer.assessment:
        record(session, visit.actor, "answer shown", "exam", exam.id, assessment=str(shown.answer.id))
    return shown


def respond(shown: ExamRepresentation, status: int) -> JSONResponse:
    headers = {"Cache-Control": "no-store"}
    if status != 200:
        headers["Location"] = place_of(shown.id)
    return JSONResponse(shown.model_dump(mode="json"), status, headers=headers)
