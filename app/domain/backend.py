"""Whoever runs networks: in this process, on a graphics card, or on another machine; the pipeline never knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ModelState:
    """One bundle, and how it is served."""

    task: str
    version: str
    sha256: str
    preset: str
    synthetic: bool
    ready: bool
    fault: str
    """Why it is not served, marked by `message`; empty where it is."""
    device: str
    """Such as cpu or cuda:0."""
    provider: str
    """Such as CUDAExecutionProvider, CPUExecutionProvider, OpenVINO bf16."""
    latency_ms: float | None
    """Median of the network's last runs."""
    remark: str = ""
    """Why it runs as it does, marked by `message`."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What {…} stands for in fault and remark; filled in after translation."""

    @property
    def sentence(self) -> str:
        """What is to be said of it, in English."""
        return (self.fault or self.remark).format(**self.values)


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much more can be taken."""

    waiting: int
    most: int
    waiting_bytes: int
    most_bytes: int


class Backend(Protocol):
    """Runs one network of one task's bundle."""

    def infer(self, task: str, part: str, pictures: Floats, *, deadline: float | None = None) -> dict[str, Floats]:
        """Every output of one run. `part` is the role of the file in the bundle, such as network or locator;
        `deadline` is a moment of `time.monotonic`. `Unavailable` where it cannot be done in time."""

    def health(self) -> tuple[ModelState, ...]:
        """Every task's bundle, served or not."""

    def capacity(self) -> Capacity:
        """What waits now, and how much may wait."""
