"""Prepared pictures of a training set, cached as bytes, and the batches drawn from them."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from app.domain.recipe import Recipe, Target
from app.domain.task import Task
from app.lab.look import look
from app.lab.row import Row


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of the rows, as the loss wants it."""

    target: Tensor
    """Class numbers (N,), of findings or of people; or one column per finding (N, K) where several may be there."""
    severity: Tensor
    """NaN where none is given."""

    def pick(self, indexes: Sequence[int]) -> "Truth":
        """Some of the rows."""
        where = torch.tensor(list(indexes))
        return Truth(self.target[where], self.severity[where])


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step sees; `sizes` counts the frames of each bag where pictures form bags."""

    indexes: tuple[int, ...]
    pictures: Tensor
    """Bytes (N, S, S, C)."""
    truth: dict[str, Tensor]
    sizes: tuple[int, ...] | None


@dataclass(frozen=True)
class Dataset:
    """Rows, their prepared bytes (N, S, S, C), lesion masks (N, S, S) and truth."""

    task: Task
    rows: tuple[Row, ...]
    recipe: Recipe
    pictures: NDArray[np.uint8]
    masks: NDArray[np.uint8]
    has_mask: NDArray[np.bool_]
    truth: Truth

    def exams(self, indexes: Sequence[int]) -> tuple[tuple[int, ...], ...]:
        """The frames of each exam, exams in order of appearance."""
        frames: dict[str, list[int]] = defaultdict(list)
        for index in indexes:
            frames[self.rows[index].exam].append(index)
        return tuple(tuple(members) for members in frames.values())

    def batch(self, indexes: Sequence[int], sizes: tuple[int, ...] | None = None) -> Batch:
        """These pictures; a bag answers with its first frame's truth."""
        where = np.asarray(indexes)
        pictures = torch.from_numpy(self.pictures[where])
        starts = where if sizes is None else where[np.cumsum((0, *sizes[:-1]))]
        known = torch.from_numpy(starts)
        truth = {
            "target": self.truth.target[known],
            "severity": self.truth.severity[known],
            "mask": torch.from_numpy(self.masks[where]).unsqueeze(1).float().div(255),
            "has_mask": torch.from_numpy(self.has_mask[where]),
        }
        return Batch(tuple(indexes), pictures, truth, sizes)

    def batches(self, indexes: Sequence[int], chance: np.random.Generator | None = None) -> Iterator[Batch]:
        """Every picture (or exam) once; in a drawn order where chance is given."""
        if self.recipe.frames is None:
            order = np.asarray(indexes) if chance is None else chance.permutation(np.asarray(indexes))
            for start in range(0, len(order), self.recipe.batch):
                yield self.batch(order[start : start + self.recipe.batch].tolist())
            return
        bags = [limit(bag, self.recipe.frames, chance) for bag in self.exams(indexes)]
        places = range(len(bags)) if chance is None else chance.permutation(len(bags)).tolist()
        for start in range(0, len(bags), self.recipe.batch):
            drawn = [bags[place] for place in places[start : start + self.recipe.batch]]
            yield self.batch([index for bag in drawn for index in bag], tuple(len(bag) for bag in drawn))

    def steps(self, indexes: Sequence[int]) -> int:
        """How many batches an epoch has."""
        count = len(indexes) if self.recipe.frames is None else len(self.exams(indexes))
        return -(-count // self.recipe.batch)

    def class_weights(self, indexes: Sequence[int]) -> Tensor:
        """N / (K * n_c), counted over the given rows (over exams where pictures form bags)."""
        counted = indexes if self.recipe.frames is None else [bag[0] for bag in self.exams(indexes)]
        said = [finding for index in counted for finding in self.rows[index].findings]
        counts = [max(said.count(finding.slug), 1) for finding in self.task.findings]
        return torch.tensor([len(counted) / (len(counts) * count) for count in counts], dtype=torch.float32)


def limit(bag: tuple[int, ...], most: int, chance: np.random.Generator | None) -> tuple[int, ...]:
    """At most so many frames: drawn while training, evenly spread otherwise."""
    if len(bag) <= most:
        return bag
    if chance is None:
        return tuple(bag[place] for place in np.linspace(0, len(bag) - 1, most).round().astype(int))
    return tuple(bag[place] for place in np.sort(chance.choice(len(bag), most, replace=False)))


def load(
    task: Task,
    rows: Sequence[Row],
    recipe: Recipe,
    cache: Path,
    seen: Callable[[int], None] = lambda _: None,
) -> Dataset:
    """Prepares every picture once; the bytes are kept in `cache` and read from there the next time."""
    cache.mkdir(parents=True, exist_ok=True)
    name = fingerprint(rows, task, recipe)
    pictures, masks = cache / f"{name}.pictures.npy", cache / f"{name}.masks.npy"
    if not (pictures.is_file() and masks.is_file()):
        write_cache(task, rows, recipe, pictures, masks, seen)
    lesions = np.load(masks, mmap_mode="r")
    return Dataset(
        task=task,
        rows=tuple(rows),
        recipe=recipe,
        pictures=np.load(pictures, mmap_mode="r"),
        masks=lesions,
        has_mask=np.array([bool(mask.any()) for mask in lesions], np.bool_),
        truth=truth(task, rows, recipe),
    )


def write_cache(
    task: Task,
    rows: Sequence[Row],
    recipe: Recipe,
    pictures: Path,
    masks: Path,
    seen: Callable[[int], None],
) -> None:
    """Both arrays under a name of our own first: a cache that is there is whole, though many runs write it."""
    size = recipe.preparation.size
    shape = (len(rows), size, size)
    unfinished = pictures.with_suffix(f".{os.getpid()}.new"), masks.with_suffix(f".{os.getpid()}.new")
    shown = np.lib.format.open_memmap(unfinished[0], "w+", np.uint8, (*shape, recipe.preparation.channels))
    hidden = np.lib.format.open_memmap(unfinished[1], "w+", np.uint8, shape)
    sight = look(task, recipe)
    for place, row in enumerate(rows):
        shown[place], hidden[place] = sight.prepare(row)
        seen(place + 1)
    shown.flush()
    hidden.flush()
    unfinished[0].replace(pictures)
    unfinished[1].replace(masks)


def truth(task: Task, rows: Sequence[Row], recipe: Recipe) -> Truth:
    slugs = [finding.slug for finding in task.findings]
    nothing = float("nan")
    return Truth(
        target=target(rows, recipe, slugs),
        severity=torch.tensor([nothing if row.severity is None else row.severity for row in rows]),
    )


def target(rows: Sequence[Row], recipe: Recipe, slugs: list[str]) -> Tensor:
    """Class numbers of findings or people, or a mark for each finding."""
    match recipe.target:
        case Target.FINDING:
            return torch.tensor([slugs.index(row.findings[0]) for row in rows])
        case Target.FINDINGS:
            return torch.tensor([[float(slug in row.findings) for slug in slugs] for row in rows])
        case Target.IDENTITY:
            people = {patient: code for code, patient in enumerate(sorted({row.patient for row in rows}))}
            return torch.tensor([people[row.patient] for row in rows])


def fingerprint(rows: Sequence[Row], task: Task, recipe: Recipe) -> str:
    """Changes with any picture, mask, box or setting that changes the prepared bytes."""
    digest = hashlib.sha256(repr((task.slug, recipe.preparation, recipe.region, recipe.margin)).encode())
    for row in rows:
        for file in (row.file, row.mask):
            state = file.stat() if file else None
            digest.update(repr((str(file), state and (state.st_size, state.st_mtime_ns))).encode())
        digest.update(repr((row.box, row.view)).encode())
    return digest.hexdigest()[:24]
