"""A network's numbers over one exam, with all that is needed to read them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.assessment import Assessment
from app.domain.box import Box
from app.domain.finding import Finding
from app.domain.placement import Placement
from app.domain.scale import Scale

Outputs = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture, or one frame of it, as the network saw it."""

    picture: int
    frame: int
    placement: Placement
    region: Box | None = None
    """The ear or face that was cut out, in pixels of the picture as shown."""
    landmarks: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """The outputs of one run, a row for everything seen, or one row for all of it together."""

    task: str
    findings: tuple[Finding, ...]
    outputs: Outputs
    seen: tuple[Seen, ...]
    scale: Scale
    point: str
    """The operating point that the site has chosen."""
    prevalence: float


Assess = Callable[[Answered], Assessment]
