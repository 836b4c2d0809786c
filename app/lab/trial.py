"""One fold's frozen predictions: what is chosen on its validation part, and judged on its test part."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.domain.facts import Prevalence
from app.domain.task import Level
from app.errors import Invalid
from app.lab.calibration import coolest, temperature, temperature_of_many
from app.lab.cases import Answers, Cases, gather
from app.lab.operating_point import OperatingPoint, at_sensitivity, at_specificity, youden
from app.lab.statistics.conformal import Zone, zone


@dataclass(frozen=True, slots=True)
class Aims:
    """What an evaluation asks for."""

    sensitivity: float = 0.90
    specificity: float = 0.95
    miss: float = 0.05
    """The share of either side that may fall on the wrong side of the uncertain zone."""
    draws: int = 2000
    seed: int = 0
    fewest: int = 10
    prevalences: tuple[Prevalence, ...] = ()
    views: tuple[str, ...] = ()
    """Only pictures of these views enter an answer; empty for all."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The answers of one trained network; the validation part is for choosing, the test part for judging."""

    name: str
    validation: Cases
    test: Cases


@dataclass(frozen=True, slots=True)
class Choice:
    """All that is chosen on validation cases, ready for a bundle's manifest."""

    temperature: float
    subtype_temperature: float
    points: tuple[OperatingPoint, ...]
    zone: Zone


@dataclass(frozen=True, slots=True)
class Verdict:
    """A trial's test answers under its choice."""

    name: str
    choice: Choice
    answers: Answers
    plain: Answers
    """The same without calibration."""
    lines: Cases = field(repr=False)

    @property
    def called(self) -> NDArray[np.bool_]:
        """Operating points × answers."""
        return np.stack([self.answers.score >= point.threshold for point in self.choice.points])


def choose(validation: Cases, level: Level, aims: Aims) -> Choice:
    """Temperature, operating points and uncertain zone."""
    used = seen(validation, aims.views)
    degrees, second = temperatures(used, level)
    answers = gather(used, level, degrees, second)
    found, score = answers.found, answers.score
    if found.all() or not found.any():
        raise Invalid("The validation part has no case with, or none without, a finding. Add patients of both kinds.")
    points = (
        youden(found, score),
        at_sensitivity(found, score, aims.sensitivity),
        at_specificity(found, score, aims.specificity),
    )
    return Choice(degrees, second, points, zone(found, score, aims.miss))


def temperatures(used: Cases, level: Level) -> tuple[float, float]:
    """Of the classes and of the second head, so that the answers, not the pictures, are calibrated."""
    second = 1.0
    if used.subtype is not None:
        second = temperature_of_many(used.subtype, np.delete(used.truth, used.absent, axis=1))
        return temperature(used.logits, used.classes), second
    right = gather(used, level).truth.argmax(axis=1)

    def loss(scale: float) -> float:
        said = gather(used, level, 1 / scale).probabilities[np.arange(len(right)), right]
        return -float(np.log(np.maximum(said, 1e-12)).mean())

    return coolest(loss), second


def judge(trial: Trial, level: Level, aims: Aims) -> Verdict:
    """The test part under what the validation part chose."""
    choice = choose(trial.validation, level, aims)
    used = seen(trial.test, aims.views)
    answers = gather(used, level, choice.temperature, choice.subtype_temperature)
    return Verdict(trial.name, choice, answers, gather(used, level), used)


def seen(lines: Cases, views: tuple[str, ...]) -> Cases:
    """The lines of the asked views."""
    return lines.pick(np.isin(lines.view, views)) if views else lines
