"""Photographs in which every visible ear is boxed, read from a folder in YOLO's layout."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.domain.phantom import Phantom
from app.errors import Invalid

NEIGHBOURS = 20
"""Numbered pictures of one person follow each other: this many running numbers stay together."""
MARGIN = 8
"""Numbered pictures this near to a held-out run may show the same person, so they are left out of training."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture with its ears."""

    name: str
    pixels: NDArray[np.uint8]
    boxes: NDArray[np.float64]
    """One row per ear: left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class Split:
    """Scenes to learn from and scenes never learned from."""

    training: tuple[Scene, ...]
    held_out: tuple[Scene, ...]


def read(folder: Path) -> tuple[Scene, ...]:
    """All scenes of `images/` with their boxes from `labels/`, in the order of their names."""
    files = sorted((folder / "images").glob("*.jpg"))
    if not files:
        raise Invalid(f"{folder} has no pictures in images/. Give a folder in YOLO's layout: images/ and labels/.")
    return tuple(_read_one(file, folder / "labels" / f"{file.stem}.txt") for file in files)


def split(scenes: Sequence[Scene]) -> Split:
    """Hold out about one person in five, chosen by the hash of the name alone."""
    held = {scene.name for scene in scenes if is_held_out(scene.name)}
    kept = (scene for scene in scenes if scene.name not in held and not _is_near(scene.name))
    return Split(tuple(kept), tuple(scene for scene in scenes if scene.name in held))


def is_held_out(name: str) -> bool:
    return int(sha256(person(name).encode()).hexdigest(), 16) % FOLDS == 0


def person(name: str) -> str:
    """Who is in the picture: the name's letters, or for numbered pictures their run of numbers."""
    number = _number(name)
    if number is None:
        return re.split(r"_\d", name)[0]
    return _run(name, number)


def of_phantoms(phantoms: Sequence[Phantom]) -> tuple[Scene, ...]:
    """Synthetic pictures as scenes of one ear each."""
    return tuple(_of_phantom(phantom) for phantom in phantoms)


def _of_phantom(phantom: Phantom) -> Scene:
    box = phantom.box
    rows = [] if box is None else [[box.left, box.top, box.right, box.bottom]]
    return Scene(phantom.name, phantom.pixels, np.array(rows, dtype=np.float64).reshape(-1, 4))


def _read_one(picture: Path, label: Path) -> Scene:
    with Image.open(picture, formats=("JPEG", "PNG")) as image:
        pixels = np.asarray(image.convert("RGB"))
    height, width = pixels.shape[:2]
    lines = label.read_text().split("\n") if label.exists() else []
    rows = np.array([line.split()[1:5] for line in lines if line.strip()], dtype=np.float64).reshape(-1, 4)
    centre, half = rows[:, :2], rows[:, 2:] / 2
    scale = np.array([width, height, width, height], dtype=np.float64)
    return Scene(picture.stem, pixels, np.hstack([centre - half, centre + half]) * scale)


def _number(name: str) -> int | None:
    digits = re.match(r"(\d+)_", name)
    return int(digits[1]) if digits else None


def _run(name: str, number: int) -> str:
    series = "four digits" if re.match(r"\d{4}_", name) else "counted"
    return f"{series} {number // NEIGHBOURS}"


def _is_near(name: str) -> bool:
    number = _number(name)
    if number is None:
        return False
    runs = (_run(name, number + step) for step in (-MARGIN, MARGIN))
    return any(int(sha256(run.encode()).hexdigest(), 16) % FOLDS == 0 for run in runs)
