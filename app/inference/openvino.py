"""One exported network in bf16 with OpenVINO, for processors that calculate in it."""

import sys
from io import BytesIO
from queue import Empty, SimpleQueue
from time import monotonic

import numpy as np

from app.errors import Unavailable
from app.inference.graph import LATE, Floats

sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
# Its reports go to its maker; where it cannot be imported OpenVINO does without, and nothing leaves this server.

from openvino import CompiledModel, Core, InferRequest  # noqa: E402

PROCESSOR = "CPU"


def calculates_in_bf16() -> bool:
    """Whether this processor has instructions for it (AMX, AVX-512 BF16)."""
    return "BF16" in Core().get_property(PROCESSOR, "OPTIMIZATION_CAPABILITIES")


class Vino:
    """A single ONNX file on the processor, weights and sums in bf16 where OpenVINO sees fit."""

    device = "cpu"
    provider = "OpenVINO bf16"

    def __init__(self, file: bytes, at_once: int, threads: int) -> None:
        core = Core()
        self._compiled: CompiledModel = core.compile_model(
            core.read_model(BytesIO(file)),
            PROCESSOR,
            {
                "INFERENCE_PRECISION_HINT": "bf16",
                "NUM_STREAMS": at_once,
                "INFERENCE_NUM_THREADS": threads,
                "ENABLE_CPU_PINNING": False,
            },
        )
        self.inputs = tuple(port.get_any_name() for port in self._compiled.inputs)
        self.outputs = tuple(port.get_any_name() for port in self._compiled.outputs)
        self._idle: SimpleQueue[InferRequest] = SimpleQueue()

    def answer(self, pictures: Floats, deadline: float | None = None) -> dict[str, Floats]:
        """Every output of one run."""
        try:
            request = self._idle.get_nowait()
        except Empty:
            request = self._compiled.create_infer_request()
        run(request, pictures, deadline)
        answers = {name: np.array(request.get_tensor(name).data) for name in self.outputs}
        self._idle.put(request)  # one that failed or was broken off is not used again
        return answers


def run(request: InferRequest, pictures: Floats, deadline: float | None) -> None:
    """Runs to the end, or is broken off at the deadline."""
    if deadline is None:
        request.infer([pictures])
        return
    if deadline <= monotonic():
        raise Unavailable(LATE)
    request.start_async([pictures])
    if not request.wait_for(max(int((deadline - monotonic()) * 1000), 0)):
        request.cancel()
        raise Unavailable(LATE)
