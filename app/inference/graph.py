"""One exported network, opened with ONNX Runtime: named arrays in, named arrays out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from app.errors import Unavailable
from app.inference import threads as pool
from app.message import message

Floats = NDArray[np.float32]
MANY = 8
"""Pictures in one run above which the memory it took is given back."""
LATE = message("The answer could not be had in time. Please try again.")


class Network(Protocol):
    """An opened network, whoever runs it."""

    device: str
    provider: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def answer(self, pictures: Floats, deadline: float | None = None) -> dict[str, Floats]:
        """Every output of one run; `Unavailable` once `time.monotonic` is past the deadline."""


class Graph:
    """A single ONNX file on the processor; `threads` of zero lets the runtime choose."""

    device = "cpu"
    provider = "CPUExecutionProvider"

    def __init__(self, file: Path | bytes, threads: int = 0) -> None:
        source = file if isinstance(file, bytes) else str(file)
        self._session = onnxruntime.InferenceSession(source, pool.options(threads), providers=[self.provider])
        forget_source(self._session)
        self.inputs = tuple(node.name for node in self._session.get_inputs())
        self.outputs = tuple(node.name for node in self._session.get_outputs())
        self.shape: tuple[int | str, ...] = tuple(self._session.get_inputs()[0].shape)

    def answer(self, pictures: Floats, deadline: float | None = None) -> dict[str, Floats]:
        """Every output of one run."""
        with stopped(run := onnxruntime.RunOptions(), deadline):
            if len(pictures) > MANY:
                run.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
            answers = self._session.run(None, {self.inputs[0]: pictures}, run)
        return dict(zip(self.outputs, answers, strict=True))


def forget_source(session: onnxruntime.InferenceSession) -> None:
    """A session keeps the bytes it was opened from, in case its device fails: as much memory again as its weights."""
    session.disable_fallback()
    session._model_bytes = None


@contextmanager
def stopped(run: onnxruntime.RunOptions, deadline: float | None) -> Iterator[None]:
    """Breaks the run off at its deadline."""
    if deadline is None:
        yield
        return
    if deadline <= monotonic():
        raise Unavailable(LATE)
    timer = Timer(deadline - monotonic(), setattr, (run, "terminate", True))
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if run.terminate:
            raise Unavailable(LATE) from error
        raise
    finally:
        timer.cancel()
