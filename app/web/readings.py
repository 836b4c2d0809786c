"""Readings: an impression before the model's answer, a signed statement after it, a new version to amend it."""

from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from app.domain.exam import Agreement
from app.domain.reading import KINDS, Opinion, Reading, Step
from app.domain.task import Task
from app.errors import Conflict, Forbidden, Invalid, NeoscreenError, Stale
from app.records.audit import record
from app.records.database import Session
from app.records.exams import find_exam, pictures_of
from app.records.readings import hold, lock_impression, sign_reading
from app.web.exam_page import UNDER_WAY, Desk, sit_down, task_of, view_of
from app.web.reading_form import PostedReading, ReadingForm
from app.web.respond import go, page
from app.web.templates import View
from app.web.visit import ExamReader, Member, Records, Signer, from_our_own_page

router = APIRouter(prefix="/exams", include_in_schema=False, dependencies=[Depends(from_our_own_page)])


@router.post("/{exam_id}/impression")
def lock(visit: ExamReader, session: Records, exam_id: UUID, form: PostedReading) -> Response:
    """What the reader sees, kept before the model's answer is shown."""
    desk = sit_down(session, visit, find_exam(session, visit.account.site_id, exam_id))
    if desk.step is not Step.IMPRESSION:
        raise Conflict("Your impression of this exam is locked already. Please open the exam again.")
    try:
        opinion = form.opinion(desk.task, pictures_of(session, exam_id))
        lock_impression(session, desk.exam, visit.account.id, form.version, opinion)
    except (Invalid, Stale) as error:
        return _mend(visit, session, desk, form, error)
    record(session, visit.actor, "impression locked", "exam", exam_id)
    return go(f"/exams/{exam_id}#{'answer' if desk.answered else 'reading'}")


@router.post("/{exam_id}/readings")
def sign(visit: Signer, session: Records, exam_id: UUID, form: PostedReading) -> Response:
    """A statement, signed; or the amendment of one's own."""
    exam = hold(session, find_exam(session, visit.account.site_id, exam_id))
    desk = sit_down(session, visit, exam)
    mine = desk.story.statement_of(visit.account.id)
    _check_turn(desk, mine)
    try:
        _sign(session, visit, desk, mine, form)
    except (Invalid, Stale) as error:
        return _mend(visit, session, desk, form, error)
    record(session, visit.actor, "reading amended" if mine else "reading signed", "exam", exam_id, **_about(desk))
    return go(f"/exams/{exam_id}#reading")


@dataclass(frozen=True, slots=True)
class DerivedView(View):
    """What follows from the numbers typed so far."""

    template = "_derived.html"
    task: Task
    form: ReadingForm


@router.post("/{exam_id}/derived")
def derive(visit: ExamReader, session: Records, exam_id: UUID, form: PostedReading) -> Response:
    """Told while somebody types; nothing is kept."""
    exam = find_exam(session, visit.account.site_id, exam_id)
    return page(visit, DerivedView(task_of(exam), form))


def _about(desk: Desk) -> dict[str, str]:
    return {"assessment": str(desk.seen.id)} if desk.seen else {}


def _check_turn(desk: Desk, mine: Reading | None) -> None:
    if desk.exam.state in UNDER_WAY and desk.exam.unserved_since is None:
        raise Conflict("This exam is still being analysed. Please sign once its answer is there.")
    if mine is None and desk.step is Step.IMPRESSION:
        raise Forbidden("Please write down what you see first; then the model's answer is shown.")
    if mine is None and desk.step not in KINDS:
        raise Conflict("This exam has been read. Please open it again to see by whom.")


def _sign(session: Session, visit: Member, desk: Desk, mine: Reading | None, form: ReadingForm) -> None:
    """An agreement takes over the model's finding; whoever has not seen it neither agrees nor disagrees."""
    _check_answer(desk, form)
    seen = desk.seen
    agreement = form.stance() if seen else None
    sign_reading(
        session,
        desk.exam,
        visit.account,
        form.version,
        mine.kind if mine else KINDS[desk.step],
        _opinion(session, desk, form, agreement),
        agreement=agreement,
        answer=seen.id if seen else None,
        reason=form.reason,
        amends=mine is not None,
    )


def _check_answer(desk: Desk, form: ReadingForm) -> None:
    """Nobody signs for an answer that was not before their eyes, or that is in force no more."""
    if _outdated(desk, form):
        raise Stale(
            "The model's answer is no longer the one you saw. Nothing of yours is lost: please look at it as it stands "
            "now, then sign."
        )


def _outdated(desk: Desk, form: ReadingForm) -> bool:
    if desk.seen is None:
        return bool(form.answer or form.agreement)
    return form.answer != str(desk.seen.id)


def _opinion(session: Session, desk: Desk, form: ReadingForm, agreement: Agreement | None) -> Opinion:
    pictures = pictures_of(session, desk.exam.id)
    answer = desk.seen.outcome.assessment if desk.seen else None
    if agreement is Agreement.AGREE and answer is not None:
        return form.agreed(desk.task, pictures, answer)
    return form.opinion(desk.task, pictures)


def _mend(visit: Member, session: Session, desk: Desk, form: ReadingForm, error: NeoscreenError) -> Response:
    """The page again, with everything typed still in it; after a change by others, from what is there now."""
    if isinstance(error, Stale):
        desk = sit_down(session, visit, desk.exam)
        agreement = "" if _outdated(desk, form) else form.agreement
        form = replace(form, version=desk.story.version, agreement=agreement)
    faults = {name: visit.language.say(said) for name, said in error.fields.items()}
    view = view_of(session, visit, desk, form=form, fault=visit.language.say_error(error), faults=faults)
    return page(visit, view, error.status)
