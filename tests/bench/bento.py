"""The same network behind BentoML: `bentoml serve tests.bench.bento:Screening`."""

from pathlib import Path

import bentoml
import onnxruntime

from tests.bench.workload import eye


@bentoml.service(workers=2, traffic={"timeout": 30, "concurrency": 32})
class Screening:
    """As its documentation builds one: a worker process for each processor, one thread each."""

    def __init__(self) -> None:
        self.eye = eye()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            self.eye.bundle.network(), options, providers=["CPUExecutionProvider"]
        )

    @bentoml.api(route="/screen")  # type: ignore[untyped-decorator]
    def screen(self, pictures: Path) -> dict[str, object]:
        """One picture's answer and map."""
        logits, cam = self.session.run(["logits", "cam"], {"pictures": self.eye.see(pictures.read_bytes())})
        return {"logits": logits.tolist(), "map": cam.tolist()}
