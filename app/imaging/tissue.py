"""What lies under the probe: how it echoes, what it swallows, and where the lesion is."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from app.imaging.sector import Field, Sector
from app.imaging.shape import ripple

FLUID = -75.0
"""Echo of clear fluid in decibels."""
LOSS = 0.30
"""Decibels that soft tissue takes from the sound per unit of depth; time gain gives them back."""


def loudness(decibels: Field) -> Field:
    """Decibels as amplitude."""
    amplitude: Field = np.exp(decibels * np.float32(np.log(10) / 20))
    return amplitude


class Tissue:
    """A canvas in beams by samples, painted from back to front.

    Distances are in units of `unit`: a body may draw itself in its own measure.
    """

    def __init__(self, sector: Sector, level: float, rng: Generator) -> None:
        self.sector = sector
        self.unit = 1.0
        self.x, self.y = sector.grid()
        self.echo: Field = np.full_like(self.x, level)
        self.loss: Field = np.full_like(self.x, LOSS)
        self.glint: Field = np.zeros_like(self.x)
        self.grain: Field = loudness(np.minimum(7 * ripple(self.x, self.y, rng, 9), 3) - 2)
        self.lesion: NDArray[np.bool_] = np.zeros(self.x.shape, dtype=np.bool_)

    def fill(self, distance: Field, level: float, loss: float = LOSS, edge: float = 1.0) -> None:
        """Scattering tissue inside the shape; glints drawn there before are gone."""
        cover = np.clip(np.float32(0.5) - distance / np.float32(edge), 0, 1)
        self.echo += cover * (np.float32(level) - self.echo)
        self.loss += cover * (np.float32(loss) - self.loss)
        self.glint *= 1 - cover

    def shade(self, distance: Field, change: float, edge: float = 2.0) -> None:
        """Raise or lower the echo inside the shape by decibels."""
        self.echo += np.float32(change) * np.clip(np.float32(0.5) - distance / np.float32(edge), 0, 1)

    def wall(
        self,
        distance: Field,
        level: float,
        thick: float,
        *,
        loss: float = 0.0,
        facing: float = 1.0,
        keep: Field | None = None,
    ) -> None:
        """A mirror along the shape's edge, bright where it faces the beam; `keep` (0 to 1) leaves gaps."""
        slope = np.empty_like(distance)
        slope[:, 1:] = np.abs(np.diff(distance, axis=1)) * np.float32(self.unit / self.sector.step)
        slope[:, 0] = slope[:, 1]
        band = np.exp(-((distance / np.float32(thick)) ** 2)) * self.grain
        if keep is not None:
            band = band * keep
        bright = np.float32(10 ** (level / 20)) * (np.clip(slope, 0, 1) ** np.float32(facing) + np.float32(0.04))
        np.maximum(self.glint, band * bright, out=self.glint)
        self.loss += np.float32(loss) * band

    def mark(self, distance: Field) -> None:
        """The lesion is inside this shape."""
        self.lesion |= distance < 0
