"""The gates on real pictures, which do not travel with the project: NEOSCREEN_TEST_PICTURES names their folder.

It holds `fetal_head_us/` and `neonatal_cranial_us/` (ultrasound), and `ear_scenes/` (photographs of adults).
"""

import os
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.complaint import Complaint
from app.domain.picture import Pixels
from app.domain.task import Modality
from app.pipeline.gate import Decoded, bars, look, look_at_organ
from app.pipeline.organ import organ_of
from app.tasks import TASKS
from tests.screening import backend, bundle

MOST = 40
SCANS = [slug for slug, task in TASKS.items() if task.modality is Modality.ULTRASOUND]
OWN = {"fetal_head_us": "fetal_cns", "neonatal_cranial_us": "hemorrhage"}
"""Which task reads the frames of a folder."""
ORGAN = "other_organ"
PHOTOGRAPHS = [slug for slug, task in TASKS.items() if task.modality is Modality.PHOTOGRAPH]


def pictures(folder: str) -> list[Pixels]:
    """Some of a folder's pictures, evenly spread."""
    root = Path(os.environ.get("NEOSCREEN_TEST_PICTURES", "nowhere")) / folder
    files = sorted(file for file in root.rglob("*") if file.suffix in {".jpg", ".png"})
    if not files:
        pytest.skip(f"{folder} OF NEOSCREEN_TEST_PICTURES IS NOT THERE: these tests did not run")
    return [np.asarray(Image.open(file).convert("RGB")) for file in files[:: -(-len(files) // MOST)]]


def passed(shown: list[Pixels], slug: str) -> float:
    """The share that no complaint bars: what kind of picture it is, how it was taken, which organ it shows."""
    return float(np.mean([not any(bars(one) for one in complaints(pixels, slug)) for pixels in shown]))


def complaints(pixels: Pixels, slug: str) -> tuple[Complaint, ...]:
    height, width = pixels.shape[:2]
    found = look(Decoded(pixels, width, height, 0), TASKS[slug].picture)
    if slug not in SCANS or any(one.hard for one in found):
        return found
    chances = organ_of(pixels, bundle(slug), partial(backend(slug).infer, slug))
    return (*found, *look_at_organ(chances, TASKS[slug], 0, None))


@pytest.mark.parametrize(("folder", "slug"), OWN.items())
def test_real_frames_pass_the_gate_of_their_task(folder: str, slug: str) -> None:
    assert passed(pictures(folder), slug) >= 0.88


@pytest.mark.parametrize("slug", SCANS)
@pytest.mark.parametrize("folder", OWN)
def test_real_frames_do_not_pass_the_gates_of_other_organs(folder: str, slug: str) -> None:
    if OWN[folder] != slug:
        assert passed(pictures(folder), slug) <= 0.1


@pytest.mark.parametrize(("folder", "slug"), OWN.items())
def test_the_sentence_names_the_task_that_real_frames_belong_to(folder: str, slug: str) -> None:
    told = [one.sentence for pixels in pictures(folder) for one in complaints(pixels, "cleft") if one.code == ORGAN]
    assert np.mean([TASKS[slug].title in sentence for sentence in told]) >= 0.8


@pytest.mark.parametrize("slug", SCANS)
def test_real_photographs_do_not(slug: str) -> None:
    assert passed(pictures("ear_scenes"), slug) <= 0.03


@pytest.mark.parametrize("slug", PHOTOGRAPHS)
@pytest.mark.parametrize("folder", OWN)
def test_real_frames_do_not_pass_the_gates_of_photographs(folder: str, slug: str) -> None:
    assert passed(pictures(folder), slug) == 0
