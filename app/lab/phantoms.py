"""Writing a phantom set as a folder, the same layout that training and evaluation read."""

import csv
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from PIL import Image

from app.domain.phantom import Phantom
from app.domain.task import Modality, Task
from app.lab.folder import COLUMNS

MARK = "SYNTHETIC.txt"
"""The file that says so, for folders that travel."""


class Phantoms(Protocol):
    """What every `app/tasks/<slug>/phantom.py` offers."""

    def __call__(self, count: int, seed: int, *, prevalence: float | None = None) -> Iterator[Phantom]: ...


def draw_phantoms(task: Task) -> Phantoms:
    """The task's own way to draw phantoms."""
    return cast("Phantoms", import_module(f"app.tasks.{task.slug}.phantom").phantoms)


def write_phantoms(
    task: Task,
    folder: Path,
    count: int,
    seed: int,
    *,
    prevalence: float | None = None,
    seen: Callable[[str], None] = lambda _: None,
) -> int:
    """`count` phantom exams and their labels.csv; the number of pictures written."""
    drawn = draw_phantoms(task)(count, seed, prevalence=prevalence)
    return write_folder(drawn, folder, task.modality, seen)


def are_synthetic(folder: Path) -> bool:
    """Whether a folder holds phantoms, wherever it was moved: what learned from them must say so."""
    return (folder / MARK).is_file()


def write_folder(
    phantoms: Iterable[Phantom],
    folder: Path,
    modality: Modality,
    seen: Callable[[str], None] = lambda _: None,
) -> int:
    """Pictures and masks first, labels.csv last: a folder with labels.csv is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[tuple[str, ...]] = []
    exam = ""
    for phantom in phantoms:
        if phantom.exam != exam:
            exam = phantom.exam
            seen(exam)
        lines.append(write_picture(phantom, folder, modality))
    (folder / MARK).write_text("These pictures are synthetic: phantoms drawn by Neoscreen.\n", encoding="utf-8")
    unfinished = folder / "labels.csv.new"
    with unfinished.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow((*COLUMNS, "skin_tone", "device", "gestational_age"))
        writer.writerows(lines)
    unfinished.replace(folder / "labels.csv")
    return len(lines)


def write_picture(phantom: Phantom, folder: Path, modality: Modality) -> tuple[str, ...]:
    """Saves one picture (and mask) and answers its line of labels.csv."""
    picture = Image.fromarray(phantom.pixels)
    if modality is Modality.PHOTOGRAPH:
        name = f"{phantom.name}.jpg"
        picture.save(folder / name, quality=90)
    else:
        name = f"{phantom.name}.png"
        picture.convert("L").save(folder / name, compress_level=1)
    if phantom.mask is not None:
        mask = Image.fromarray(phantom.mask.astype(np.uint8) * np.uint8(255))
        mask.save(folder / f"{phantom.name}.mask.png")
    return line(phantom, name)


def line(phantom: Phantom, name: str) -> tuple[str, ...]:
    box = phantom.box
    return (
        name,
        phantom.exam,
        phantom.patient,
        phantom.site,
        "+".join(phantom.findings),
        "" if phantom.severity is None else f"{phantom.severity:.4f}",
        phantom.view,
        "" if box is None else f"{box.left:g} {box.top:g} {box.right:g} {box.bottom:g}",
        "" if phantom.skin_tone is None else str(phantom.skin_tone),
        phantom.device,
        phantom.gestational_age,
    )
