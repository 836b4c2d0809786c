"""What the bench asks of everybody: the same photograph, the same network."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from app.imaging.intake import open_picture
from app.imaging.prepare import prepare
from app.inference.bundle import Bundle, open_bundle
from app.inference.golden import read_golden
from tests.bench.places import CACHE, ROOT
from tests.bench.request import Photograph, photograph

TASK = "hemorrhage"
"""ResNet-50 with a map, one frame: the network of most papers."""


def drawn() -> Image.Image:
    """A frame of the committed bundle's golden cases that shows something."""
    bundle = open_bundle(ROOT / "models" / TASK, task=TASK)
    case = next(case for case in read_golden(bundle).cases if "none" not in case.findings)
    with Image.open(bundle.folder / case.pictures[0].file) as opened:
        return opened.convert("L")


def picture() -> Photograph:
    return photograph(drawn())


@dataclass(frozen=True, slots=True)
class Eye:
    """What the rivals see with: the same scaled decode and preparation as ours."""

    bundle: Bundle

    def see(self, content: bytes) -> np.ndarray:
        given = self.bundle.manifest.preparation
        return prepare(open_picture(content).frame(0, given.size), given.value())[None]


def eye() -> Eye:
    return Eye(open_bundle(CACHE / TASK, task=TASK))


def small(folder: Path) -> bytes:
    """A small frame, for the many exams of the memory test."""
    file = folder / "small.png"
    drawn().save(file)
    return file.read_bytes()
