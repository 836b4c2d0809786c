"""The maps of an exported network against pytorch-grad-cam's, on trained weights and phantoms never seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from app.domain.task import Task
from app.inference.graph import Graph
from app.lab.bundling import Request, Trained, reload
from app.lab.dataset import Dataset, load
from app.lab.explain import EXPLAINED
from app.lab.export import export
from app.lab.exported import inputs, runs
from app.lab.folder import read_folder
from app.lab.oracle import Agreement, Method, agreement, judge
from app.lab.phantoms import write_phantoms
from app.lab.predict import as_module

COUNT = 200
SEED = 9300
ANSWERS = {cam: answer for answer, cam in EXPLAINED.items()} | {"hirescam": "logits"}
"""Which answer each kind of map explains."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """How the maps of one kind fare over all classes and pictures."""

    kind: str
    maps: int
    difference: float
    """The largest difference of two maps scaled to [0, 1]."""
    same_peak: float
    """The share of maps whose hottest cell is the same."""

    def __str__(self) -> str:
        return (
            f"{self.kind}: {self.maps:,} maps, largest difference {self.difference:.1e}, "
            f"same peak {100 * self.same_peak:.2f} %"
        )


def agree(task: Task, run: Path, count: int = COUNT) -> tuple[Agreed, ...]:
    """One line for each kind of map that the network's export holds."""
    trained = reload(Request(task, run, run))
    data = unseen(trained, run / "agreement", count)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "model.onnx"
        export(trained.network, trained.recipe.preparation.size, file)
        found = list(compare(trained, Graph(file, threads=1), data, count))
    kinds = sorted({kind for kind, _, _ in found})
    return tuple(together(kind, [(maps, one) for name, maps, one in found if name == kind]) for kind in kinds)


def unseen(trained: Trained, folder: Path, count: int) -> Dataset:
    """As many exams as there are pictures to compare, so that there are pictures enough; drawn once."""
    task = trained.data.task
    if not (folder / "labels.csv").is_file():
        write_phantoms(task, folder, count, SEED)
    return load(task, read_folder(folder, task), trained.recipe, folder / "cache")


def compare(trained: Trained, graph: Graph, data: Dataset, count: int) -> Iterator[tuple[str, int, Agreement]]:
    """Kind, number of maps and agreement of each class, a run of the graph at a time."""
    as_module(trained.network).eval()
    seen = 0
    for batch in runs(data, range(len(data.rows))):
        if seen >= count:
            return
        seen += len(batch.indexes)
        shown = inputs(data, batch)
        answers = graph.answer(shown)
        for kind, name in ANSWERS.items():
            method = Method.HIRESCAM if kind == "hirescam" else Method.GRADCAM
            for label in range(answers[kind].shape[1] if kind in answers else 0):
                theirs = judge(trained.network, torch.from_numpy(shown), label, method, name)
                yield kind, len(theirs), agreement(answers[kind][:, label], theirs)


def together(kind: str, parts: list[tuple[int, Agreement]]) -> Agreed:
    maps = sum(count for count, _ in parts)
    return Agreed(
        kind=kind,
        maps=maps,
        difference=max(one.difference for _, one in parts),
        same_peak=sum(count * one.same_peak for count, one in parts) / maps,
    )
