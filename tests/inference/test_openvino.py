"""OpenVINO calculates, and reports to nobody."""

import subprocess
import sys

import pytest

CODE = """
import sys, numpy as np
from app.inference.openvino import Vino
Vino(open("models/vcfs/model.onnx", "rb").read(), 1, 1).answer(np.zeros((1, 3, 112, 112), np.float32))
print([name for name, module in sys.modules.items() if name.startswith("openvino_telemetry") and module])
"""


def test_what_reports_to_its_maker_is_never_loaded() -> None:
    pytest.importorskip("openvino")
    said = subprocess.run((sys.executable, "-c", CODE), capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
