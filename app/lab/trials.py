"""A trained network's answers on its validation and test parts, ready to be judged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.severity import Anchors, score
from app.domain.task import Task
from app.lab.cases import Cases, cases
from app.lab.dataset import Dataset
from app.lab.folds import Fold
from app.lab.predict import Floats, Predictions
from app.lab.severity import anchors
from app.lab.stress import KINDS, LEVELS, corrupt_all
from app.lab.trial import Trial

Predictor = Callable[[Dataset, Sequence[int]], Predictions]
"""PyTorch's network or an exported one."""


@dataclass(frozen=True)
class Examination:
    """A fold examined: its trial, and what else was learnt from it."""

    trial: Trial
    anchors: Anchors | None
    training: Predictions
    validation: Predictions


def examine(data: Dataset, fold: Fold, predict: Predictor) -> Examination:
    """Severity anchors come from the training part, thresholds from validation, figures from the test."""
    training = predict(data, fold.train)
    validation = predict(data, fold.validation)
    made = severity_anchors(data, training, validation)
    trial = Trial(fold.name, lines(data, validation, made), lines(data, predict(data, fold.test), made))
    return Examination(trial, made, training, validation)


def lines(data: Dataset, said: Predictions, made: Anchors | None) -> Cases:
    """Answers beside the truth of their rows."""
    graded = score(said.embedding, made) if made is not None and said.embedding is not None else None
    return cases(data.task, [data.rows[row] for row in said.rows], said.logits, said.subtype, graded)


def severity_anchors(data: Dataset, training: Predictions, validation: Predictions) -> Anchors | None:
    """Only where the truth is graded; ears never trained on set the nought."""
    if training.embedding is None or all(data.rows[row].severity is None for row in training.rows):
        return None
    usual, fresh = normal(data, training), normal(data, validation)
    return anchors(training.embedding[usual], training.embedding[~usual], embeddings(validation)[fresh])


def normal(data: Dataset, said: Predictions) -> NDArray[np.bool_]:
    """Which lines have no finding in truth."""
    return np.array([absent(data.task, data.rows[row].findings) for row in said.rows])


def absent(task: Task, findings: tuple[str, ...]) -> bool:
    return all(task.finding(finding).absent for finding in findings)


def stress(
    data: Dataset, examined: Examination, indexes: Sequence[int], predict: Predictor
) -> dict[tuple[str, int], Cases]:
    """The same pictures made worse in six ways at five levels, answered again; level 0 is as they were."""
    answered: dict[tuple[str, int], Cases] = {}
    whole = {"rows": tuple(data.rows[index] for index in indexes)}
    for kind in KINDS:
        answered[kind, 0] = examined.trial.test
        for level in LEVELS:
            worse = corrupt_all(np.asarray(data.pictures[list(indexes)]), kind, level, seed=level)
            bad = replace(
                data,
                rows=whole["rows"],
                pictures=worse,
                masks=data.masks[list(indexes)],
                has_mask=data.has_mask[list(indexes)],
                truth=data.truth.pick(indexes),
            )
            answered[kind, level] = lines(bad, predict(bad, range(len(indexes))), examined.anchors)
    return answered


def embeddings(said: Predictions) -> Floats:
    if said.embedding is None:
        raise TypeError("this network has no embedding")
    return said.embedding
