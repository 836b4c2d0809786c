"""A picture file opened, whatever its kind, and the edge where decoders' faults become sentences."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.domain.picture import Pixels
from app.errors import Invalid, NeoscreenError, NotFound, TooLarge


@contextmanager
def reading() -> Iterator[None]:
    """Whatever a decoder raises over a strange file becomes an error of the family."""
    try:
        yield
    except NeoscreenError:
        raise
    except MemoryError as fault:
        raise TooLarge("The picture needs more memory than there is. Please send a smaller one.") from fault
    except Exception as fault:  # a dozen decoders, each with faults of its own: this is their edge
        raise Invalid("The picture cannot be read: the file is damaged or cut short. Please send it again.") from fault


@dataclass(frozen=True, slots=True)
class Opened:
    """What the header says, and the way to a frame's pixels."""

    media_type: str
    width: int
    height: int
    decode: Callable[[int, int], Pixels] = field(repr=False)
    """From a frame's place and the least length of its shorter side."""
    frames: int = 1
    frame_seconds: float | None = None
    spacing_mm: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if min(self.width, self.height, self.frames) < 1:
            raise Invalid("The picture has no pixels. Please send it again.")

    def frame(self, index: int = 0, least: int = 0) -> Pixels:
        """One frame, decoded now; its shorter side at or above `least` where the file has as much."""
        if not 0 <= index < self.frames:
            raise NotFound(
                "There is no picture {number} in this file; it has {frames}.",
                number=index + 1,
                frames=self.frames,
            )
        with reading():
            return self.decode(index, least)
