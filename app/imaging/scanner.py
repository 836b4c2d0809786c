"""Six synthetic scanners in six synthetic hospitals, and the pictures they take."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from app.domain.box import Box
from app.imaging.overlay import Overlay, burn
from app.imaging.sector import Sector
from app.imaging.speckle import Receiver, grays
from app.imaging.tissue import Tissue

Paint: TypeAlias = Callable[[Tissue], None]


@dataclass(frozen=True, slots=True)
class Probe:
    """The kind of probe an examination is done with: ranges from which a scanner's own are drawn."""

    half_angle: tuple[float, float]
    """Degrees."""
    radius: tuple[float, float]
    """In hundredths of the depth."""
    zoom: tuple[float, float] = (0.95, 1.25)
    """Above 1 the fan is cut by the screen's edges."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """The look of one hospital's device."""

    site: str
    name: str
    width: int
    height: int
    lateral: float
    axial: float
    looks: int
    span: float
    gain: float
    gamma: float
    tilt: float
    backdrop: int
    text: int
    bar: bool
    opening: float
    """0 takes the probe's narrow end, 1 its wide end."""


SCANNERS: tuple[Scanner, ...] = (
    Scanner("site-1", "P-100", 320, 256, 1.3, 1.1, 2, 58, 0, 1.00, 0, 0, 9, True, 0.6),
    Scanner("site-2", "P-210", 304, 272, 1.8, 1.3, 1, 52, 3, 0.90, -4, 8, 9, False, 0.2),
    Scanner("site-3", "Q-7", 256, 256, 1.1, 0.9, 3, 64, -2, 1.10, 2, 0, 0, True, 0.9),
    Scanner("site-4", "R-30", 320, 288, 2.1, 1.5, 1, 56, 1, 1.05, 5, 20, 10, True, 0.4),
    Scanner("site-5", "Q-9", 288, 288, 1.4, 1.0, 2, 66, -1, 1.25, -2, 0, 8, False, 0.8),
    Scanner("site-6", "S-4", 272, 240, 1.6, 1.4, 2, 60, 4, 1.15, 0, 4, 9, False, 0.0),
)


@dataclass(frozen=True, slots=True)
class Exposure:
    """One picture and where its lesion is."""

    pixels: NDArray[np.uint8]
    mask: NDArray[np.bool_] | None
    box: Box | None


def expose(
    scanner: Scanner, probe: Probe, level: float, paint: Paint, words: tuple[str, str, float], rng: Generator
) -> Exposure:
    """Aim the scanner, let `paint` put the body under the probe, and take the picture.

    `words` are the header, the label and the depth in centimetres that the screen shows.
    """
    sector = _aim(scanner, probe, rng)
    tissue = Tissue(sector, level, rng)
    paint(tissue)
    lines = grays(tissue, _tune(scanner, rng), rng)
    screen = sector.scan(lines * 255, -1.0)
    screen[screen < 0] = scanner.backdrop
    mask = sector.scan(tissue.lesion.astype(np.float32)) > 0.5
    pixels = burn(screen.astype(np.uint8), _words(scanner, sector, words, rng), rng)
    return Exposure(pixels, *_where(mask))


def _aim(scanner: Scanner, probe: Probe, rng: Generator) -> Sector:
    opening = float(np.clip(scanner.opening + rng.normal(0, 0.12), 0, 1))
    degrees = probe.half_angle[0] + opening * (probe.half_angle[1] - probe.half_angle[0])
    radius = probe.radius[0] + (1 - opening) * (probe.radius[1] - probe.radius[0])
    return Sector(
        half_angle=float(np.deg2rad(degrees)),
        radius=radius,
        width=scanner.width,
        height=scanner.height,
        top=14 if scanner.text else 4,
        zoom=float(rng.uniform(*probe.zoom)),
    )


def _tune(scanner: Scanner, rng: Generator) -> Receiver:
    return Receiver(
        axial=scanner.axial * rng.uniform(0.9, 1.2),
        lateral=scanner.lateral * rng.uniform(0.85, 1.25),
        focus=rng.uniform(0.3, 0.7),
        looks=scanner.looks,
        gain=scanner.gain + rng.normal(0, 3.5),
        span=scanner.span + rng.normal(0, 2),
        floor=rng.uniform(-98, -78),
        tilt=scanner.tilt + rng.normal(0, 4),
        gamma=scanner.gamma * rng.uniform(0.9, 1.12),
    )


def _words(scanner: Scanner, sector: Sector, words: tuple[str, str, float], rng: Generator) -> Overlay:
    header, label, depth = words
    return Overlay(
        header=f"PHANTOM {scanner.name}  {header}",
        label=label if rng.random() < 0.5 else "",
        depth_cm=depth,
        top=sector.top,
        scale=sector.scale,
        text=scanner.text,
        bar=scanner.bar,
        calipers=bool(rng.random() < 0.15),
    )


def _where(mask: NDArray[np.bool_]) -> tuple[NDArray[np.bool_] | None, Box | None]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if rows.size == 0:
        return None, None
    return mask, Box(float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))
