"""The worklist: what waits to be read, the newest first; nothing a model says hides or delays an exam."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from app.domain.exam import ExamState
from app.domain.task import Task
from app.records.audit import record
from app.records.database import Session
from app.records.page import Page
from app.records.tables import Exam
from app.records.worklist import PAGE, list_exams
from app.tasks import TASKS
from app.web.exam_lists import ExamLine, lines_of
from app.web.respond import page
from app.web.templates import View
from app.web.visit import Member, PatientViewer, Records, Watcher

router = APIRouter(include_in_schema=False)


class Shelf(StrEnum):
    """Which exams are listed, by where they stand between pictures and signature."""

    OPEN = "open"
    """Nobody has signed them yet, whatever became of the analysis."""
    READ = "read"
    RETAKE = "retake"
    WAITING = "waiting"
    FAILED = "failed"
    SIGNED = "signed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a shelf asks of the records."""

    state: ExamState | None = None
    signed: bool | None = None


SHELVES = {
    Shelf.OPEN: Narrowing(signed=False),
    Shelf.READ: Narrowing(ExamState.DONE, signed=False),
    Shelf.RETAKE: Narrowing(ExamState.REFUSED, signed=False),
    Shelf.WAITING: Narrowing(ExamState.RECEIVED),
    Shelf.FAILED: Narrowing(ExamState.FAILED, signed=False),
    Shelf.SIGNED: Narrowing(signed=True),
    Shelf.ALL: Narrowing(),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which exams somebody wants to see, as the address says it."""

    shelf: Shelf
    task: str
    urgent: bool
    after: str | None

    @property
    def address(self) -> str:
        """Without where the page begins."""
        chosen = {
            "shelf": "" if self.shelf is Shelf.OPEN else self.shelf.value,
            "task": self.task,
            "urgent": "true" if self.urgent else "",
        }
        asked = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{asked}&" if asked else "?"


@dataclass(frozen=True, slots=True)
class WorklistRowsView(View):
    """The rows alone, when something has changed."""

    template = "_worklist_rows.html"
    lines: Sequence[ExamLine]
    next: str | None
    wished: Wish


@dataclass(frozen=True, slots=True)
class WorklistView(WorklistRowsView):
    """The page around them."""

    template = "worklist.html"
    tasks: Mapping[str, Task]
    shelves: Sequence[Shelf]


def wish(
    shelf: Shelf = Shelf.OPEN,
    task: Annotated[str, Query(max_length=40)] = "",
    urgent: bool = False,
    after: str | None = None,
) -> Wish:
    return Wish(shelf, task if task in TASKS else "", urgent, after)


Wished = Annotated[Wish, Depends(wish)]


@router.get("/")
def show_worklist(visit: PatientViewer, session: Records, wished: Wished) -> Response:
    found, lines = _list(visit, session, wished)
    return page(visit, WorklistView(lines, found.next, wished, TASKS, tuple(Shelf)))


@router.get("/worklist/rows")
def show_rows(visit: Watcher, wished: Wished) -> Response:
    """What a page that is open asks by itself when an exam has moved on; it keeps nobody signed in."""
    with visit.clinic.database.transaction() as session:
        found, lines = _list(visit, session, wished)
        return page(visit, WorklistRowsView(lines, found.next, wished))


def pick(session: Session, visit: Member, wished: Wish, limit: int = PAGE) -> Page[Exam]:
    """A page of what is wished for."""
    narrowing = SHELVES[wished.shelf]
    return list_exams(
        session,
        visit.account.site_id,
        task=wished.task,
        state=narrowing.state,
        signed=narrowing.signed,
        urgent=wished.urgent,
        after=wished.after,
        limit=limit,
    )


def _list(visit: Member, session: Session, wished: Wish) -> tuple[Page[Exam], Sequence[ExamLine]]:
    found = pick(session, visit, wished)
    record(session, visit.actor, "worklist read", "exam", count=len(found.rows))
    return found, lines_of(session, visit, found.rows)
