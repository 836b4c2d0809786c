"""How an ear's severity went: which scores may be joined, and whether two of them differ in truth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby, pairwise
from statistics import NormalDist
from uuid import UUID

from app.domain.exam import Ear

ERROR = 0.05
"""Share of unchanged ears that may be told to have changed, over all comparisons made of them so far."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """A model that gave scores; two scorers' scores are never compared."""

    sha256: str
    version: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One ear in one exam, as one model scored it."""

    exam: UUID
    ear: Ear
    taken_at: datetime
    score: float
    low: float | None
    high: float | None
    """Where another single picture of the same ear would lie in 95 of 100 cases."""
    detectable: float | None
    percentile: float
    scorer: Scorer
    pictures: int = 1
    seen: bool = False
    """A person has read this exam, or graded this ear that day."""


class Direction(StrEnum):
    FELL = "fell"
    ROSE = "rose"
    STEADY = "steady"
    """Two pictures of an unchanged ear may differ as much."""
    UNTOLD = "untold"
    """The model does not know how much its repeated scores differ."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Two scores of one ear by one model, compared."""

    first: Point
    last: Point
    looks: int = 1
    """How often a score of this ear has been compared with its first by now: each look is one more chance to err."""

    def __post_init__(self) -> None:
        if (self.first.ear, self.first.scorer) != (self.last.ear, self.last.scorer):
            raise ValueError("only scores of one ear by one model can be compared")

    @property
    def change(self) -> float:
        return self.last.score - self.first.score

    @property
    def detectable(self) -> float | None:
        """The smallest detectable change of two pictures (1.96 x the root of 2 x SEM), widened by Bonferroni."""
        known = [each for each in (self.first.detectable, self.last.detectable) if each is not None]
        return max(known) * _bound(self.looks) / _bound(1) if len(known) == 2 else None

    @property
    def direction(self) -> Direction:
        if self.detectable is None:
            return Direction.UNTOLD
        if abs(self.change) <= self.detectable:
            return Direction.STEADY
        return Direction.FELL if self.change < 0 else Direction.ROSE


@dataclass(frozen=True, slots=True)
class Break:
    """Between these two, another model took over."""

    before: Point
    after: Point


def average(points: Sequence[Point]) -> Point:
    """Several pictures of one exam as one point; its band stays that of a single picture, which is the wider one."""
    first, count = points[0], len(points)
    return Point(
        exam=first.exam,
        ear=first.ear,
        taken_at=first.taken_at,
        score=sum(point.score for point in points) / count,
        low=_mean(point.low for point in points),
        high=_mean(point.high for point in points),
        detectable=first.detectable,
        percentile=sum(point.percentile for point in points) / count,
        scorer=first.scorer,
        pictures=count,
        seen=first.seen,
    )


def series(points: Iterable[Point]) -> tuple[tuple[Point, ...], ...]:
    """The points that may be joined: of one ear and one model, in order of time."""

    def line(point: Point) -> tuple[str, str]:
        return point.ear, point.scorer.sha256

    ordered = sorted(points, key=lambda point: (line(point), point.taken_at, point.exam))
    return tuple(tuple(found) for _, found in groupby(ordered, line))


def breaks(points: Iterable[Point]) -> tuple[Break, ...]:
    """Where, in order of time, one model's scores end and another's begin."""
    ordered = sorted(points, key=lambda point: (point.taken_at, point.exam))
    return tuple(Break(*two) for two in pairwise(ordered) if two[0].scorer != two[1].scorer)


def latest(points: Iterable[Point], ear: Ear) -> tuple[Point, ...]:
    """The scores of one ear that can be compared with its newest one, that one last."""
    own = sorted((point for point in points if point.ear is ear), key=lambda point: (point.taken_at, point.exam))
    return tuple(point for point in own if point.scorer == own[-1].scorer)


def whole_trend(points: Iterable[Point], ear: Ear) -> Trend | None:
    """From the first comparable score to the newest; None where there is only one."""
    comparable = latest(points, ear)
    return trend_over(comparable)


def trend_since(points: Iterable[Point], ear: Ear, began: datetime) -> Trend | None:
    """From the last comparable score before something began, to the newest."""
    comparable = latest(points, ear)
    before = [point for point in comparable if point.taken_at <= began]
    return trend_over(comparable[len(before) - 1 :]) if before else None


def trend_over(line: Sequence[Point]) -> Trend | None:
    """From the first score of a line to its last; None where there is only one."""
    return Trend(line[0], line[-1], len(line) - 1) if len(line) > 1 else None


def _bound(looks: int) -> float:
    """How many standard errors chance stays within at all of so many looks."""
    return NormalDist().inv_cdf(1 - ERROR / looks / 2)


def _mean(values: Iterable[float | None]) -> float | None:
    known = list(values)
    found = [value for value in known if value is not None]
    return sum(found) / len(found) if found and len(found) == len(known) else None
