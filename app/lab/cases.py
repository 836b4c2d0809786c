"""A network's answers beside the truth: one line a picture, or an exam where pictures form bags."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.task import Level, Task
from app.errors import Invalid
from app.lab.calibration import sigmoid, softmax
from app.lab.row import Row
from app.lab.statistics.bootstrap import Floats

Words = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Cases:
    """Lines of equal length, checked when built."""

    findings: tuple[str, ...]
    absent: int
    """The place of 'nothing found' among the findings."""
    truth: NDArray[np.bool_]
    """Lines × findings."""
    logits: Floats
    """Lines × findings, or lines × 2 where a second head names the finding."""
    subtype: Floats | None
    """Logits of the second head: lines × findings but the absent one."""
    patient: Words
    exam: Words
    site: Words
    view: Words
    skin_tone: Words
    device: Words
    gestational_age: Words
    severity: Floats
    """The true one, NaN where none is known."""
    graded: Floats | None = None
    """The severity that the network gave."""

    def __post_init__(self) -> None:
        for name in (one.name for one in fields(self)):
            column = getattr(self, name)
            if isinstance(column, np.ndarray) and len(column) != len(self.truth):
                raise ValueError(f"{name} has {len(column)} lines, the truth has {len(self.truth)}")
        if self.truth.shape[1] != len(self.findings):
            raise ValueError(f"{len(self.findings)} findings, but {self.truth.shape[1]} columns of truth")

    @property
    def classes(self) -> NDArray[np.int64]:
        """The right column of the logits of each line."""
        if self.subtype is None:
            return np.asarray(self.truth.argmax(axis=1), dtype=np.int64)
        return (~self.truth[:, self.absent]).astype(np.int64)

    def pick(self, lines: NDArray[np.bool_] | NDArray[np.intp]) -> "Cases":
        """Some of the lines."""
        return replace(
            self,
            truth=self.truth[lines],
            logits=self.logits[lines],
            subtype=None if self.subtype is None else self.subtype[lines],
            patient=self.patient[lines],
            exam=self.exam[lines],
            site=self.site[lines],
            view=self.view[lines],
            skin_tone=self.skin_tone[lines],
            device=self.device[lines],
            gestational_age=self.gestational_age[lines],
            severity=self.severity[lines],
            graded=None if self.graded is None else self.graded[lines],
        )


@dataclass(frozen=True, slots=True)
class Answers:
    """Calibrated probabilities at the level that a task answers at."""

    truth: NDArray[np.bool_]
    probabilities: Floats
    subtype: Floats | None
    patient: Words
    first: NDArray[np.intp]
    """The line of the cases that each answer begins with."""
    absent: int

    @property
    def found(self) -> NDArray[np.bool_]:
        """Which answers are about a finding in truth."""
        return ~self.truth[:, self.absent]

    @property
    def score(self) -> Floats:
        """The probability that there is a finding."""
        return 1 - self.probabilities[:, 0 if self.subtype is not None else self.absent]


def cases(
    task: Task,
    rows: Sequence[Row],
    logits: Floats,
    subtype: Floats | None = None,
    graded: Floats | None = None,
) -> Cases:
    """One line a row (the first frame's row where pictures form bags), with the network's outputs."""
    slugs = tuple(finding.slug for finding in task.findings)
    absent = next(place for place, finding in enumerate(task.findings) if finding.absent)
    return Cases(
        findings=slugs,
        absent=absent,
        truth=np.array([[slug in row.findings for slug in slugs] for row in rows], dtype=bool),
        logits=np.asarray(logits, dtype=np.float64),
        subtype=None if subtype is None else np.asarray(subtype, dtype=np.float64),
        patient=np.array([row.patient for row in rows]),
        exam=np.array([row.exam for row in rows]),
        site=np.array([row.site for row in rows]),
        view=np.array([row.view for row in rows]),
        skin_tone=np.array([row.skin_tone for row in rows]),
        device=np.array([row.device for row in rows]),
        gestational_age=np.array([row.gestational_age for row in rows]),
        severity=np.array([np.nan if row.severity is None else row.severity for row in rows]),
        graded=None if graded is None else np.asarray(graded, dtype=np.float64),
    )


def gather(lines: Cases, level: Level, temperature: float = 1.0, subtype_temperature: float = 1.0) -> Answers:
    """Mean calibrated probabilities of each exam or patient; its truth is all that was found in it."""
    if len(lines.truth) == 0:
        raise Invalid("There are no pictures to judge. Check the views and the split of labels.csv.")
    _, first, owner = np.unique(keys(lines, level), return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.argsort(order)[owner]
    truth = _sum(lines.truth.astype(np.float64), place) > 0
    truth[:, lines.absent] &= truth.sum(axis=1) == 1
    second = None if lines.subtype is None else _mean(sigmoid(lines.subtype, subtype_temperature), place)
    return Answers(
        truth=truth,
        probabilities=_mean(softmax(lines.logits, temperature), place),
        subtype=second,
        patient=lines.patient[first[order]],
        first=first[order],
        absent=lines.absent,
    )


def keys(lines: Cases, level: Level) -> Words:
    """What lines share when they belong to one answer."""
    match level:
        case Level.PICTURE:
            return np.arange(len(lines.truth)).astype(np.str_)
        case Level.EXAM:
            return np.char.add(np.char.add(lines.patient, "\n"), lines.exam)
        case Level.PATIENT:
            return lines.patient


def _sum(values: Floats, place: NDArray[np.intp]) -> Floats:
    total = np.zeros((place.max() + 1, values.shape[1]))
    np.add.at(total, place, values)
    return total


def _mean(values: Floats, place: NDArray[np.intp]) -> Floats:
    return _sum(values, place) / np.bincount(place)[:, None]
