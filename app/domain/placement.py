"""Where a network's square lies on the picture that it was cut from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.box import Box

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Placement:
    """From pixels of the picture as shown to pixels of the square; both count from the outer edge of the first."""

    forward: tuple[tuple[float, float, float], tuple[float, float, float]]
    side: int
    """Of the square."""
    box: Box
    """The upright part of the picture that the network saw, or that holds it where it was turned."""

    @property
    def matrix(self) -> Matrix:
        """3 x 3, for points as columns."""
        return np.array([*self.forward, (0.0, 0.0, 1.0)])

    @property
    def zoom(self) -> float:
        """Pixels of the square for one pixel of the picture."""
        return float(np.sqrt(abs(np.linalg.det(self.matrix[:2, :2]))))
