"""The part of a frame that is shown."""

from dataclasses import dataclass

import numpy as np

from app.domain.picture import Pixels


@dataclass(frozen=True, slots=True)
class Cut:
    """Whole pixels from the upper left; right and bottom are the first outside."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right and 0 <= self.top < self.bottom):
            raise ValueError(f"a cut must hold pixels, got {self}")

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def alone(self, pixels: Pixels) -> Pixels:
        """As large as before, and black around."""
        alone = np.zeros_like(pixels)
        alone[self.top : self.bottom, self.left : self.right] = self.of(pixels)
        return alone

    def of(self, pixels: Pixels) -> Pixels:
        return np.ascontiguousarray(pixels[self.top : self.bottom, self.left : self.right])
