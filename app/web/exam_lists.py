"""Exams in a list: what each line says, and what it still keeps from a reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.exam import ExamState
from app.records.database import Session
from app.records.readings import shown_to
from app.records.summaries import Summary, summarise
from app.records.tables import Exam
from app.tasks import TASKS
from app.web.visit import Member


@dataclass(frozen=True, slots=True)
class ExamLine:
    """One exam in a list."""

    exam: Exam
    title: str
    """The task's, in the asker's language; its bare word where this version does not have it any more."""
    summary: Summary
    hidden: bool
    """The model's answer waits for the asker's own impression."""
    complaints: Sequence[str]
    """Why the pictures were refused, in the asker's language, each sentence once."""


def lines_of(session: Session, visit: Member, exams: Sequence[Exam]) -> list[ExamLine]:
    """What a list says of these exams to this person."""
    summaries = summarise(session, exams)
    shown = shown_to(session, exams, visit.account)
    return [_line(visit, exam, summaries[exam.id], hidden=exam.id not in shown) for exam in exams]


def _line(visit: Member, exam: Exam, summary: Summary, *, hidden: bool) -> ExamLine:
    task = TASKS.get(exam.task)
    title = visit.language.say(task.title) if task else exam.task
    return ExamLine(exam, title, summary, hidden, _complaints(visit, exam, summary))


def _complaints(visit: Member, exam: Exam, summary: Summary) -> Sequence[str]:
    if exam.state is not ExamState.REFUSED or summary.answer is None:
        return ()
    said = (complaint.said for complaint in summary.answer.complaints if not complaint.note)
    return list(dict.fromkeys(visit.language.say(one["message"], **one["values"]) for one in said))
