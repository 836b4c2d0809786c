"""Where an exam's time goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from app.domain.assessment import Timings

STEPS = ("decode", "gate", "locate", "network", "assess")


class Clock:
    """Runs from its making; steps are added up."""

    def __init__(self) -> None:
        self._started = perf_counter()
        self._spent = dict.fromkeys(STEPS, 0.0)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Counts what happens inside for this step."""
        started = perf_counter()
        try:
            yield
        finally:
            self._spent[name] += (perf_counter() - started) * 1000

    def read(self) -> Timings:
        return Timings(**self._spent, whole=(perf_counter() - self._started) * 1000)
