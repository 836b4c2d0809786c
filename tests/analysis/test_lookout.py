"""The lookout: every change is told once, whichever process made it, and however late it was committed."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.analysis.bulletin import Bulletin, Hint
from app.analysis.lookout import Lookout
from app.domain.exam import ExamState
from app.records.database import Database
from tests.exams import found, take
from tests.people import site_id

HOUR = timedelta(hours=1)


def looks(records: Database, *steps: object) -> list[tuple[UUID, ExamState]]:
    """What is heard when the steps are taken with a look after each."""
    bulletin = Bulletin()
    lookout = Lookout(records, bulletin)

    async def listen() -> list[Hint]:
        heard = []
        with bulletin.listen(lambda hint: hint.site_id == site_id(records)) as listener:
            for step in steps:
                assert callable(step)
                step()
                lookout.look(datetime.now(UTC) - HOUR)
                while hint := await listener.hear(0.05):
                    heard.append(hint)
        return heard

    return [(hint.exam_id, hint.state) for hint in asyncio.run(listen())]


def set_state(records: Database, exam_id: UUID, state: ExamState, at: datetime) -> None:
    with records.transaction() as session:
        exam = found(session, exam_id)
        exam.state, exam.changed_at = state, at


def test_a_change_is_told_once_and_a_late_one_is_not_lost(records: Database) -> None:
    first, second = take(records, "one"), take(records, "two")
    early = datetime.now(UTC) - timedelta(seconds=5)
    heard = looks(
        records,
        lambda: None,
        lambda: None,
        lambda: set_state(records, second, ExamState.DONE, datetime.now(UTC)),
        lambda: set_state(records, first, ExamState.ANALYSING, early),
    )
    assert heard[2:] == [(second, ExamState.DONE), (first, ExamState.ANALYSING)]
    assert set(heard[:2]) == {(first, ExamState.RECEIVED), (second, ExamState.RECEIVED)}
