"""The fan that a probe sees: beams by depths, and their way onto the screen."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

Field: TypeAlias = NDArray[np.float32]

BEAMS = 208
SAMPLES = 312


@dataclass(frozen=True, slots=True)
class Sector:
    """A curved probe at the top of the screen; lengths in units of a hundredth of the depth seen."""

    half_angle: float
    """Radians to either side of the middle beam."""
    radius: float
    """Of the probe's face; small for a sector probe, large for a nearly straight one."""
    width: int
    height: int
    top: int
    """Pixels kept free above the fan for text."""
    zoom: float = 1.0
    """Above 1 the fan is larger than the screen and is cut at its sides and foot."""
    depth: float = 100.0

    def __post_init__(self) -> None:
        if not 0 < self.half_angle < np.pi / 2:
            raise ValueError(f"half_angle must be between 0 and a right angle, got {self.half_angle}")

    @property
    def scale(self) -> float:
        """Pixels per unit."""
        tall = self.depth + self.radius * (1 - np.cos(self.half_angle))
        wide = 2 * (self.radius + self.depth) * np.sin(self.half_angle)
        return float(self.zoom * min((self.height - self.top) / tall, self.width / wide))

    @property
    def step(self) -> float:
        """Units between two samples of a beam."""
        return self.depth / SAMPLES

    def grid(self) -> tuple[Field, Field]:
        """Where each sample of each beam lies: x to the right, y down from the middle of the probe's face."""
        angle = np.linspace(-self.half_angle, self.half_angle, BEAMS, dtype=np.float32)[:, None]
        reach = self.radius + np.linspace(0, self.depth, SAMPLES, dtype=np.float32)[None, :]
        return reach * np.sin(angle), reach * np.cos(angle) - np.float32(self.radius)

    def scan(self, lines: Field, outside: float = 0.0) -> Field:
        """Beams by samples drawn on the screen; `outside` fills what no beam reaches."""
        screen: Field = map_coordinates(
            lines, self._places(), order=1, cval=outside, prefilter=False, output=np.float32
        )
        return screen

    def _places(self) -> Field:
        rows = np.arange(self.height, dtype=np.float32)[:, None] - self.top
        columns = np.arange(self.width, dtype=np.float32)[None, :] - np.float32(self.width / 2)
        across = columns / np.float32(self.scale)
        down = rows / np.float32(self.scale) + np.float32(self.radius * np.cos(self.half_angle))
        beam = (np.arctan2(across, down) / np.float32(self.half_angle) + 1) * np.float32((BEAMS - 1) / 2)
        sample = (np.hypot(across, down) - np.float32(self.radius)) * np.float32((SAMPLES - 1) / self.depth)
        return np.stack([beam, sample])
