"""A synthetic picture with its truth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.box import Box


@dataclass(frozen=True, slots=True)
class Phantom:
    """One synthetic picture and all that is known of it."""

    name: str
    """File stem, unique in its set."""
    pixels: NDArray[np.uint8]
    """Height x width x 3 (RGB), or height x width for ultrasound."""
    exam: str
    patient: str
    site: str
    findings: tuple[str, ...]
    """Finding slugs; never empty. Of a whole exam where the task answers per exam."""
    severity: float | None
    """In [0, 1] where the task grades, else None."""
    view: str
    """Such as left, right, frontal, oblique, coronal, axial."""
    box: Box | None
    """The region of interest (ear, face, lesion), where there is one."""
    mask: NDArray[np.bool_] | None
    """Where the lesion is, height x width; None where there is none in this picture."""
    skin_tone: int | None = None
    """Of the Monk scale, 1 (lightest) to 10 (darkest); None in ultrasound."""
    device: str = ""
    """The scanner's name; empty in photographs."""
    gestational_age: str = ""
    """Such as 24w3d: of the fetus, or of the newborn at birth; empty where nobody asks."""
