"""The way from a frame's place to what may be seen of it."""

from collections.abc import Callable
from functools import cached_property

from app.domain.picture import Pixels
from app.imaging.intake.cut import Cut
from app.imaging.intake.scan_area import scan_area


class Scan:
    """Frames cut to where the file says the scan is; on a screen that does not say, the scan is looked for."""

    def __init__(self, whole: Callable[[int], Pixels], frames: int, cut: Cut, search: bool) -> None:
        self._whole, self._frames, self._cut, self._search = whole, frames, cut, search

    def decode(self, index: int, _least: int = 0) -> Pixels:
        area = self._area if self._search else None
        pixels = self._cut.of(self._whole(index))
        return pixels if area is None else area.alone(pixels)

    @cached_property
    def _area(self) -> Cut | None:
        """Looked for once, in three frames; what lies outside is shown black."""
        places = sorted({0, self._frames // 2, self._frames - 1})
        return scan_area([self._cut.of(self._whole(place)) for place in places])
