"""How the numbers of one model are to be read: what its makers measured, as serving needs it."""

from dataclasses import dataclass

from app.domain.assessment import Interval
from app.domain.severity import Anchors


@dataclass(frozen=True, slots=True)
class Point:
    """An operating point, with what it achieved on cases it was not chosen on."""

    name: str
    threshold: float
    """A probability at or above this is called positive."""
    sensitivity: Interval | None
    specificity: Interval | None
    achieved_on: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Temperatures, operating points, the zone that stays open, and the anchors of severity."""

    labels: tuple[str, ...]
    temperature: float
    subtype_temperature: float
    points: tuple[Point, ...]
    uncertain: tuple[float, float]
    """Probabilities strictly between these leave the answer open."""
    anchors: Anchors | None

    def point(self, name: str) -> Point:
        """The operating point of this name; KeyError names what is known."""
        for point in self.points:
            if point.name == name:
                return point
        raise KeyError(f"no operating point {name!r}; there are {', '.join(point.name for point in self.points)}")
