"""One picture of a training set, as labels.csv tells of it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from app.domain.box import Box
from app.errors import Invalid


@dataclass(frozen=True, slots=True)
class Row:
    """A checked row of labels.csv; the line is kept so that later mistakes can name it."""

    line: int
    file: Path
    exam: str
    patient: str
    site: str
    findings: tuple[str, ...]
    severity: float | None
    view: str
    box: Box | None
    mask: Path | None
    split: str
    group: str
    """Twins share a group; who has none is their own."""
    skin_tone: str
    device: str
    gestational_age: str

    def pixels(self) -> NDArray[np.uint8]:
        """The picture in colour or gray."""
        try:
            with Image.open(self.file, formats=("JPEG", "PNG")) as picture:
                plain = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
                return np.array(plain, np.uint8)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise Invalid(unreadable(self.line, self.file.name)) from error

    def lesion(self) -> NDArray[np.uint8] | None:
        """The mask, 0 or 255, of the picture's size; None where there is no mask file."""
        if self.mask is None:
            return None
        try:
            with Image.open(self.mask, formats=("PNG",)) as picture:
                return np.array(picture.convert("L").point(lambda value: 255 * (value > 127)), np.uint8)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise Invalid(unreadable(self.line, self.mask.name)) from error


def unreadable(line: int, name: str) -> str:
    return (
        f"Row {line}, column file: the picture {name!r} cannot be read. "
        "Save it again as JPEG or PNG, or remove the row."
    )
