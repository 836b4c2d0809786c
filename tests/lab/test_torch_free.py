"""Judging needs no PyTorch: a record can be made and read where none is installed."""

import subprocess
import sys

MODULES = (
    "app.lab.calibration",
    "app.lab.card",
    "app.lab.evaluate",
    "app.lab.localisation",
    "app.lab.ood",
    "app.lab.operating_point",
    "app.lab.report.page",
    "app.lab.severity",
    "app.lab.stress",
    "app.lab.thumbnail",
    "app.lab.visits",
    "app.domain.severity",
)


def test_evaluation_does_not_load_torch() -> None:
    code = f"import sys, {', '.join(MODULES)}; print('torch' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False", found.stderr
