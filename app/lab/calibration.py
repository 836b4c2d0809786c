"""Whether a probability means what it says: temperature, calibration error, Brier score, reliability."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_expit, log_softmax
from scipy.special import softmax as normalise

from app.lab.statistics.bootstrap import Floats, Statistic

COLDEST, HOTTEST = 0.25, 20.0
"""A few cases that the network separates wholly would otherwise ask for a temperature of nought."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases of like probability: what was said, and how often it was so."""

    said: float
    seen: float
    cases: int


def softmax(logits: ArrayLike, temperature: float = 1.0) -> Floats:
    """Probabilities of classes that exclude each other."""
    found: Floats = normalise(np.asarray(logits, dtype=np.float64) / temperature, axis=-1)
    return found


def sigmoid(logits: ArrayLike, temperature: float = 1.0) -> Floats:
    """Probabilities of findings that may occur together."""
    found: Floats = expit(np.asarray(logits, dtype=np.float64) / temperature)
    return found


def temperature(logits: ArrayLike, classes: ArrayLike) -> float:
    """The temperature of least cross-entropy on validation cases; classes exclude each other."""
    values, right = np.asarray(logits, dtype=np.float64), np.asarray(classes, dtype=np.int64)
    rows = np.arange(len(right))
    return coolest(lambda scale: -float(log_softmax(values * scale, axis=1)[rows, right].mean()))


def temperature_of_many(logits: ArrayLike, truth: ArrayLike) -> float:
    """The temperature of least cross-entropy where findings may occur together."""
    values = np.asarray(logits, dtype=np.float64)
    signed = np.where(np.asarray(truth, dtype=bool), values, -values)
    return coolest(lambda scale: -float(log_expit(signed * scale).mean()))


def bins(truth: ArrayLike, probabilities: ArrayLike, count: int = 15) -> tuple[Bin, ...]:
    """The reliability curve over bins of equal numbers of cases."""
    marks, values = np.asarray(truth, dtype=np.float64), np.asarray(probabilities, dtype=np.float64)
    return tuple(
        Bin(float(values[part].mean()), float(marks[part].mean()), len(part)) for part in _parts(values, count)
    )


def calibration_error(truth: ArrayLike, probabilities: ArrayLike, count: int = 15) -> float:
    """Expected calibration error over bins of equal mass."""
    found = bins(truth, probabilities, count)
    total = sum(one.cases for one in found)
    return sum(one.cases * abs(one.said - one.seen) for one in found) / total


def weighted_error(truth: ArrayLike, probabilities: ArrayLike, count: int = 15) -> Statistic:
    """The calibration error for the bootstrap, over the bins of all cases."""
    gaps = np.asarray(probabilities, dtype=np.float64) - np.asarray(truth, dtype=np.float64)
    parts = _parts(np.asarray(probabilities, dtype=np.float64), count)

    def statistic(weights: Floats) -> Floats:
        total = np.sum([np.abs(weights[:, part] @ gaps[part]) for part in parts], axis=0)
        found: Floats = total / weights.sum(1)
        return found

    return statistic


def brier(truth: ArrayLike, probabilities: ArrayLike) -> float:
    """The mean squared gap between what was said and what was so."""
    gaps = np.asarray(probabilities, dtype=np.float64) - np.asarray(truth, dtype=np.float64)
    return float((gaps**2).mean())


def coolest(loss: Callable[[float], float]) -> float:
    """The temperature of least loss; the loss takes what logits are multiplied by."""
    found = minimize_scalar(
        lambda log: loss(float(np.exp(-log))),
        bounds=(np.log(COLDEST), np.log(HOTTEST)),
        method="bounded",
        options={"xatol": 1e-10},
    )
    return float(np.exp(found.x))


def _parts(values: Floats, count: int) -> list[NDArray[np.intp]]:
    order = np.argsort(values, kind="stable")
    return [part for part in np.array_split(order, min(count, len(order))) if len(part)]
