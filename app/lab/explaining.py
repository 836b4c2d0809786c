"""`neoscreen explain`: a run's test pictures under their heat maps, by any method, with ROAD scores."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from app.domain.task import Task
from app.errors import Invalid
from app.lab.augment import standardise, unit
from app.lab.bundling import Request, Trained, reload
from app.lab.network import Network
from app.lab.oracle import Method, heat, road

MOST = 24


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was written, and how faithful the maps are on average."""

    files: tuple[Path, ...]
    road: float
    """The mean ROAD score: above nought, hot places matter more than cold ones."""


def explain(task: Task, run: Path, method: str, out: Path, count: int = MOST) -> Explanation:
    """Overlays of the first test pictures with a finding, one PNG each."""
    trained = reload(Request(task, run, out))
    network = trained.network
    out.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    scores: list[float] = []
    for indexes, label in chosen(trained, count):
        pictures = inputs(trained, indexes)
        maps = heat(network, pictures, label, find_method(method))
        scores += road(network, pictures, maps, label).tolist()
        files += [overlay(trained, index, one, out) for index, one in zip(indexes, maps, strict=True)]
    if not files:
        raise Invalid("The run's test part holds no picture with a finding. Train on a larger folder.")
    return Explanation(tuple(files), float(np.mean(scores)))


def find_method(name: str) -> Method:
    if name not in list(Method):
        raise Invalid(f"{name!r} is no method. Use one of: {', '.join(Method)}.")
    return Method(name)


def chosen(trained: Trained, count: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Test pictures (or exams) with a finding, and the class of the screening answer to explain."""
    data, done = trained.data, 0
    alone = tuple((index,) for index in trained.fold.test)
    for indexes in alone if data.recipe.frames is None else data.exams(trained.fold.test):
        row = data.rows[indexes[0]]
        label = [finding.slug for finding in data.task.findings].index(row.findings[0])
        if label == 0 or done >= count:
            continue
        done += len(indexes)
        yield indexes, min(label, classes(trained.network, trained, indexes) - 1)


def classes(network: Network, trained: Trained, indexes: tuple[int, ...]) -> int:
    """How many classes the screening answer has."""
    with torch.no_grad():
        return network.decide(network.features(inputs(trained, indexes)))["logits"].shape[1]


def inputs(trained: Trained, indexes: tuple[int, ...]) -> Tensor:
    batch = trained.data.batch(indexes)
    return standardise(unit(batch.pictures), trained.recipe.preparation)


def overlay(trained: Trained, index: int, heat_map: NDArray[np.float32], out: Path) -> Path:
    """The picture, redder where the map is hotter."""
    pixels = np.asarray(trained.data.pictures[index], np.float32)
    shown = np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels
    weight = 0.6 * heat_map[..., None]
    mixed = shown * (1 - weight) + np.array([230, 30, 30], np.float32) * weight
    file = out / f"{trained.data.rows[index].file.stem}.heat.png"
    Image.fromarray(mixed.round().astype(np.uint8)).save(file)
    return file
