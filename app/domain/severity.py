"""How far a picture lies from the prototype of pictures without a finding: a likeness, not a clinical grade."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

DETECTABLE = 1.96 * 2**0.5
"""Standard errors of measurement by which two scores of one ear must differ to be called a change."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a severity is measured against; made from training ears, valid for one model version only."""

    prototype: tuple[float, ...]
    """The mean direction of normal ears, of length one."""
    zero: float
    """Distance of the median normal ear: severity 0."""
    one: float
    """Distance that 95 % of deformed training ears keep below: severity 1."""
    normals: tuple[float, ...]
    """Distances of normal ears, rising: the 0th to the 100th percentile."""
    sem: float | None
    """Standard error of measurement, in severity, from repeated pictures at one visit."""

    def __post_init__(self) -> None:
        if not self.zero < self.one:
            raise ValueError(f"severity 0 must lie below 1, got distances {self.zero} and {self.one}")


@dataclass(frozen=True, slots=True)
class Severity:
    """A similarity index, not a clinical grade; never joined with scores of another model version."""

    score: float
    """0 = the median normal ear, 1 = among the most deformed 5 % of deformed training ears; not cut off."""
    percentile: float
    """Share of normal ears that are less deformed, in percent."""
    low: float | None
    high: float | None
    """The repeatability band: where another picture of the same ear would lie in 95 of 100 cases."""
    detectable: float | None
    """The smallest difference of two scores that is more than the spread of repeated pictures."""


def distance(embeddings: ArrayLike, prototype: ArrayLike) -> NDArray[np.float64]:
    """Cosine distance to the prototype, one a row."""
    rows = np.atleast_2d(np.asarray(embeddings, dtype=np.float64))
    towards = np.asarray(prototype, dtype=np.float64)
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(towards)
    found: NDArray[np.float64] = 1 - rows @ towards / np.maximum(lengths, 1e-12)
    return found


def score(embeddings: ArrayLike, anchors: Anchors) -> NDArray[np.float64]:
    """Severity of each row."""
    found: NDArray[np.float64] = (distance(embeddings, anchors.prototype) - anchors.zero) / (anchors.one - anchors.zero)
    return found


def grade(embedding: ArrayLike, anchors: Anchors) -> Severity:
    """One ear's severity, its place among normal ears, and its repeatability band."""
    away = float(distance(embedding, anchors.prototype)[0])
    value = (away - anchors.zero) / (anchors.one - anchors.zero)
    percents = np.linspace(0, 100, len(anchors.normals))
    percentile = float(np.interp(away, anchors.normals, percents))
    if anchors.sem is None:
        return Severity(value, percentile, None, None, None)
    half = 1.96 * anchors.sem
    return Severity(value, percentile, value - half, value + half, DETECTABLE * anchors.sem)
