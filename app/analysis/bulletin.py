"""Hints that an exam moved on: told by whoever notices, heard by whoever waits; the records hold the truth."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from app.domain.exam import ExamState

MOST = 256
"""Exams a listener may be behind by; then it is told that it missed some."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Where one exam stands."""

    exam_id: UUID
    site_id: UUID
    state: ExamState
    at: datetime
    looked_at: int = 0
    """Pictures and frames, of `frames`, that the analysis has looked at; nought where that is not known here."""
    frames: int = 0


class Listener:
    """The latest of each exam, until it is heard; belongs to the event loop it was made in."""

    def __init__(self, wanted: Callable[[Hint], bool]) -> None:
        self.wanted = wanted
        self.missed = False
        """Some hints were dropped, for nobody listened in time."""
        self.closed = False
        self._hints: OrderedDict[UUID, Hint] = OrderedDict()
        self._lock = Lock()
        self._news = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def tell(self, hint: Hint) -> None:
        """From any thread."""
        with self._lock:
            self._hints.pop(hint.exam_id, None)
            self._hints[hint.exam_id] = hint
            if len(self._hints) > MOST:
                self._hints.popitem(last=False)
                self.missed = True
        self._wake()

    def close(self) -> None:
        """From any thread: nothing more will come."""
        self.closed = True
        self._wake()

    async def hear(self, seconds: float) -> Hint | None:
        """The next hint; None where none came in time, or none will."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), max(seconds, 0))
        with self._lock:
            hint = self._hints.popitem(last=False)[1] if self._hints else None
            if not self._hints and not self.closed:
                self._news.clear()
        return hint

    def _wake(self) -> None:
        with suppress(RuntimeError):  # its loop is over, and with it whoever listened
            self._loop.call_soon_threadsafe(self._news.set)


class Bulletin:
    """Where hints are told and heard, in one process."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._lock = Lock()
        self._closed = False

    @property
    def heard(self) -> bool:
        """Somebody listens."""
        return bool(self._listeners)

    @contextmanager
    def listen(self, wanted: Callable[[Hint], bool]) -> Iterator[Listener]:
        listener = Listener(wanted)
        with self._lock:
            self._listeners.add(listener)
            if self._closed:
                listener.close()
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def tell(self, hint: Hint) -> None:
        for listener in self._now():
            if listener.wanted(hint):
                listener.tell(hint)

    def close(self) -> None:
        """The server stops: nobody is kept waiting."""
        self._closed = True
        for listener in self._now():
            listener.close()

    def _now(self) -> tuple[Listener, ...]:
        with self._lock:
            return tuple(self._listeners)
