"""One exam: its pictures, the model's answer in its time, what people said of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response
from starlette.background import BackgroundTask

from app.domain.exam import ExamState
from app.errors import Conflict, Invalid, NotFound
from app.message import message
from app.records.audit import record
from app.records.database import Session
from app.records.exams import ask_again, find_exam, overrule
from app.records.tables import Exam
from app.web.exam_page import UNDER_WAY, Desk, WaitingView, failure_of, sit_down, view_of
from app.web.reception import LONGEST
from app.web.respond import go, page
from app.web.visit import ExamReader, Member, PatientViewer, Records, Watcher, from_our_own_page

router = APIRouter(prefix="/exams", include_in_schema=False, dependencies=[Depends(from_our_own_page)])


@router.get("/{exam_id}")
def show_exam(
    visit: PatientViewer, session: Records, exam_id: UUID, shot: int | None = None, beside: UUID | None = None
) -> Response:
    """The page; every time the model's answer is shown, the trail says to whom."""
    desk = sit_down(session, visit, find_exam(session, visit.account.site_id, exam_id))
    other = find_other(session, visit, desk.exam, beside)
    note_look(session, visit, desk, other)
    return page(visit, view_of(session, visit, desk, shot=shot, other=other))


@router.get("/{exam_id}/waiting")
def show_waiting(visit: Watcher, exam_id: UUID) -> Response:
    """What a page that waits asks by itself; it keeps nobody signed in, and is no look at the exam."""
    with visit.clinic.database.reading() as session:
        exam = find_exam(session, visit.account.site_id, exam_id)
        return page(visit, WaitingView(exam, exam.state in UNDER_WAY, failure_of(visit, exam)))


@router.post("/{exam_id}/overrides")
def overrule_complaints(
    visit: ExamReader,
    session: Records,
    exam_id: UUID,
    codes: Annotated[list[str] | None, Form()] = None,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Have the pictures judged in spite of soft complaints; who says so, and why, is kept."""
    desk = sit_down(session, visit, find_exam(session, visit.account.site_id, exam_id))
    chosen, reason = set(codes or ()), reason.replace("\r\n", "\n")
    try:
        _check_overrides(desk, chosen, reason)
    except Invalid as error:
        faults = {name: visit.language.say(said) for name, said in error.fields.items()}
        fault = visit.language.say_error(error)
        again = view_of(session, visit, desk, fault=fault, faults=faults, override_reason=reason)
        return page(visit, again, error.status)
    ask_again(session, desk.exam)
    overrule(session, desk.exam, chosen, reason.strip(), visit.account.id)
    record(session, visit.actor, "complaint overruled", "exam", exam_id, codes=sorted(chosen))
    return _wait(visit, exam_id)


@router.post("/{exam_id}/again")
def analyse_again(visit: ExamReader, session: Records, exam_id: UUID) -> Response:
    """Ask for an analysis that failed once more."""
    exam = find_exam(session, visit.account.site_id, exam_id)
    if exam.state is not ExamState.FAILED:
        raise Conflict("Only an analysis that failed can be asked for again here.")
    ask_again(session, exam)
    record(session, visit.actor, "analysis asked for", "exam", exam_id)
    return _wait(visit, exam_id)


def find_other(session: Session, visit: Member, exam: Exam, beside: UUID | None) -> Exam | None:
    """An exam of the same patient to lay beside this one."""
    if beside is None:
        return None
    other = find_exam(session, visit.account.site_id, beside)
    if other.patient_id != exam.patient_id or other.id == exam.id:
        raise NotFound("There is no such exam of this patient.")
    return other


def note_look(session: Session, visit: Member, desk: Desk, other: Exam | None) -> None:
    """Reading an exam, and seeing the model's answer, are two things; one laid beside is read as well."""
    record(session, visit.actor, "exam read", "exam", desk.exam.id)
    if other is not None:
        record(session, visit.actor, "exam read", "exam", other.id, beside=str(desk.exam.id))
    if desk.shown and desk.kept is not None and desk.answered:
        record(session, visit.actor, "answer shown", "exam", desk.exam.id, assessment=str(desk.kept.id))


def _wait(visit: Member, exam_id: UUID) -> Response:
    """Back to the page, which waits; the worker is woken once the change is committed."""
    response = go(f"/exams/{exam_id}")
    response.background = BackgroundTask(visit.clinic.analysis.call)
    return response


def _check_overrides(desk: Desk, chosen: set[str], reason: str) -> None:
    faults: dict[str, str] = {}
    if not chosen or not chosen <= (desk.kept.outcome.soft if desk.kept else set()):
        faults["codes"] = message("Please choose what you overrule.")
    if not reason.strip():
        faults["override_reason"] = message("Please give the reason.")
    if len(reason) > LONGEST:
        faults["override_reason"] = message("This is too long.")
    if faults:
        raise Invalid("Please mend the marked fields.", fields=faults)
