"""The same network behind LitServe: `python -m tests.bench.lit PORT`."""

import sys
from typing import Any

import litserve
import numpy as np
import onnxruntime
from fastapi import Request

from tests.bench.workload import eye


class Screening(litserve.LitAPI):  # type: ignore[misc]
    """As its documentation builds one: decode, predict, encode."""

    def setup(self, device: str) -> None:  # noqa: ARG002 -- theirs to name
        self.eye = eye()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            self.eye.bundle.network(), options, providers=["CPUExecutionProvider"]
        )

    def decode_request(self, request: Request, **_: Any) -> np.ndarray:
        return self.eye.see(request["pictures"].file.read())

    def predict(self, x: np.ndarray, **_: Any) -> list[np.ndarray]:
        return list(self.session.run(["logits", "cam"], {"pictures": x}))

    def encode_response(self, output: list[np.ndarray], **_: Any) -> dict[str, object]:
        return {"logits": output[0].tolist(), "map": output[1].tolist()}


if __name__ == "__main__":
    server = litserve.LitServer(Screening(), accelerator="cpu", workers_per_device=2, timeout=30, track_requests=False)
    server.run(host="127.0.0.1", port=int(sys.argv[1]), generate_client_file=False, log_level="error")
