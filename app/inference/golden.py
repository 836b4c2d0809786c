"""Golden cases: a few pictures in the bundle with the answers they must give on any machine."""

from io import BytesIO
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.domain.box import Box
from app.imaging.sight import Sight
from app.inference.bundle import Bundle
from app.inference.graph import Network
from app.inference.manifest import Input, Part, Role

RECORD = "golden/cases.json"


class GoldenPicture(Part):
    """One picture, and what of it the network sees."""

    file: str
    view: str
    box: tuple[float, float, float, float] | None
    landmarks: tuple[tuple[float, float], ...] | None


class GoldenCase(Part):
    """Pictures of one run, their truth, and every number that must come back."""

    pictures: tuple[GoldenPicture, ...]
    findings: tuple[str, ...]
    outputs: dict[str, tuple[float, ...]]
    """Flattened, row by row."""


class Golden(Part):
    """All golden cases of a bundle."""

    tolerance: float
    """The largest difference allowed, as a share of an output's largest value."""
    cases: tuple[GoldenCase, ...]


def replay(bundle: Bundle, network: Network) -> float:
    """Runs every golden case; the largest difference, as a share of what is allowed: fine up to 1."""
    golden = read_golden(bundle)
    gaps = [difference(case, network.answer(shown(bundle, case))) for case in golden.cases]
    return max(gaps) / golden.tolerance


def read_golden(bundle: Bundle) -> Golden:
    return Golden.model_validate_json(bundle.read(RECORD))


def shown(bundle: Bundle, case: GoldenCase) -> NDArray[np.float32]:
    """What the network sees of a case."""
    given = bundle.manifest.preparation
    return np.stack([see(bundle.read(picture.file), picture, given) for picture in case.pictures])


def see(content: bytes, picture: GoldenPicture, given: Input) -> NDArray[np.float32]:
    """Decoded, cut, mirrored and prepared as the manifest says."""
    with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
        pixels = np.array(opened if opened.mode == "L" else opened.convert("RGB"), np.uint8)
    sight = Sight(
        box=None if picture.box is None else Box(*picture.box),
        landmarks=picture.landmarks,
        margin=given.margin,
        mirrored=given.mirrored is not None and picture.view == given.mirrored,
    )
    return sight.see(pixels, given.value())


def difference(case: GoldenCase, answers: dict[str, NDArray[np.float32]]) -> float:
    """The largest difference over all outputs, each against its own largest value."""
    gaps = [0.0]
    for name, wanted in case.outputs.items():
        given, true = answers[name].ravel(), np.asarray(wanted)
        if given.shape != true.shape:
            return float("inf")
        gaps.append(float(np.abs(given - true).max() / max(np.abs(true).max(), 1e-6)))
    return max(gaps)


def roles(golden: Golden) -> dict[str, Role]:
    """The files of the golden cases, for the manifest."""
    names = {picture.file for case in golden.cases for picture in case.pictures} | {RECORD}
    return {str(PurePosixPath(name)): Role.GOLDEN for name in sorted(names)}
