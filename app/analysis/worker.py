"""Threads that analyse what waits: claim, screen, keep; whatever kills them, another goes on."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Semaphore, Thread
from uuid import UUID, uuid4

import structlog

from app.analysis.case import Answered, Case, read_case
from app.analysis.surprise import tell
from app.errors import NeoscreenError, Unavailable, Unserved
from app.message import message
from app.records.assessments import keep_outcome
from app.records.audit import record
from app.records.claims import (
    analyst,
    anything_to_do,
    await_model,
    claim,
    claimed,
    fail,
    give_back,
    put_off,
    release_all,
    renew,
)
from app.records.database import UNREACHABLE, Database

log = structlog.get_logger()

LEASE = timedelta(seconds=10)
BEAT = 2.5
"""Seconds between two signs of life."""
POLL = 1.0
"""Seconds between two looks for exams that came in elsewhere."""
LONGEST = 600.0
"""Seconds after which an analysis is thought dead, though its thread may live."""
PAUSE = timedelta(seconds=2)
PATIENCE = 20.0
"""Seconds for which a server that stops waits for its analyses."""
BROKEN = message(
    "The analysis of this exam came to a fault three times. Please send its pictures anew; "
    "if that fails too, your administrator can see in the log what happened."
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One exam that one thread analyses."""

    exam_id: UUID
    owner: str
    """Of this claim alone: who lost it, and another thread beside them, are never taken for one another."""
    since: float = field(default_factory=time.monotonic)


class Worker:
    """One process's share of the work."""

    def __init__(
        self,
        database: Database,
        answer: Callable[[Case], Answered],
        at_once: int,
        moved: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._answer = answer
        self._moved = moved
        """Called when an exam has moved on."""
        self._held: dict[str, Claim] = {}
        self._calls, self._ended, self._idle = Semaphore(0), Event(), Event()
        self._hands = [Thread(target=self._toil, name=f"worker {number}", daemon=True) for number in range(at_once)]
        self._heart = Thread(target=self._beat, name="heartbeat", daemon=True)

    def start(self, *, alone: bool) -> None:
        """Begin; a process that is alone need not wait until the claims of a dead one lapse."""
        if alone:
            with self._database.transaction() as session:
                log.info("analyses taken up again", count=release_all(session))
        for thread in (*self._hands, self._heart):
            thread.start()

    def call(self) -> None:
        """An exam waits: one thread is enough for it."""
        self._calls.release()

    def stop(self) -> None:
        """End in good order: what is being analysed is finished, or given back to others where that takes long."""
        self._ended.set()
        self._calls.release(len(self._hands))
        until = time.monotonic() + PATIENCE
        for thread in self._hands:
            thread.join(max(until - time.monotonic(), 0))
        self._idle.set()
        self._heart.join()
        for held in tuple(self._held.values()):
            with self._database.transaction() as session:
                give_back(session, held.exam_id, held.owner)

    def work_off(self) -> int:
        """Analyse what waits now, on this thread; returns how many there were."""
        count = 0
        while not self._ended.is_set() and (held := self._claim()) is not None:
            self._analyse(held)
            count += 1
        return count

    def _toil(self) -> None:
        while not self._ended.is_set():
            try:
                self.work_off()
                self._calls.acquire(timeout=POLL)
            except UNREACHABLE as error:
                log.error("records unavailable", error=type(error).__name__)
                self._ended.wait(POLL)
            except Exception as error:  # noqa: BLE001 (the edge of a thread: a server whose workers ended answers nobody)
                tell("analysis", error)
                self._ended.wait(POLL)

    def _claim(self) -> Claim | None:
        with self._database.reading() as session:
            if not anything_to_do(session):
                return None
        owner = uuid4().hex
        with self._database.transaction() as session:
            exam_id = claim(session, owner, LEASE)
        return Claim(exam_id, owner) if exam_id else None

    def _analyse(self, held: Claim) -> None:
        self._held[held.owner] = held
        self._moved()
        try:
            with self._database.reading() as session:
                case = read_case(session, held.exam_id)
            self._keep(held, self._answer(case))
        except UNREACHABLE:
            raise
        except NeoscreenError as error:
            self._end(held, error)
        except Exception as error:  # noqa: BLE001 (the edge of an analysis: one exam must not stop the others)
            tell("analysis", error)
            self._try_again(held)
        finally:
            self._held.pop(held.owner, None)
            self._moved()

    def _keep(self, held: Claim, answered: Answered) -> None:
        with self._database.transaction() as session:
            exam = claimed(session, held.exam_id, held.owner)
            if exam is None:
                return  # it took so long that another has it
            kept = keep_outcome(session, exam, answered.outcome, answered.terms, answered.maps)
            action = "exam answered" if kept.accepted else "exam refused"
            record(session, analyst(exam), action, "exam", exam.id, assessment=str(kept.id))

    def _end(self, held: Claim, error: NeoscreenError) -> None:
        """What is busy or not served is asked again, what could not be had a few times; what is wrong is said."""
        seconds: int | None = getattr(error, "seconds", None)
        with self._database.transaction() as session:
            if seconds is not None:
                give_back(session, held.exam_id, held.owner, timedelta(seconds=seconds))
            elif isinstance(error, Unserved):
                await_model(session, held.exam_id, held.owner, error)
            elif isinstance(error, Unavailable):
                put_off(session, held.exam_id, held.owner, error, PAUSE)
            else:
                fail(session, held.exam_id, held.owner, error)

    def _try_again(self, held: Claim) -> None:
        with self._database.transaction() as session:
            put_off(session, held.exam_id, held.owner, NeoscreenError(BROKEN), PAUSE)

    def _beat(self) -> None:
        """Say that the analyses go on, as long as they do."""
        while not self._idle.wait(BEAT):
            oldest = time.monotonic() - LONGEST
            alive = [held.owner for held in tuple(self._held.values()) if held.since > oldest]
            try:
                if alive:
                    with self._database.transaction() as session:
                        renew(session, alive, LEASE)
            except UNREACHABLE as error:
                log.error("records unavailable", error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 (the edge of a thread: without its beat every claim would lapse)
                tell("analysis", error)
