"""Hints: the latest of each exam, to whoever wants it, never more than a listener can hold."""

import asyncio
from datetime import UTC, datetime
from threading import Thread
from uuid import UUID, uuid4

import pytest

from app.analysis.bulletin import MOST, Bulletin, Hint
from app.domain.exam import ExamState

SITE = uuid4()


@pytest.fixture
def dialect() -> str:
    """Nothing is kept."""
    return "sqlite"


def hint(exam_id: UUID, state: ExamState = ExamState.DONE, looked_at: int = 0) -> Hint:
    return Hint(exam_id, SITE, state, datetime.now(UTC), looked_at)


def test_only_what_is_wanted_is_heard_and_only_the_latest_of_it() -> None:
    bulletin, mine, other = Bulletin(), uuid4(), uuid4()

    async def listen() -> list[Hint | None]:
        with bulletin.listen(lambda told: told.exam_id == mine) as listener:
            for number in range(3):
                bulletin.tell(hint(mine, looked_at=number))
                bulletin.tell(hint(other))
            return [await listener.hear(5), await listener.hear(0.01)]

    heard = asyncio.run(listen())
    assert heard[0] and heard[0].looked_at == 2
    assert heard[1] is None
    assert not bulletin.heard


def test_what_is_told_by_another_thread_wakes_whoever_waits() -> None:
    bulletin, mine = Bulletin(), uuid4()

    async def listen() -> Hint | None:
        with bulletin.listen(lambda _: True) as listener:
            Thread(target=bulletin.tell, args=(hint(mine),)).start()
            return await listener.hear(20)

    heard = asyncio.run(listen())
    assert heard and heard.exam_id == mine


def test_who_does_not_listen_in_time_loses_the_oldest_and_is_told_so() -> None:
    bulletin = Bulletin()
    exams = [uuid4() for _ in range(MOST + 5)]

    async def listen() -> tuple[bool, list[UUID]]:
        with bulletin.listen(lambda _: True) as listener:
            for exam in exams:
                bulletin.tell(hint(exam))
            heard = []
            while told := await listener.hear(0.01):
                heard.append(told.exam_id)
            return listener.missed, heard

    assert asyncio.run(listen()) == (True, exams[5:])


def test_nobody_waits_for_a_server_that_stops() -> None:
    bulletin = Bulletin()

    async def listen() -> bool:
        with bulletin.listen(lambda _: True) as listener:
            Thread(target=bulletin.close).start()
            assert await listener.hear(20) is None
        with bulletin.listen(lambda _: True) as late:
            assert await late.hear(20) is None
            return listener.closed and late.closed

    assert asyncio.run(listen())
