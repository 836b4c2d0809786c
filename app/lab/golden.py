"""Writing golden cases: small phantoms with the answers of the exported network."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.domain.recipe import Region
from app.inference.golden import RECORD, Golden, GoldenCase, GoldenPicture, see
from app.inference.graph import Graph
from app.inference.manifest import Input
from app.lab.dataset import Dataset
from app.lab.look import Look, look
from app.lab.row import Row

COUNT = 4
DIGITS = 7
TOLERANCE = 1e-3


def write_golden(folder: Path, graph: Graph, data: Dataset, given: Input) -> Golden:
    """Cases with each finding in turn, as many as there is room for; pictures copied beside them."""
    (folder / RECORD).parent.mkdir(parents=True)
    cases = tuple(write_case(folder, graph, rows, data, given) for rows in choose(data))
    golden = Golden(tolerance=TOLERANCE, cases=cases)
    (folder / RECORD).write_text(golden.model_dump_json() + "\n", encoding="utf-8")
    return golden


def choose(data: Dataset) -> list[tuple[Row, ...]]:
    """The first picture (or exam) of each finding, the absent one first."""
    bags = data.exams(range(len(data.rows))) if data.recipe.frames else tuple((i,) for i in range(len(data.rows)))
    first: dict[tuple[str, ...], list[tuple[Row, ...]]] = {}
    for bag in bags:
        rows = tuple(data.rows[index] for index in bag)
        first.setdefault(rows[0].findings, []).append(rows)
    order = sorted(first, key=lambda said: [data.task.finding(slug).absent for slug in said], reverse=True)
    rounds = [first[said][number] for number in range(2) for said in order if number < len(first[said])]
    return rounds[:COUNT]


def write_case(folder: Path, graph: Graph, rows: Sequence[Row], data: Dataset, given: Input) -> GoldenCase:
    pictures = tuple(write_picture(folder, row, look(data.task, data.recipe)) for row in rows)
    shown = np.stack([see((folder / picture.file).read_bytes(), picture, given) for picture in pictures])
    outputs = {
        name: tuple(float(f"{value:.{DIGITS}g}") for value in values.ravel())
        for name, values in graph.answer(shown).items()
    }
    return GoldenCase(pictures=pictures, findings=rows[0].findings, outputs=outputs)


def write_picture(folder: Path, row: Row, sight: Look) -> GoldenPicture:
    name = f"golden/{row.file.name}"
    shutil.copyfile(row.file, folder / name)
    box = row.box if sight.region is not Region.WHOLE else None
    return GoldenPicture(
        file=name,
        view=row.view,
        box=None if box is None else (box.left, box.top, box.right, box.bottom),
        landmarks=sight.landmarks(row.pixels()),
    )
