"""Finding the ear or face in a picture, by the locator that comes with the model."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from app.domain.backend import Floats
from app.domain.box import Box
from app.domain.picture import Pixels
from app.domain.recipe import Region
from app.imaging.align import Points
from app.imaging.face_cascade import Cascade, find_faces
from app.imaging.locate import locate
from app.imaging.sight import Sight
from app.inference.bundle import Bundle
from app.inference.manifest import Role

Run = Callable[[str, Floats], dict[str, Floats]]
"""Runs one of the bundle's networks, named by its role."""
FACE_SIDE = 320
"""Faces are looked for in a picture whose shorter side is at least twice this, where it has as much."""
FACE_SHARE = 6
"""A face smaller than this part of the picture's shorter side is not looked for; so in training."""


@dataclass(frozen=True, slots=True)
class Found:
    """One ear or face, in pixels of the picture as shown."""

    box: Box
    score: float
    landmarks: Points | None = None

    def scaled(self, share: float) -> "Found":
        """The same in a picture so much smaller or larger."""
        if share == 1:
            return self
        box = Box(self.box.left * share, self.box.top * share, self.box.right * share, self.box.bottom * share)
        if self.landmarks is None:
            return Found(box, self.score)
        # Landmarks count from the middle of the first pixel, boxes from its edge.
        moved = tuple(((x + 0.5) * share - 0.5, (y + 0.5) * share - 0.5) for x, y in self.landmarks)
        return Found(box, self.score, moved)

    def sight(self, margin: float, *, mirrored: bool) -> Sight:
        return Sight(self.box, self.landmarks, margin, mirrored)


def least_side(model: Bundle) -> int:
    """How large a picture its region is looked for in; decoding leaves room above."""
    match model.manifest.preparation.region:
        case Region.BOX:
            return model.locator_side
        case Region.FACE:
            return FACE_SIDE
        case Region.WHOLE:
            return model.manifest.preparation.size


def find(pixels: Pixels, model: Bundle, run: Run, sure: float) -> tuple[Found, ...]:
    """Every ear or face, the surest first, in pixels of what was given; nothing where the whole is looked at."""
    colour = pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)
    match model.manifest.preparation.region:
        case Region.BOX:
            seen = locate(colour, partial(run, Role.LOCATOR.value), model.locator_side, least=sure)
            return tuple(Found(one.box, one.score) for one in seen)
        case Region.FACE:
            faces = find_faces(colour, cascade(run), smallest=min(colour.shape[:2]) / FACE_SHARE)
            return tuple(Found(face.box, face.chance, face.landmarks) for face in faces)
        case Region.WHOLE:
            return ()


def cascade(run: Run) -> Cascade:
    return Cascade(
        partial(run, Role.DETECTOR_P.value),
        partial(run, Role.DETECTOR_R.value),
        partial(run, Role.DETECTOR_O.value),
    )
