"""Frames that build on the ones before: reached by walking forward, with the last one at hand."""

from collections.abc import Callable, Iterator
from threading import Lock

from app.domain.picture import Pixels
from app.errors import Invalid

Shown = Callable[[], Pixels]
"""A frame's pixels, made only where somebody looks; good until the next step."""


class Walk:
    """One walker for all who ask: going on is quick, going back begins anew."""

    def __init__(self, begin: Callable[[], Iterator[Shown]]) -> None:
        self._begin = begin
        self._ahead: Iterator[Shown] | None = None
        self._place = -1
        self._shown: Shown | None = None
        self._lock = Lock()

    def decode(self, index: int, _least: int = 0) -> Pixels:
        """The frame at this place, counted from nought."""
        with self._lock:
            ahead, self._ahead = self._ahead, None  # a walk that stumbles is not gone on with
            if ahead is None or index < self._place:
                ahead, self._place = self._begin(), -1
            while self._place < index:
                self._shown = next(ahead, None)
                self._place += 1
                if self._shown is None:
                    raise Invalid("The picture cannot be read: the file is damaged or cut short. Please send it again.")
            assert self._shown is not None
            pixels = self._shown()
            self._ahead = ahead
            return pixels
