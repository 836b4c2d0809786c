"""One task's bundle as it is served: starting, ready, or not served and why."""

from collections import deque
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

import numpy as np

from app.domain.backend import Floats, ModelState
from app.errors import Unavailable, Unserved
from app.inference.bundle import Bundle
from app.inference.graph import Network
from app.inference.manifest import Role
from app.message import message

STARTING = message("The model is being started. Please try again in a few seconds.")
RUNS = 64
"""Last runs that the latency speaks of."""
WARM = 5


@dataclass(slots=True)
class Served:
    """What the engine knows of one task."""

    task: str
    bundle: Bundle | None = None
    networks: dict[str, Network] = field(default_factory=dict)
    """By their role in the bundle."""
    fault: str = STARTING
    """Why it is not served, marked by `message`; empty where it is."""
    remark: str = ""
    """Why it runs as it does, marked by `message`."""
    values: dict[str, object] = field(default_factory=dict)
    """Of the fault or the remark."""
    together: int = 1
    """Pictures of several callers that are worth running as one."""
    difference: float | None = None
    """Of the golden cases, as a share of what is allowed: fine up to 1."""
    seconds: deque[float] = field(default_factory=lambda: deque(maxlen=RUNS))

    @property
    def starting(self) -> bool:
        return self.fault == STARTING

    def fail(self, fault: str, /, **values: object) -> None:
        """Not served from now on."""
        self.fault, self.values, self.networks = fault, values, {}

    def whole(self) -> Bundle:
        """The bundle; `Unserved` with the reason where it is not served."""
        if self.fault or self.bundle is None:
            raise Unserved(self.fault, seconds=5 if self.starting else None, **self.values)
        return self.bundle

    def network(self, part: str) -> Network:
        """An opened file of the bundle."""
        self.whole()
        if part not in self.networks:
            raise Unavailable("The model of {task} has no part {part}.", task=self.task, part=part)
        return self.networks[part]

    def answer(self, part: str, pictures: Floats, deadline: float | None) -> dict[str, Floats]:
        """One run now, timed."""
        network, started = self.network(part), perf_counter()
        answers = network.answer(pictures, deadline)
        if part == Role.NETWORK:
            self.seconds.append(perf_counter() - started)
        return answers

    def warm(self) -> None:
        """A few runs, so that the first caller waits no longer than others, and it is known how long that is."""
        given = self.whole().manifest.preparation
        self.seconds.clear()
        for _ in range(WARM):
            self.answer(Role.NETWORK, np.zeros((1, given.channels, given.size, given.size), np.float32), None)

    def state(self) -> ModelState:
        network = self.networks.get(Role.NETWORK)
        manifest = self.bundle.manifest if self.bundle else None
        return ModelState(
            task=self.task,
            version=manifest.version if manifest else "",
            sha256=self.bundle.digest if self.bundle else "",
            preset=manifest.preset if manifest else "",
            synthetic=manifest.synthetic if manifest else False,
            ready=not self.fault,
            fault=self.fault,
            device=network.device if network else "",
            provider=network.provider if network else "",
            latency_ms=median(seconds) * 1000 if (seconds := tuple(self.seconds)) else None,
            remark=self.remark,
            values=self.values,
        )
