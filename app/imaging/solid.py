"""Solid bodies for synthetic faces: a soft union of ellipsoids, seen from any side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.imaging.relief import Field, Points

NOTHING = -1e3
"""Depth, in units of the body, where a line of sight meets no body."""


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """One rounded part: centre and radii (right, down, towards the viewer), tipped about the left-right axis."""

    centre: tuple[float, float, float]
    radii: tuple[float, float, float]
    tip: float = 0.0
    blend: float = 0.1
    """How far it melts into the parts before it."""


@dataclass(frozen=True, slots=True)
class View:
    """From where the body is seen: rotation, pixels per unit, and where its origin is in the picture."""

    turn: Points
    scale: float
    centre: tuple[float, float]

    def place(self, points: Points) -> Points:
        """Points of the body (n x 3) in pixels (n x 2)."""
        return np.asarray((points @ self.turn.T)[:, :2] * self.scale + self.centre)


def turned(yaw: float, pitch: float, roll: float) -> Points:
    """A rotation: turned to the side, nodded, tilted; radians."""
    cy, sy, cp, sp, cr, sr = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    side = np.array([(cy, 0, sy), (0, 1, 0), (-sy, 0, cy)])
    nod = np.array([(1, 0, 0), (0, cp, sp), (0, -sp, cp)])
    tilt = np.array([(cr, -sr, 0), (sr, cr, 0), (0, 0, 1)])
    return np.asarray(tilt @ nod @ side)


def depth(parts: Sequence[Ellipsoid], view: View, shape: tuple[int, int]) -> Field:
    """How near the body comes to the viewer at every pixel, in its own units."""
    rows = ((np.arange(shape[0]) - view.centre[1]) / view.scale).astype(np.float32)[:, None]
    columns = ((np.arange(shape[1]) - view.centre[0]) / view.scale).astype(np.float32)[None]
    field = np.full(shape, NOTHING, dtype=np.float32)
    for part in parts:
        centre, spread, steep = _seen(part, view.turn)
        reach = np.sqrt(np.diag(spread))
        down = _window(rows[:, 0], float(centre[1]), float(reach[1]))
        across = _window(columns[0], float(centre[0]), float(reach[0]))
        near = _front(columns[:, across], rows[down], centre, steep)
        field[down, across] = melt(field[down, across], near, part.blend)
    return field


def lift(parts: Sequence[Ellipsoid], points: Points) -> Points:
    """Points of the front plane (n x 2) moved forward onto the body (n x 3)."""
    front = np.full(len(points), NOTHING, dtype=np.float32)
    across, down = points[:, 0].astype(np.float32), points[:, 1].astype(np.float32)
    for part in parts:
        centre, _, steep = _seen(part, np.eye(3))
        front = melt(front, _front(across, down, centre, steep), part.blend)
    return np.column_stack([points, np.maximum(front, -0.3)])


def melt(first: Field, second: Field, blend: float) -> Field:
    """The nearer of two surfaces, rounded where they meet."""
    overlap = np.maximum(blend - np.abs(first - second), 0)
    return np.asarray(np.maximum(first, second) + overlap * overlap * (0.25 / blend), dtype=np.float32)


def _seen(part: Ellipsoid, turn: Points) -> tuple[Field, NDArray[np.float64], Field]:
    """Centre, covariance and its inverse after turning."""
    frame = turn @ turned(0.0, part.tip, 0.0)
    radii = np.array(part.radii)
    spread = frame @ np.diag(radii**2) @ frame.T
    steep = frame @ np.diag(radii**-2) @ frame.T
    return (turn @ np.array(part.centre)).astype(np.float32), spread, steep.astype(np.float32)


def _window(places: Field, centre: float, reach: float) -> slice:
    first, last = np.searchsorted(places, [centre - reach, centre + reach])
    return slice(int(first), int(last))


def _front(across: Field, down: Field, centre: Field, steep: Field) -> Field:
    """The near root of the quadratic along each line of sight."""
    right, below = across - centre[0], down - centre[1]
    half = steep[0, 2] * right + steep[1, 2] * below
    rest = steep[0, 0] * right * right + 2 * steep[0, 1] * right * below + steep[1, 1] * below * below - 1
    under = half * half - steep[2, 2] * rest
    root = (np.sqrt(np.maximum(under, 0)) - half) / steep[2, 2] + centre[2]
    return np.asarray(np.where(under > 0, root, np.float32(NOTHING)), dtype=np.float32)
