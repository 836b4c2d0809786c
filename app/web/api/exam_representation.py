"""An exam as programs read it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.domain.exam import ExamState, Laterality, ReadingMode
from app.errors import NotFound
from app.message import message
from app.records.assessments import outcomes_of
from app.records.choices import choice_of
from app.records.database import Session
from app.records.exams import overrides_of, pictures_of
from app.records.readings import shown_to
from app.records.tables import Exam, Picture
from app.tasks import TASKS
from app.web.api.exam_answer import Answer, say_answer
from app.web.visit import Member

WITHHELD = message("The model's answer is shown once your own impression is kept, for so your site has chosen.")


class PictureSaid(BaseModel):
    """One picture of an exam."""

    position: int
    media_type: str
    bytes: int
    sha256: str
    width: int | None
    """Of a frame as shown."""
    height: int | None
    frames: int
    frame_seconds: float | None
    spacing_mm: tuple[float, float] | None
    """Millimetres a pixel across and down, where the file says."""
    href: str
    frames_href: str
    """With a frame's number, from nought, in place of {frame}."""


class OverrideSaid(BaseModel):
    """A soft complaint that somebody overruled."""

    code: str
    reason: str
    at: datetime


class ExamBrief(BaseModel):
    """An exam in a list."""

    id: UUID
    task: str
    title: str
    """The task's, in your language."""
    patient: str
    """The hospital's own number."""
    laterality: Laterality
    taken_at: datetime
    state: ExamState
    urgent: bool
    created_at: datetime
    changed_at: datetime
    href: str


class ExamRepresentation(ExamBrief):
    """An exam as it stands."""

    patient_id: UUID
    question: str
    gestation_days: int | None
    consent: bool
    device: str
    fault: str
    """Why its analysis failed, and what to do, or why it waits for its model; empty where it does neither."""
    unserved_since: datetime | None
    """Since when it waits for its model, which is not served; null where it does not."""
    reading_mode: ReadingMode
    """When readers see the answer at your site."""
    pictures: list[PictureSaid]
    overrides: list[OverrideSaid]
    withheld: str
    """Why an answer that is there is not shown to you; empty where it is shown."""
    answer: Answer | None
    """The one in force: the last one given."""
    earlier: Annotated[list[Answer], Field(description="Other answers, the newest first; none is ever overwritten.")]


class ExamList(BaseModel):
    """A page of exams; `next` goes into `after`."""

    exams: list[ExamBrief]
    next: str | None


def brief(exam: Exam, visit: Member) -> ExamBrief:
    task = TASKS.get(exam.task)
    return ExamBrief(
        id=exam.id,
        task=exam.task,
        title=visit.language.say(task.title) if task else exam.task,
        patient=exam.patient.identifier,
        laterality=exam.laterality,
        taken_at=exam.taken_at,
        state=exam.state,
        urgent=exam.urgent,
        created_at=exam.created_at,
        changed_at=exam.changed_at,
        href=place_of(exam.id),
    )


def represent(session: Session, exam: Exam, visit: Member) -> ExamRepresentation:
    """The whole of it, with every answer this visitor may see."""
    task = TASKS.get(exam.task)
    if task is None:
        raise NotFound("The task of this exam is not part of this version any more.")
    place, say = place_of(exam.id), visit.language.say
    kept = outcomes_of(session, exam)
    seen = sees_answer(session, exam, visit)
    answers = [say_answer(outcome, task, visit.language, place) for outcome in kept] if seen else []
    return ExamRepresentation(
        **dict(brief(exam, visit)),
        patient_id=exam.patient_id,
        question=say(task.question),
        gestation_days=exam.gestation_days,
        consent=exam.consent,
        device=exam.device.name if exam.device else "",
        fault=say(exam.said["message"], **exam.said["values"]) if exam.said else "",
        unserved_since=exam.unserved_since if exam.unserved else None,
        reading_mode=choice_of(session, exam.site_id, exam.task).reading_mode,
        pictures=[_picture(picture, place) for picture in pictures_of(session, exam.id)],
        overrides=[OverrideSaid(code=one.code, reason=one.reason, at=one.at) for one in overrides_of(session, exam.id)],
        withheld=say(WITHHELD) if kept and not seen else "",
        answer=answers[0] if answers else None,
        earlier=answers[1:],
    )


def sees_answer(session: Session, exam: Exam, visit: Member) -> bool:
    """A program sees every answer; a person sees it when the site's reading mode lets them."""
    return visit.by_program or exam.id in shown_to(session, [exam], visit.account)


def place_of(exam_id: UUID) -> str:
    return f"/api/v1/exams/{exam_id}"


def _picture(picture: Picture, place: str) -> PictureSaid:
    across, down = picture.spacing_x_mm, picture.spacing_y_mm
    return PictureSaid(
        position=picture.position,
        media_type=picture.media_type,
        bytes=picture.bytes,
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        frames=picture.frames,
        frame_seconds=picture.frame_seconds,
        spacing_mm=(across, down) if across is not None and down is not None else None,
        href=f"{place}/pictures/{picture.position}",
        frames_href=f"{place}/pictures/{picture.position}/frames/{{frame}}",
    )
