"""What the page of an exam is given, for whoever asks: never the model's answer before its time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.complaint import Complaint
from app.domain.exam import ExamState, ReadingMode
from app.domain.reading import Reading, Step, Story
from app.domain.role import Permission
from app.domain.subject import misfit
from app.domain.task import Task
from app.errors import NotFound
from app.message import message
from app.records.assessments import find_outcome, outcomes_of
from app.records.database import Session
from app.records.earlier import other_exams
from app.records.exams import overrides_of, pictures_of
from app.records.outcomes import KeptOutcome
from app.records.readings import AMENDED, MEANING, story_of
from app.records.seen_before import seen_before
from app.records.tables import Exam, Override
from app.tasks import TASKS
from app.web.ages import Ages, ages_of
from app.web.answers import Answer, answer_of
from app.web.reading_form import ReadingForm, form_of
from app.web.shots import Drawn, Shot, Shots, lay_out
from app.web.templates import View
from app.web.visit import Member

METHODS = {"segmentation": message("Segmentation")}
"""Kinds of maps that have a name in every language; Grad-CAM is called so in all."""
UNDER_WAY = frozenset({ExamState.RECEIVED, ExamState.ANALYSING})


@dataclass(frozen=True, slots=True)
class Told:
    """A complaint, in the asker's language."""

    complaint: Complaint
    sentence: str
    overruled: bool

    @property
    def soft(self) -> bool:
        """Somebody who reads may overrule it."""
        return not (self.complaint.hard or self.complaint.note or self.overruled)


@dataclass(frozen=True, slots=True)
class Desk:
    """An exam, and how far it may be shown to somebody."""

    exam: Exam
    task: Task
    kept: KeptOutcome | None
    story: Story
    step: Step
    shown: bool
    """The model's answer may be seen."""
    others: bool
    """What colleagues said may be seen."""

    @property
    def answered(self) -> bool:
        return self.kept is not None and self.kept.outcome.assessment is not None

    @property
    def seen(self) -> KeptOutcome | None:
        """The model's answer that this person has before their eyes."""
        return self.kept if self.shown and self.answered else None


def task_of(exam: Exam) -> Task:
    """The exam's task, if this version still has it."""
    task = TASKS.get(exam.task)
    if task is None:
        raise NotFound("The task of this exam is not part of this version any more.")
    return task


def sit_down(session: Session, visit: Member, exam: Exam) -> Desk:
    """What this person may see and do now."""
    kept = find_outcome(session, exam, None)
    story, reads = story_of(session, exam), visit.may(Permission.READ_EXAMS)
    if exam.state in (ExamState.REFUSED, ExamState.FAILED) and not (kept and kept.outcome.assessment):
        story = replace(story, mode=ReadingMode.CONCURRENT)
    who = visit.account.id
    return Desk(
        exam=exam,
        task=task_of(exam),
        kept=kept,
        story=story,
        step=story.step(who, reads=reads),
        shown=story.sees_answer(who, reads=reads),
        others=story.sees_others(who, reads=reads),
    )


@dataclass(frozen=True, slots=True)
class ExamView(View):
    template = "exam.html"
    desk: Desk
    ages: Ages
    shots: Shots
    shot: Shot
    """The one in front."""
    answer: Answer | None
    """None where there is none, or it is still hidden."""
    complaints: Sequence[Told]
    overrides: Sequence[Override]
    earlier: Sequence[Exam]
    other: Exam | None
    """An earlier exam, laid beside this one."""
    other_shots: Shots | None
    form: ReadingForm
    mine: Reading | None
    """What this person has signed."""
    said: Sequence[Reading]
    heard: Mapping[UUID, KeptOutcome]
    """The model's answers that what was said is about."""
    shown_at: datetime
    fault: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    override_reason: str = ""
    under_way: bool = False
    failure: str = ""
    meaning: str = MEANING
    amended: str = AMENDED


@dataclass(frozen=True, slots=True)
class WaitingView(View):
    """What an open page asks by itself: whether the exam still waits, and for what; nothing of any answer."""

    template = "waiting.html"
    exam: Exam
    under_way: bool
    failure: str


def view_of(
    session: Session, visit: Member, desk: Desk, *, shot: int | None = None, other: Exam | None = None, **more: object
) -> ExamView:
    """The page as it stands now."""
    exam = desk.exam
    answer = answer_of(desk.task, desk.kept) if desk.kept and desk.shown else None
    complaints = _complaints(session, visit, desk)
    overrides = overrides_of(session, exam.id)
    said = desk.story.readings if desk.others else tuple(_own(desk, visit))
    shots = _shots(session, visit, desk, answer, complaints, said)
    mine = desk.story.statement_of(visit.account.id)
    values: dict[str, object] = {
        "form": _begun(desk, visit, mine),
        "under_way": exam.state in UNDER_WAY,
        "failure": failure_of(visit, exam),
    }
    return ExamView(
        desk=desk,
        ages=ages_of(visit, exam.patient),
        shots=shots,
        shot=shots.ranked[0] if shot is None else shots.shots[min(max(shot, 0), len(shots.shots) - 1)],
        answer=answer,
        complaints=tuple(_tell(visit, each, {override.code for override in overrides}) for each in complaints),
        overrides=overrides,
        earlier=other_exams(session, exam),
        other=other,
        other_shots=lay_out(other.id, pictures_of(session, other.id)) if other else None,
        mine=mine,
        said=said,
        heard=_heard(session, exam, said),
        shown_at=datetime.now(UTC),
        **(values | more),  # type: ignore[arg-type]
    )


def _complaints(session: Session, visit: Member, desk: Desk) -> Sequence[Complaint]:
    """Of the pictures themselves, of where else they stand, and of dates that were corrected since."""
    of_pictures = desk.kept.outcome.complaints if desk.kept else ()
    elsewhere = (seen.complaint for seen in seen_before(session, desk.exam))
    return (*of_pictures, *elsewhere, *_misfit(visit, desk))


def _misfit(visit: Member, desk: Desk) -> Iterator[Complaint]:
    """A note where the patient's dates, as they are now, say that the pictures cannot show this patient."""
    on = desk.exam.taken_at.astimezone(ZoneInfo(visit.account.zone)).date()
    fault = misfit(desk.task.subject, desk.exam.patient.birth_date, on)
    if fault:
        yield Complaint("misfit", fault[1], hard=False, note=True)


def _shots(
    session: Session,
    visit: Member,
    desk: Desk,
    answer: Answer | None,
    complaints: Sequence[Complaint],
    said: Sequence[Reading],
) -> Shots:
    """The pictures with all that lies on them, as far as this person may see it."""
    evidence, maps = (answer.assessment.evidence, answer.kept.maps) if answer else ((), ())
    words = {finding.slug: visit.language.say(finding.title) for finding in desk.task.findings}
    words |= {method: visit.language.say(said) for method, said in METHODS.items()}
    asked = desk.kept.id if desk.kept else None
    pictures = pictures_of(session, desk.exam.id)
    return lay_out(desk.exam.id, pictures, complaints, evidence, maps, asked, words, _drawn(said, visit))


def failure_of(visit: Member, exam: Exam) -> str:
    """Why it failed, or waits for its model; empty where it does neither."""
    return visit.language.say(exam.said["message"], **exam.said["values"]) if exam.said else ""


def _begun(desk: Desk, visit: Member, mine: Reading | None) -> ReadingForm:
    """The form says what this person said last."""
    before = mine or desk.story.impression_of(visit.account.id)
    if before is None:
        return ReadingForm(version=desk.story.version)
    return form_of(before.opinion, desk.story.version, before.agreement)


def _own(desk: Desk, visit: Member) -> list[Reading]:
    return [reading for reading in desk.story.readings if reading.reader == visit.account.id]


def _heard(session: Session, exam: Exam, said: Sequence[Reading]) -> dict[UUID, KeptOutcome]:
    meant = {reading.answer for reading in said} - {None}
    return {kept.id: kept for kept in outcomes_of(session, exam) if kept.id in meant} if meant else {}


def _drawn(said: Sequence[Reading], visit: Member) -> list[Drawn]:
    """What each reader marked last."""
    last = {reading.reader: reading for reading in said}
    return [Drawn(one.reader_name, one.reader == visit.account.id, one.opinion.marks) for one in last.values()]


def _tell(visit: Member, complaint: Complaint, overruled: set[str]) -> Told:
    said = visit.language.say(complaint.message, **complaint.values)
    return Told(complaint, said, complaint.code in overruled)
