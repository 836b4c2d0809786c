"""How often the organ check takes a task's own frames for its own, and leaves other frames out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.imaging.prepare import prepare
from app.inference.graph import Graph
from app.inference.manifest import Metric, Organ
from app.inference.organ import CHANCES
from app.lab.organ.frames import LABELS, OTHER, Frame
from app.lab.report.words import plural
from app.tasks import TASKS
from app.tasks.rules import ORGAN

ONCE = 64
Chances = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judged:
    """What one kind of frame meets at the gate of each task."""

    label: str
    real: bool
    frames: int
    examinations: int
    taken: dict[str, float]
    """By task: the share that its gate takes."""


def judge(graph: Graph, known: Organ, frames: Sequence[Frame]) -> tuple[Judged, ...]:
    """Frames never learned from, by what they show and whether they are real."""
    chances = answer(graph, known, frames)
    label = np.array([frame.label for frame in frames])
    real = np.array([frame.real for frame in frames])
    return tuple(
        Judged(
            label=LABELS[one],
            real=which,
            frames=int(rows.sum()),
            examinations=len({frame.group for frame, row in zip(frames, rows, strict=True) if row}),
            taken={slug: float((chances[rows, LABELS.index(slug)] >= bound()).mean()) for slug in tasks()},
        )
        for which in (False, True)
        for one in range(len(LABELS))
        if (rows := (label == one) & (real == which)).any()
    )


def answer(graph: Graph, known: Organ, frames: Sequence[Frame]) -> Chances:
    """A chance for each label, frame by frame, as serving asks."""
    shown = [prepare(frame.pixels, known.value()) for frame in frames]
    runs = [graph.answer(np.stack(shown[start : start + ONCE]))[CHANCES] for start in range(0, len(shown), ONCE)]
    return np.concatenate(runs)


def bound() -> float:
    """A task's gate takes a frame whose chance is at least this."""
    (rule,) = ORGAN
    assert rule.least is not None
    return rule.least


def tasks() -> tuple[str, ...]:
    return tuple(label for label in LABELS if label != OTHER)


def metrics(judged: Sequence[Judged]) -> Iterator[Metric]:
    """For the manifest: what each task's gate takes of each kind of frame; frames are too alike for an interval."""
    for one in judged:
        for slug, share in one.taken.items():
            yield Metric(name=f"taken by {slug}", value=share, low=None, high=None, on=words(one))


def words(one: Judged) -> str:
    kind = "real frames" if one.real else "synthetic frames"
    return f"{kind} of {title(one.label)} never learned from: {one.frames} of {plural(one.examinations, 'examination')}"


def title(label: str) -> str:
    return TASKS[label].title if label in TASKS else "other parts of the body"
