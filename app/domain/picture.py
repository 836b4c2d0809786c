"""A picture file opened: its size is known, its pixels are decoded when asked for."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""Height x width for gray, height x width x 3 for colour."""


class OpenPicture(Protocol):
    """One file: a photograph, a still, or a cine of many frames; turned upright, cut to what may be shown."""

    @property
    def media_type(self) -> str:
        """Such as image/jpeg or application/dicom."""

    @property
    def width(self) -> int:
        """Of a frame as shown: turned by EXIF, cut to the scanner's region."""

    @property
    def height(self) -> int: ...

    @property
    def frames(self) -> int: ...

    @property
    def frame_seconds(self) -> float | None:
        """How long a frame of a cine is shown."""

    @property
    def spacing_mm(self) -> tuple[float, float] | None:
        """Millimetres a pixel across and down, where the file says."""

    def frame(self, index: int = 0, least: int = 0) -> Pixels:
        """One frame, decoded now. With `least`, it may come smaller, but its shorter side stays at or above twice
        that, so that one resize more brings it to any size wanted."""
