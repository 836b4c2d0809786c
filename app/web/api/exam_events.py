"""Server-sent events: hints that an exam moved on; what it is now is read where it always is."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

from app.analysis.bulletin import Hint, Listener
from app.domain.exam import ExamState
from app.records.audit import record
from app.records.changes import Change, changes_since
from app.records.exams import find_exam
from app.web.api.exam_representation import place_of
from app.web.api.exams import ExamId
from app.web.api.problems import PROBLEMS
from app.web.api.token import TOKEN
from app.web.visit import Watcher

router = APIRouter(prefix="/api/v1", tags=["events"], dependencies=[Depends(TOKEN)], responses=PROBLEMS)

LONGEST = 600.0
"""Seconds of one stream: whoever comes again is asked again who they are."""
AGAIN = 2000
"""Milliseconds until they come."""
OVERLAP = timedelta(seconds=10)
OLDEST = timedelta(hours=1)
"""Who was away for longer reads everything anew."""
LastId = Annotated[str, Header(alias="Last-Event-ID", max_length=64, description="Goes on after this event.")]


class ExamEvent(BaseModel):
    """Where an exam stands."""

    id: UUID
    state: ExamState
    looked_at: int
    """Pictures and frames, of `frames`, that the analysis has looked at; nought where that is not known."""
    frames: int
    href: str


async def listen_to_site(visit: Watcher) -> AsyncIterator[Listener]:
    site_id = visit.account.site_id
    with visit.clinic.analysis.bulletin.listen(lambda hint: hint.site_id == site_id) as listener:
        yield listener


async def listen_to_exam(visit: Watcher, exam_id: ExamId) -> AsyncIterator[Listener]:
    with visit.clinic.analysis.bulletin.listen(lambda hint: hint.exam_id == exam_id) as listener:
        yield listener


SiteListener = Annotated[Listener, Depends(listen_to_site)]
"""Listens before the records are read: what moves on in between is heard, if need be twice."""
ExamListener = Annotated[Listener, Depends(listen_to_exam)]


def watch(visit: Watcher, _listening: SiteListener, last: LastId = "") -> Sequence[Change]:
    """What moved on since the last event that was heard; noted once for every stream."""
    since = _since(last)
    with visit.clinic.database.transaction() as session:
        record(session, visit.actor, "exams watched", "exam")
        return changes_since(session, since, visit.account.site_id) if since else ()


def watch_one(visit: Watcher, _listening: ExamListener, exam_id: ExamId) -> Change:
    """Where the exam stands before its stream begins."""
    with visit.clinic.database.transaction() as session:
        exam = find_exam(session, visit.account.site_id, exam_id)
        record(session, visit.actor, "exams watched", "exam", exam.id)
        return Change(exam.id, exam.site_id, exam.state, exam.changed_at)


@router.get("/events", response_class=EventSourceResponse)
async def watch_site(
    listener: SiteListener, missed: Annotated[Sequence[Change], Depends(watch)], last: LastId = ""
) -> AsyncIterator[ServerSentEvent]:
    """Every exam of your site that moves on; `reload` says that some of it may have been missed."""
    if last and _since(last) is None:
        yield ServerSentEvent(event="reload")
    async for event in _hints(listener, missed):
        yield event


@router.get("/exams/{exam_id}/events", response_class=EventSourceResponse)
async def watch_exam(
    listener: ExamListener, now: Annotated[Change, Depends(watch_one)]
) -> AsyncIterator[ServerSentEvent]:
    """One exam: where it stands, and each time it moves on."""
    async for event in _hints(listener, [now]):
        yield event


async def _hints(listener: Listener, first: Sequence[Change]) -> AsyncIterator[ServerSentEvent]:
    """What is known, then what comes; a stream ends now and then, and is asked for again by the browser."""
    yield ServerSentEvent(comment="watching", retry=AGAIN)
    for change in first:
        yield _event(Hint(change.exam_id, change.site_id, change.state, change.at))
    until = monotonic() + LONGEST
    while (left := until - monotonic()) > 0 and not listener.closed:
        hint = await listener.hear(left)
        if listener.missed:
            listener.missed = False
            yield ServerSentEvent(event="reload")
        if hint:
            yield _event(hint)


def _event(hint: Hint) -> ServerSentEvent:
    said = ExamEvent(
        id=hint.exam_id,
        state=hint.state,
        looked_at=hint.looked_at,
        frames=hint.frames,
        href=place_of(hint.exam_id),
    )
    return ServerSentEvent(event="exam", id=hint.at.isoformat(), data=said)


def _since(last: str) -> datetime | None:
    """The moment of an event, with some overlap; None where it is too old or none of ours."""
    try:
        moment = datetime.fromisoformat(last)
    except ValueError:
        return None
    if moment.tzinfo is None or datetime.now(UTC) - moment > OLDEST:
        return None
    return moment - OVERLAP
