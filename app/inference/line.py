"""The line before a device: so many runs at once, so many waiting, and what waits together may run together."""

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from math import ceil
from threading import Event, Lock
from time import monotonic

import numpy as np

from app.domain.backend import Capacity, Floats
from app.errors import Unavailable
from app.inference.graph import LATE

Run = Callable[[Floats, float | None], dict[str, Floats]]


@dataclass(eq=False, slots=True)
class Job:
    """One caller's pictures, from joining the line to their answer."""

    kind: Hashable
    """Jobs of one kind may be run as one."""
    run: Run
    pictures: Floats
    deadline: float | None
    most: int
    """Pictures that may be run as one; 1: this job is run alone, whatever its size."""
    called: Event = field(default_factory=Event)
    leads: list["Job"] = field(default_factory=list)
    """The jobs this one's caller runs, its own first; empty where another caller runs it."""
    answers: dict[str, Floats] | None = None
    error: Exception | None = None


class Line:
    """Callers wait in the order they came; whoever is called runs on its own thread, and calls the next."""

    def __init__(self, at_once: int, most: int, most_bytes: int) -> None:
        self.at_once = at_once
        self.most = most
        self.most_bytes = most_bytes
        self._free = at_once
        self._waiting: deque[Job] = deque()
        self._lock = Lock()
        self._seconds = 0.1
        """Of a usual run: how soon it is worth coming back."""

    def pass_through(self, job: Job) -> dict[str, Floats]:
        """The job's answers, once its turn has come."""
        self._join(job)
        wait = None if job.deadline is None else max(job.deadline - monotonic(), 0)
        if not job.called.wait(wait):
            self._leave(job)
        if job.leads:
            self._lead(job.leads)
        if job.answers is None:
            raise job.error or Unavailable(LATE)
        return job.answers

    def capacity(self) -> Capacity:
        with self._lock:
            return Capacity(len(self._waiting), self.most, self._bytes(), self.most_bytes)

    def _join(self, job: Job) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                job.leads = [job]
                job.called.set()
            elif self._waiting and self._full(job):
                seconds = ceil(self._seconds * (len(self._waiting) + 1) / self.at_once)
                raise Unavailable("The server is busy. Please try again in a moment.", seconds=max(seconds, 1))
            else:
                self._waiting.append(job)

    def _full(self, job: Job) -> bool:
        return len(self._waiting) >= self.most or self._bytes() + job.pictures.nbytes > self.most_bytes

    def _bytes(self) -> int:
        return sum(job.pictures.nbytes for job in self._waiting)

    def _leave(self, job: Job) -> None:
        """Its time is over: away with it, unless it is being run this moment."""
        with self._lock:
            if job in self._waiting:
                self._waiting.remove(job)
                raise Unavailable(LATE)
        job.called.wait()

    def _lead(self, jobs: list[Job]) -> None:
        started = monotonic()
        try:
            hand_out(jobs, together(jobs))
        except Exception as error:
            for job in jobs:
                job.error = error
            raise
        finally:
            self._seconds += 0.1 * (monotonic() - started - self._seconds)
            for job in jobs[1:]:
                job.called.set()
            self._call_next()

    def _call_next(self) -> None:
        with self._lock:
            if not self._waiting:
                self._free += 1
                return
            first = self._waiting.popleft()
            first.leads = [first, *self._mates(first)]
        first.called.set()

    def _mates(self, first: Job) -> list[Job]:
        """Who else of its kind waits, as long as there is room."""
        room, mates = first.most - len(first.pictures), []
        for job in tuple(self._waiting):
            if job.kind == first.kind and len(job.pictures) <= room:
                room -= len(job.pictures)
                mates.append(job)
                self._waiting.remove(job)
        return mates


def together(jobs: list[Job]) -> dict[str, Floats]:
    """One run for all; it may last as long as the most patient of them waits."""
    if len(jobs) == 1:
        return jobs[0].run(jobs[0].pictures, jobs[0].deadline)
    deadlines = [job.deadline for job in jobs if job.deadline is not None]
    deadline = max(deadlines) if len(deadlines) == len(jobs) else None
    return jobs[0].run(np.concatenate([job.pictures for job in jobs]), deadline)


def hand_out(jobs: list[Job], answers: dict[str, Floats]) -> None:
    """To each the rows of its own pictures."""
    if len(jobs) == 1:
        jobs[0].answers = answers
        return
    start = 0
    for job in jobs:
        end = start + len(job.pictures)
        job.answers = {name: values[start:end] for name, values in answers.items()}
        start = end
