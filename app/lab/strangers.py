"""Whether the embedding distance tells a task's own pictures from those of other tasks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.domain.task import Task
from app.inference.graph import Graph
from app.lab.dataset import Dataset, load
from app.lab.evaluation import Acquaintance, Figure, Stranger
from app.lab.exported import predict_exported
from app.lab.folder import read_folder
from app.lab.ood import Familiar, unfamiliar
from app.lab.phantoms import write_phantoms
from app.lab.predict import Floats
from app.lab.statistics.intervals import proportion
from app.tasks import TASKS

EXAMS = 40
"""Of each other task."""
SEED = 9700


@dataclass(frozen=True)
class Host:
    """The network that strangers are shown to."""

    data: Dataset
    graph: Graph
    known: Familiar


def acquaintance(host: Host, own: Floats, folder: Path, exams: int = EXAMS) -> Acquaintance:
    """The share of its own unseen pictures that a network accepts, and of strangers that it refuses."""
    accepted = ~unfamiliar(own, host.known)
    met = [(task, refused(host, task, folder, exams)) for task in others(host.data.task)]
    every = np.concatenate([each for _, each in met])
    own_share = Figure.of(proportion(int(accepted.sum()), len(accepted)))
    share = Figure.of(proportion(int(every.sum()), len(every)))
    assert own_share is not None
    assert share is not None
    strangers = tuple(Stranger(task=task.slug, cases=len(each), refused=float(each.mean())) for task, each in met)
    return Acquaintance(accepted=own_share, refused=share, strangers=strangers)


def others(task: Task) -> Iterator[Task]:
    return (other for other in TASKS.values() if other.slug != task.slug)


def refused(host: Host, task: Task, folder: Path, exams: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """One answer a picture, or an exam where pictures form bags; what is drawn already is kept."""
    place = folder / task.slug
    if not (place / "labels.csv").is_file():
        write_phantoms(task, place, exams, SEED)
    shown = show(host, task, place)
    embedding = predict_exported(host.graph, shown, range(len(shown.rows))).embedding
    if embedding is None:
        raise TypeError("this network has no embedding")
    return np.asarray(unfamiliar(embedding, host.known))


def show(host: Host, task: Task, folder: Path) -> Dataset:
    """The whole pictures of another task, as if somebody had chosen the wrong one; what they show does not matter."""
    findings = (host.data.task.findings[0].slug,)
    rows = [replace(row, box=None, mask=None, findings=findings) for row in read_folder(folder, task)]
    return load(host.data.task, rows, host.data.recipe, folder / f"cache-{host.data.task.slug}")
