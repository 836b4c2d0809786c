"""The face in a photograph, found by the bundle's own detector as serving finds it."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import Unavailable
from app.imaging.face_cascade import Cascade, find_faces
from app.inference.graph import Graph

MODELS = Path(__file__).parents[2] / "models"
Points = tuple[tuple[float, float], ...]
SHARE = 6
"""A face smaller than this part of the picture's shorter side is not looked for."""


def find_landmarks(pixels: NDArray[np.uint8], slug: str) -> Points | None:
    """The five landmarks of the surest face; None where there is none."""
    colour = np.repeat(pixels[..., None], 3, axis=2) if pixels.ndim == 2 else pixels
    faces = find_faces(colour, open_cascade(slug), smallest=min(colour.shape[:2]) / SHARE)
    return faces[0].landmarks if faces else None


@cache
def open_cascade(slug: str) -> Cascade:
    """The detector in `models/<slug>/`."""
    files = [MODELS / slug / f"detector_{stage}.onnx" for stage in "pro"]
    for file in files:
        if not file.is_file():
            raise Unavailable(f"{file.name} is missing from models/{slug}. Run `make bundles` to make it.")
    propose, refine, outline = (Graph(file, threads=1).answer for file in files)
    return Cascade(propose, refine, outline)
