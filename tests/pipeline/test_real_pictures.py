"""The gates on real pictures, which do not travel with the project: NEOSCREEN_TEST_PICTURES names their folder.

It holds `fetal_head_us/` and `neonatal_cranial_us/` (ultrasound), and `ear_scenes/` (photographs of adults).
"""

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.domain.task import Modality
from app.pipeline.gate import Decoded, bars, look
from app.tasks import TASKS

MOST = 40
SCANS = [slug for slug, task in TASKS.items() if task.modality is Modality.ULTRASOUND]
PHOTOGRAPHS = [slug for slug, task in TASKS.items() if task.modality is Modality.PHOTOGRAPH]


def pictures(folder: str) -> list[NDArray[np.uint8]]:
    """Some of a folder's pictures, evenly spread."""
    root = Path(os.environ.get("NEOSCREEN_TEST_PICTURES", "nowhere")) / folder
    files = sorted(file for file in root.rglob("*") if file.suffix in {".jpg", ".png"})
    if not files:
        pytest.skip(f"{folder} OF NEOSCREEN_TEST_PICTURES IS NOT THERE: these tests did not run")
    return [np.asarray(Image.open(file).convert("RGB")) for file in files[:: -(-len(files) // MOST)]]


def passed(shown: list[NDArray[np.uint8]], slug: str) -> float:
    """The share that no complaint bars."""
    kept = [
        not any(bars(one) for one in look(Decoded(pixels, pixels.shape[1], pixels.shape[0], 0), TASKS[slug].picture))
        for pixels in shown
    ]
    return float(np.mean(kept))


@pytest.mark.parametrize("slug", SCANS)
@pytest.mark.parametrize("folder", ["fetal_head_us", "neonatal_cranial_us"])
def test_real_frames_pass_the_gates_of_ultrasound(folder: str, slug: str) -> None:
    assert passed(pictures(folder), slug) >= 0.88


@pytest.mark.parametrize("slug", SCANS)
def test_real_photographs_do_not(slug: str) -> None:
    assert passed(pictures("ear_scenes"), slug) <= 0.03


@pytest.mark.parametrize("slug", PHOTOGRAPHS)
@pytest.mark.parametrize("folder", ["fetal_head_us", "neonatal_cranial_us"])
def test_real_frames_do_not_pass_the_gates_of_photographs(folder: str, slug: str) -> None:
    assert passed(pictures(folder), slug) == 0
