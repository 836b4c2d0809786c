"""Where the parts are joined."""

import subprocess
import sys


def test_serving_needs_nothing_of_the_lab() -> None:
    heavy = ("torch", "torchvision", "timm", "ultralytics", "sklearn", "matplotlib", "scipy")
    code = f"import sys, app.cli, app.main; print([name for name in {heavy!r} if name in sys.modules])"
    said = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
