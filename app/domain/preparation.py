"""How pixels become a network's input: one value, shared by training and serving."""

from dataclasses import dataclass
from enum import StrEnum


class Fit(StrEnum):
    """What happens to a picture that is not square."""

    PAD = "pad"
    STRETCH = "stretch"
    CROP = "crop"


@dataclass(frozen=True, slots=True)
class Preparation:
    """Size, colours and normalisation of a network's input."""

    size: int
    channels: int = 3
    fit: Fit = Fit.PAD
    mean: tuple[float, ...] = (0.485, 0.456, 0.406)
    std: tuple[float, ...] = (0.229, 0.224, 0.225)
    version: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "fit", Fit(self.fit))
        if self.size < 1:
            raise ValueError(f"size must be positive, got {self.size}")
        if self.channels not in (1, 3):
            raise ValueError(f"channels must be 1 or 3, got {self.channels}")
        if not len(self.mean) == len(self.std) == self.channels:
            raise ValueError(f"mean and std must hold {self.channels} values, got {self.mean} and {self.std}")
        if min(self.std) <= 0:
            raise ValueError(f"std must be positive, got {self.std}")
