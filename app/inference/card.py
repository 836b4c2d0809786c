"""One exported network on a graphics card: what is given is copied there, and only the answers come back."""

import ctypes

import onnxruntime

from app.errors import Unavailable
from app.inference import threads as pool
from app.inference.graph import Floats, forget_source, stopped

PROVIDER = "CUDAExecutionProvider"
OPTIONS = {
    "device_id": "0",
    "cudnn_conv_algo_search": "HEURISTIC",
    "cudnn_conv_use_max_workspace": "1",
    "use_tf32": "0",
}
"""Full fp32, so that golden cases hold; no long search for each new number of pictures."""


def cards() -> int:
    """Graphics cards whose driver answers; asked first, since a runtime without one complains at length."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return 0
    count = ctypes.c_int(0)
    if driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count)):
        return 0
    return count.value


class Card:
    """A single ONNX file on the first graphics card."""

    device = "cuda:0"
    provider = PROVIDER

    def __init__(self, file: bytes) -> None:
        onnxruntime.preload_dlls()
        self._session = onnxruntime.InferenceSession(
            file, pool.options(0), providers=[(PROVIDER, OPTIONS), "CPUExecutionProvider"]
        )
        forget_source(self._session)
        if PROVIDER not in self._session.get_providers():
            raise Unavailable("The graphics card cannot be used. Install Neoscreen with the extra `cuda`.")
        self.inputs = tuple(node.name for node in self._session.get_inputs())
        self.outputs = tuple(node.name for node in self._session.get_outputs())
        self.shape: tuple[int | str, ...] = tuple(self._session.get_inputs()[0].shape)

    def answer(self, pictures: Floats, deadline: float | None = None) -> dict[str, Floats]:
        """Every output of one run."""
        binding = self._session.io_binding()
        binding.bind_ortvalue_input(self.inputs[0], onnxruntime.OrtValue.ortvalue_from_numpy(pictures, "cuda", 0))
        for name in self.outputs:
            binding.bind_output(name, "cuda", 0)
        with stopped(run := onnxruntime.RunOptions(), deadline):
            self._session.run_with_iobinding(binding, run)
        return dict(zip(self.outputs, binding.copy_outputs_to_cpu(), strict=True))
