"""A head as ellipsoids and lines, and how velocardiofacial syndrome shifts its measures."""

from dataclasses import dataclass, fields, replace

import numpy as np

from app.imaging.relief import Points
from app.imaging.solid import Ellipsoid, lift


@dataclass(frozen=True, slots=True)
class Traits:
    """The measures of one face; zero is the middle of all faces, one a common deviation."""

    width: float = 0.0
    length: float = 0.0
    malar: float = 0.0
    lid: float = 0.0
    """How far the upper lid hangs."""
    fissure: float = 0.0
    """Length of the eye's opening."""
    tip: float = 0.0
    """Fullness of the nasal tip."""
    wing: float = 0.0
    bridge: float = 0.0
    mouth: float = 0.0
    chin: float = 0.0
    ear: float = 0.0
    eye: float = 0.0
    """Size of the eyes."""
    brow: float = 0.0
    spacing: float = 0.0
    lips: float = 0.0
    nose: float = 0.0
    """Size of the nose."""


PHENOTYPE = Traits(
    width=-0.25, length=0.25, malar=-0.5, lid=1.3, fissure=-1.0, tip=1.7, wing=-1.4, bridge=0.4, mouth=-0.5, chin=-0.4,
    ear=-0.5,
)  # fmt: skip
"""Long narrow face, malar flatness, hooded lids, short fissures, bulbous tip, small mouth, chin and ears."""


SIGNS = ("lid", "fissure", "tip", "wing")
FINE, COARSE = 0.5, 1.0


def any_traits(rng: np.random.Generator) -> Traits:
    """Outlines of heads differ more from person to person than eyes and noses do."""
    spread = {field.name: FINE if field.name in SIGNS else COARSE for field in fields(Traits)}
    return Traits(**{name: float(np.clip(rng.normal(0, width), -2.2, 2.2)) for name, width in spread.items()})


def shifted(traits: Traits, strength: float) -> Traits:
    """The same person with the syndrome, this strongly."""
    return replace(
        traits,
        **{
            field.name: getattr(traits, field.name) + strength * getattr(PHENOTYPE, field.name)
            for field in fields(Traits)
        },
    )


def head(traits: Traits) -> tuple[Ellipsoid, ...]:
    """Skull, cheeks, jaw, nose, lips, ears and neck, the larger first."""
    wide, long = 1 + 0.06 * traits.width, 0.05 * traits.length
    return (
        Ellipsoid((0, 1.35, -0.5), (0.36 * wide, 1.0, 0.36), 0.0, 0.05),
        Ellipsoid((0, -0.45, -0.38), (0.80 * wide, 0.88, 0.92), 0.0, 0.1),
        Ellipsoid((0, 0.0, -0.12), (0.70 * wide, 0.82 + long, 0.66), 0.0, 0.25),
        Ellipsoid((0, 0.48 + long, -0.05), (0.52 * wide, 0.50, 0.52), 0.0, 0.25),
        Ellipsoid((0, 0.80 + long + 0.02 * traits.chin, 0.24 + 0.05 * traits.chin), (0.2, 0.16, 0.19), 0.0, 0.2),
        *_nose(traits),
        *_pair((eye_place(traits), -0.13, 0.30), (0.17 + 0.012 * traits.fissure, 0.15, 0.19), 0.07),
        *_mouth(traits, long),
        *_pair((0.76 * wide, 0.0, -0.22), (0.085, 0.25 + 0.042 * traits.ear, 0.14 + 0.017 * traits.ear), 0.03),
    )


def _nose(traits: Traits) -> tuple[Ellipsoid, ...]:
    spread = 0.012 * traits.wing + 0.011 * traits.nose
    low, full = 0.26 + 0.04 * traits.nose, 1 + 0.16 * traits.tip + 0.11 * traits.nose
    return (
        Ellipsoid((0, 0.02, 0.50), (0.095 * (1 + 0.15 * traits.bridge + 0.11 * traits.nose), 0.36, 0.13), -0.32, 0.1),
        Ellipsoid((0, low, 0.72), (0.12 * full, 0.1 * full, 0.13 * full), 0.0, 0.07),
        *_pair((0.135 + spread, low + 0.03, 0.60), (0.07 + spread, 0.07, 0.1), 0.05),
    )


def _mouth(traits: Traits, long: float) -> tuple[Ellipsoid, ...]:
    wide, full = mouth_half(traits), 1 + 0.15 * traits.lips
    return (
        Ellipsoid((0, 0.50 + long, 0.42), (wide * 0.9, 0.07 * full, 0.13), 0.3, 0.06),
        Ellipsoid((0, 0.60 + long, 0.42), (wide * 0.75, 0.07 * full, 0.12), -0.2, 0.06),
    )


def _pair(centre: tuple[float, float, float], radii: tuple[float, float, float], blend: float) -> tuple[Ellipsoid, ...]:
    right, down, front = centre
    return tuple(Ellipsoid((sign * right, down, front), radii, 0.0, blend) for sign in (-1.0, 1.0))


def eye_place(traits: Traits) -> float:
    return 0.325 + 0.02 * traits.spacing


def mouth_half(traits: Traits) -> float:
    return 0.26 * (1 + 0.13 * traits.mouth)


@dataclass(frozen=True, slots=True)
class Swelling:
    """A soft fullness (or a hollow, where its height is negative) on the body."""

    place: Points
    radius: float
    height: float


def swellings(traits: Traits) -> tuple[Swelling, ...]:
    """Cheekbones, brows, eye sockets and the folds beside the nose."""
    wide = 1 + 0.06 * traits.width
    hills = (
        (0.40 * wide, 0.14, 0.15, 0.055 + 0.05 * traits.malar),
        (0.36 * wide, -0.36, 0.11, 0.03 + 0.012 * traits.brow),
        (0.30 * wide, 0.40, 0.12, 0.03),
        (0.17, -0.10, 0.06, -0.035),
        (0.25, 0.38, 0.05, -0.018),
    )
    flat = np.array([(side * right, down) for right, down, _, _ in hills for side in (-1.0, 1.0)])
    places = lift(head(traits), flat)
    sizes = [(radius, height) for _, _, radius, height in hills for _ in range(2)]
    return tuple(Swelling(place, *size) for place, size in zip(places, sizes, strict=True))
