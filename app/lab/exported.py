"""An exported network's answers over many pictures or exams: exactly what serving will say."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.imaging.prepare import normalise
from app.inference.graph import Graph
from app.lab.dataset import Batch, Dataset
from app.lab.predict import Floats, Predictions, collect, firsts

ONCE = 16
"""Pictures in one run where they do not form a bag."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Answers with the map of every picture for every class."""

    predictions: Predictions
    maps: NDArray[np.float32]
    """Pictures x classes x h x w."""
    finding_maps: NDArray[np.float32] | None
    """The same of the second head."""


def predict_exported(graph: Graph, data: Dataset, indexes: Sequence[int]) -> Predictions:
    """The answers alone."""
    return explain_exported(graph, data, indexes).predictions


def explain_exported(graph: Graph, data: Dataset, indexes: Sequence[int]) -> Explained:
    """Each exam in a run of its own where pictures form bags, else many pictures at once."""
    heard: dict[str, list[NDArray[np.float32]]] = {}
    rows: list[int] = []
    frames: list[int] = []
    for batch in runs(data, indexes):
        for name, values in graph.answer(inputs(data, batch)).items():
            heard.setdefault(name, []).append(values)
        rows += firsts(batch)
        frames += batch.indexes
    joined = {name: np.concatenate(parts) for name, parts in heard.items()}
    answers: dict[str, Floats] = {
        name: joined[name].astype(np.float64)
        for name in ("logits", "subtype", "embedding", "attention")
        if name in joined
    }
    return Explained(collect(answers, tuple(rows), tuple(frames)), joined["cam"], joined.get("subtype_cam"))


def runs(data: Dataset, indexes: Sequence[int]) -> list[Batch]:
    if data.recipe.frames is None:
        return [data.batch(indexes[start : start + ONCE]) for start in range(0, len(indexes), ONCE)]
    return [data.batch(bag, (len(bag),)) for bag in data.exams(indexes)]


def inputs(data: Dataset, batch: Batch) -> NDArray[np.float32]:
    return np.stack([normalise(picture, data.recipe.preparation) for picture in data.pictures[list(batch.indexes)]])
