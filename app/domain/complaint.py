"""What is wrong with a picture, said so that it can be put right."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.box import Box


@dataclass(frozen=True, slots=True)
class Complaint:
    """One fault of a picture, or of an exam as a whole."""

    code: str
    """A short slug that never changes: what is counted."""
    message: str
    """A sentence with what to do, marked by `message`; {values} are filled in after translation."""
    hard: bool
    """Nobody may overrule it: the network must not see this picture."""
    picture: int | None = None
    """The picture's place in its exam, from nought; None speaks of the whole exam."""
    frame: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    outlines: tuple[Box, ...] = ()
    """Where it was seen, in pixels of the picture as shown."""
    note: bool = False
    """Worth knowing beside the answer, and no reason to leave the picture out; never together with hard."""

    def __post_init__(self) -> None:
        if self.hard and self.note:
            raise ValueError(f"the complaint {self.code!r} cannot refuse a picture and only be a note")

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.message.format(**self.values)
