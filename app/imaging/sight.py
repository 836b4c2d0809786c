"""What of a picture a network sees, in training and in serving: cut, mirrored, and where that lay."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.box import Box
from app.domain.placement import Placement
from app.domain.preparation import Preparation
from app.imaging.align import Points, align, upright
from app.imaging.crop import bounds, crop, mirror
from app.imaging.prepare import fitted, prepare

Pixels = NDArray[np.uint8]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sight:
    """A face turned upright by its landmarks, a box with some margin, or the whole picture."""

    box: Box | None = None
    landmarks: Points | None = None
    margin: float = 0.0
    mirrored: bool = False

    def cut(self, pixels: Pixels, side: int) -> Pixels:
        """The part that is seen; `side` is that of the network's square."""
        if self.landmarks is not None:
            part = align(pixels, self.landmarks, side, self.margin)
        else:
            part = pixels if self.box is None else crop(pixels, self.box, self.margin)
        return mirror(part) if self.mirrored else part

    def see(self, pixels: Pixels, preparation: Preparation) -> NDArray[np.float32]:
        """The network's input."""
        return prepare(self.cut(pixels, preparation.size), preparation)

    def place(self, decoded: tuple[int, int], shown: tuple[int, int], preparation: Preparation) -> Placement:
        """Where the network's square lies on the picture as shown; sizes are width and height."""
        part, (wide, high) = self._part(decoded, preparation.size)
        turned = np.array([(-1, 0, wide), (0, 1, 0), (0, 0, 1)]) @ part if self.mirrored else part
        smaller = np.diag([decoded[0] / shown[0], decoded[1] / shown[1], 1])
        forward = fitted(wide, high, preparation) @ turned @ smaller
        within = hull(part @ smaller, wide, high).meet(Box(0, 0, *shown))
        box = hull(forward, preparation.size, preparation.size).meet(within)
        across, down = (row(values) for values in forward[:2].tolist())
        return Placement((across, down), preparation.size, box)

    def _part(self, decoded: tuple[int, int], side: int) -> tuple[Matrix, tuple[int, int]]:
        """From the decoded picture to what is cut out of it, and the size of that."""
        if self.landmarks is not None:
            return upright(self.landmarks, side, self.margin), (side, side)
        if self.box is None:
            return np.eye(3), decoded
        left, top, right, bottom = bounds(self.box, self.margin, *decoded)
        return np.array([(1, 0, -left), (0, 1, -top), (0, 0, 1)], float), (right - left, bottom - top)


def hull(forward: Matrix, width: int, height: int) -> Box:
    """The upright box that holds what becomes a rectangle of this size."""
    corners = np.array([(0, 0, 1), (width, 0, 1), (0, height, 1), (width, height, 1)], float)
    places = (np.linalg.inv(forward) @ corners.T)[:2]
    return Box(*places.min(axis=1).tolist(), *places.max(axis=1).tolist())


def row(values: list[float]) -> tuple[float, float, float]:
    across, down, shift = values
    return across, down, shift
