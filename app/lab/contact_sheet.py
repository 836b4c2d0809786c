"""One picture of many phantoms, so that a person can judge them at a glance."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from app.domain.phantom import Phantom
from app.domain.task import Task
from app.lab.phantoms import draw_phantoms

TILE = 160
CAPTION = 14
COLUMNS = 8
ROWS = 5
MOST_BYTES = 250_000
EXAMS = 240
"""So many exams are looked through to show every finding."""


def write_sheet(task: Task, file: Path, seed: int = 0) -> None:
    """The contact sheet of a task's phantoms as a JPEG file of at most 250 kB."""
    chosen = varied(draw_phantoms(task)(EXAMS, seed), COLUMNS * ROWS)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_small_enough(sheet(chosen)))


def varied(phantoms: Iterable[Phantom], count: int) -> list[Phantom]:
    """So many pictures, one an exam and view, each set of findings as often as the others where there are enough."""
    groups: dict[tuple[str, ...], list[Phantom]] = {}
    seen: set[tuple[str, str]] = set()
    for phantom in phantoms:
        if (phantom.exam, phantom.view) not in seen:
            seen.add((phantom.exam, phantom.view))
            groups.setdefault((*phantom.findings, phantom.view), []).append(phantom)
    ordered = sorted(
        ((place, findings, phantom) for findings, group in groups.items() for place, phantom in enumerate(group)),
        key=lambda item: item[:2],
    )
    chosen = ordered[:count]
    return [phantom for _, _, phantom in sorted(chosen, key=lambda item: (item[1], item[0]))]


def sheet(phantoms: Sequence[Phantom], columns: int = COLUMNS) -> Image.Image:
    """Tiles with captions, row by row; the outline of the lesion's mask is drawn where there is one."""
    rows = -(-len(phantoms) // columns)
    paper = Image.new("RGB", (columns * TILE, rows * (TILE + CAPTION)), "white")
    pen = ImageDraw.Draw(paper)
    for index, phantom in enumerate(phantoms):
        left, top = index % columns * TILE, index // columns * (TILE + CAPTION)
        paper.paste(_tile(phantom), (left, top))
        pen.text((left + 2, top + TILE + 1), caption(phantom), fill="black")
    return paper


def caption(phantom: Phantom) -> str:
    """What the picture shows, in as few words as fit under it."""
    severity = f" {phantom.severity:.2f}" if phantom.severity else ""
    return f"{'+'.join(phantom.findings)}{severity} {phantom.view}"[:27]


def _tile(phantom: Phantom) -> Image.Image:
    picture = Image.fromarray(_outlined(phantom)).convert("RGB")
    picture.thumbnail((TILE, TILE))
    tile = Image.new("RGB", (TILE, TILE), "black")
    tile.paste(picture, ((TILE - picture.width) // 2, (TILE - picture.height) // 2))
    return tile


def _outlined(phantom: Phantom) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    pixels = phantom.pixels if phantom.pixels.ndim == 3 else np.repeat(phantom.pixels[..., None], 3, axis=2)
    if phantom.mask is None:
        return pixels
    padded = np.pad(phantom.mask, 2)
    shifted = [padded[2 + down :, 2 + right :] for down, right in ((-2, 0), (2, 0), (0, -2), (0, 2))]
    height, width = phantom.mask.shape
    inner = np.logical_and.reduce([part[:height, :width] for part in shifted])
    return np.where((phantom.mask & ~inner)[..., None], np.array([255, 70, 40], dtype=np.uint8), pixels)


def _small_enough(picture: Image.Image) -> bytes:
    for quality in range(88, 20, -6):
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()
