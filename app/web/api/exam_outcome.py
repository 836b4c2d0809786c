"""Waiting for an exam's outcome without keeping a thread or a transaction."""

from time import monotonic
from uuid import UUID

from anyio.to_thread import run_sync

from app.analysis.bulletin import Listener
from app.domain.exam import ExamState
from app.records.exams import find_exam
from app.web.visit import Member

ENDED = frozenset({ExamState.DONE, ExamState.REFUSED, ExamState.FAILED})


async def wait_for(listener: Listener, exam_id: UUID, visit: Member, seconds: float) -> bool:
    """Whether the exam came to its end in time."""
    until = monotonic() + seconds
    if await run_sync(_ended, exam_id, visit):
        return True
    while (left := until - monotonic()) > 0 and not listener.closed:
        hint = await listener.hear(left)
        if hint and hint.state in ENDED:
            return True
    return False


def _ended(exam_id: UUID, visit: Member) -> bool:
    with visit.clinic.database.reading() as session:
        return find_exam(session, visit.account.site_id, exam_id).state in ENDED
