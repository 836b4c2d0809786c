"""A task of our own to train on: dark pictures, and dark pictures with a bright spot."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.facts import Facts
from app.domain.finding import Finding
from app.domain.picture_rules import PictureRules
from app.domain.subject import Subject
from app.domain.task import Level, Modality, Task
from app.lab.row import Row
from app.tasks import TASKS

SPOT = Task(
    slug="spot",
    title="Spots",
    question="Is there a spot?",
    modality=Modality.ULTRASOUND,
    level=Level.PICTURE,
    findings=(
        Finding("none", "None", "No spot was seen.", absent=True),
        Finding("spot", "Spot", "A spot is suspected."),
    ),
    picture=PictureRules(),
    assess=TASKS["cleft"].assess,
    facts=Facts(),
    subject=Subject.CHILD,
)


@pytest.fixture(autouse=True)
def _same_weights() -> None:
    """Whatever a test draws without a seed is the same, whichever test came before."""
    if torch := sys.modules.get("torch"):
        torch.manual_seed(0)


@pytest.fixture
def task() -> Task:
    return SPOT


def write_spots(folder: Path, count: int, size: int = 24) -> list[str]:
    """Two pictures an exam, every other exam with a spot; the lines of labels.csv."""
    chance = np.random.default_rng(1)
    lines = ["file,exam,patient,site,finding,severity,view,box"]
    for number in range(count):
        exam = number // 2
        pixels = chance.integers(0, 90, (size, size), dtype=np.uint8)
        mask = np.zeros_like(pixels)
        if exam % 2:
            mask[4:14, 6:16] = 255
            pixels[4:14, 6:16] = chance.integers(150, 255, (10, 10), dtype=np.uint8)
            Image.fromarray(mask).save(folder / f"p{number}.mask.png")
        Image.fromarray(pixels).save(folder / f"p{number}.png")
        finding = "spot" if exam % 2 else "none"
        lines.append(f"p{number}.png,e{exam},b{exam},s{exam % 3},{finding},,axial,2 2 20 20")
    return lines


@pytest.fixture
def spots(tmp_path: Path) -> Path:
    """A folder of 32 pictures."""
    folder = tmp_path / "spots"
    folder.mkdir()
    (folder / "labels.csv").write_text("\n".join(write_spots(folder, 32)) + "\n")
    return folder


@pytest.fixture
def make_row() -> Callable[..., Row]:
    """A row that differs from the usual one in what is named."""

    def make(line: int = 2, **differing: object) -> Row:
        usual: dict[str, object] = {
            "line": line,
            "file": Path(f"p{line}.png"),
            "exam": f"e{line}",
            "patient": f"b{line}",
            "site": "s0",
            "findings": ("none",),
            "severity": None,
            "view": "axial",
            "box": None,
            "mask": None,
            "split": "",
            "group": f"b{line}",
            "skin_tone": "",
            "device": "",
            "gestational_age": "",
        }
        return Row(**(usual | differing))  # type: ignore[arg-type]

    return make
