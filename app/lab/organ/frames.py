"""Frames to learn from, small and gray: drawn phantoms, and folders of a hospital's own with what they show."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.domain.task import Modality
from app.errors import Invalid, NeoscreenError
from app.imaging.intake import open_picture
from app.lab.organ.others import others
from app.lab.phantoms import draw_phantoms
from app.tasks import TASKS

OTHER = "other"
"""What no task reads."""
LABELS = (*(slug for slug, task in TASKS.items() if task.modality is Modality.ULTRASOUND), OTHER)
SIDE = 128
"""Of a frame as it is kept: larger than the network's input, so that parts of it can be looked at."""
SUFFIXES = {".png", ".jpg", ".jpeg", ".dcm"}
MOST_OF_A_CINE = 8
HELD_OUT = 0.2
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: SIDE x SIDE, what it shows, and which examination it is of."""

    pixels: Pixels
    label: int
    group: str
    real: bool


@dataclass(frozen=True, slots=True)
class Split:
    """Frames to learn from and frames never learned from; an examination is in one of them."""

    training: tuple[Frame, ...]
    held_out: tuple[Frame, ...]


def small(pixels: Pixels) -> Pixels:
    """Any picture as a frame is kept."""
    picture = Image.fromarray(pixels).convert("L").resize((SIDE, SIDE), Image.Resampling.BILINEAR, reducing_gap=None)
    return np.asarray(picture, np.uint8)


def phantom_frames(slug: str, count: int, seed: int) -> Iterator[Frame]:
    """`count` synthetic frames of one label."""
    for place, (pixels, exam) in enumerate(islice(_drawn(slug, count, seed), count)):
        yield Frame(small(pixels), LABELS.index(slug), exam or f"{slug}-{seed}-{place}", real=False)


def _drawn(slug: str, count: int, seed: int) -> Iterator[tuple[Pixels, str]]:
    if slug == OTHER:
        return ((pixels, "") for pixels in others(count, seed))
    return ((phantom.pixels, phantom.exam) for phantom in draw_phantoms(TASKS[slug])(count, seed))


def read_frames(label: str, folder: Path) -> Iterator[Frame]:
    """Every picture of a folder, with sub-folders; `labels.csv` may name the examination, patient or group of each."""
    if label not in LABELS:
        raise Invalid(f"{label!r} is nothing that a frame can show. Use one of: {', '.join(LABELS)}.")
    groups = _groups(folder)
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES and ".mask" not in file.name)
    if not files:
        raise Invalid(f"{folder.name!r} holds no pictures. Give a folder with PNG, JPEG or DICOM files.")
    for file in files:
        name = file.relative_to(folder).as_posix()
        group = groups.get(name) or file.parent.relative_to(folder).as_posix()
        for pixels in _opened(file):
            yield Frame(small(pixels), LABELS.index(label), f"{folder.name}/{group}", real=True)


def _groups(folder: Path) -> dict[str, str]:
    """Which pictures stay together: by group, else patient, else exam."""
    table = folder / "labels.csv"
    if not table.is_file():
        return {}
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    named = [name for name in ("group", "patient", "exam") if rows and name in rows[0]]
    if not named or "file" not in rows[0]:
        raise Invalid(f"labels.csv in {folder.name!r} needs a column file and one of: group, patient, exam.")
    return {row["file"]: next((row[name] for name in named if row[name]), "") for row in rows}


def _opened(file: Path) -> Iterator[Pixels]:
    """The picture, or some frames of a cine, evenly spread."""
    try:
        opened = open_picture(file.read_bytes())
        places = np.linspace(0, opened.frames - 1, min(opened.frames, MOST_OF_A_CINE)).round().astype(int)
        yield from (opened.frame(int(place)) for place in places)
    except NeoscreenError as error:
        raise Invalid(f"{file.name!r} cannot be used. {error.sentence}") from error


def split(frames: Sequence[Frame]) -> Split:
    """Of each label's real and drawn examinations a fifth, one at least, is held out, by the hash of its name."""
    held: set[str] = set()
    for label, real in {(frame.label, frame.real) for frame in frames}:
        groups = sorted({one.group for one in frames if (one.label, one.real) == (label, real)}, key=_order)
        held |= set(groups[: max(round(HELD_OUT * len(groups)), 1) if len(groups) > 1 else 0])
    return Split(
        tuple(frame for frame in frames if frame.group not in held),
        tuple(frame for frame in frames if frame.group in held),
    )


def _order(group: str) -> str:
    return sha256(group.encode()).hexdigest()


def save_frames(frames: Iterable[Frame], file: Path) -> None:
    """Beside the old file, then in its place in one go."""
    kept = list(frames)
    fresh = file.with_suffix(".fresh.npz")
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        fresh,
        pixels=np.stack([frame.pixels for frame in kept]),
        label=np.array([frame.label for frame in kept]),
        group=np.array([frame.group for frame in kept]),
        real=np.array([frame.real for frame in kept]),
    )
    fresh.replace(file)


def load_frames(file: Path) -> tuple[Frame, ...]:
    with np.load(file) as stored:
        rows = zip(stored["pixels"], stored["label"], stored["group"], stored["real"], strict=True)
        return tuple(Frame(pixels, int(label), str(group), bool(real)) for pixels, label, group, real in rows)
