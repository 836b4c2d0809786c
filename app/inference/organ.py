"""Golden cases of the organ check: the bundle's own golden pictures, with the chances that must come back."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.errors import Invalid
from app.imaging.prepare import prepare
from app.inference.bundle import Bundle
from app.inference.graph import Network
from app.inference.manifest import Organ, Part

ORGAN_RECORD = "golden/organ.json"
CHANCES = "chances"
"""The check's output: a chance for each label."""


class OrganCase(Part):
    """One golden picture, and a chance for each label."""

    file: str
    chances: tuple[float, ...]


class OrganGolden(Part):
    """All golden cases of an organ check."""

    tolerance: float
    """The largest difference of a chance that is allowed."""
    cases: tuple[OrganCase, ...]


def replay_organ(bundle: Bundle, network: Network) -> float:
    """Runs every golden case; the largest difference, as a share of what is allowed: fine up to 1."""
    known = bundle.manifest.organ
    if known is None or ORGAN_RECORD not in bundle.manifest.files:
        raise Invalid(f"The bundle {bundle.manifest.task!r} has no golden cases of its organ check.")
    golden = OrganGolden.model_validate_json(bundle.read(ORGAN_RECORD))
    gaps = [gap(case, network.answer(see_organ(bundle.read(case.file), known)[None])[CHANCES]) for case in golden.cases]
    return max(gaps, default=np.inf) / golden.tolerance


def gap(case: OrganCase, given: NDArray[np.float32]) -> float:
    """The largest difference of a chance; what is no number is as far as can be."""
    true = np.asarray(case.chances)
    if given.shape != (1, len(true)) or not np.isfinite(given).all():
        return float("inf")
    return float(np.abs(given[0] - true).max())


def see_organ(content: bytes, known: Organ) -> NDArray[np.float32]:
    """A picture's file as the check sees it."""
    with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
        pixels = np.array(opened if opened.mode == "L" else opened.convert("RGB"), np.uint8)
    return prepare(pixels, known.value())
