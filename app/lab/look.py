"""Where in a row's picture the network looks: cut to the region, right ears turned into left ones."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.preparation import Preparation
from app.domain.recipe import Recipe, Region
from app.domain.task import Task
from app.errors import Invalid
from app.imaging.prepare import resize
from app.imaging.sight import Sight
from app.lab.faces import Points, find_landmarks
from app.lab.row import Row

Pixels = NDArray[np.uint8]
Cut = Callable[[Pixels], Pixels]


@dataclass(frozen=True, slots=True)
class Look:
    """Cuts, mirrors and resizes a picture and its lesion alike."""

    task: Task
    region: Region
    margin: float
    preparation: Preparation

    def prepare(self, row: Row) -> tuple[Pixels, Pixels]:
        """The picture (S, S, C) and its lesion (S, S), both bytes."""
        pixels, lesion = row.pixels(), row.lesion()
        if lesion is None:
            lesion = np.zeros(pixels.shape[:2], np.uint8)
        if lesion.shape != pixels.shape[:2]:
            raise Invalid(f"Row {row.line}, column file: the mask of {row.file.name!r} has another size. Draw it anew.")
        gray = replace(self.preparation, channels=1, mean=(0.0,), std=(1.0,))
        cut = self.cut(row, self.landmarks(pixels))
        mask = resize(cut(lesion), gray)[..., 0]
        return resize(cut(pixels), self.preparation), np.where(mask > 127, 255, 0).astype(np.uint8)

    def landmarks(self, pixels: Pixels) -> Points | None:
        """Of the face, where faces are looked at."""
        return find_landmarks(pixels, self.task.slug) if self.region is Region.FACE else None

    def cut(self, row: Row, landmarks: Points | None) -> Cut:
        """How this row's picture, and its lesion, are cut; without a face or a box, the whole is seen."""
        box = row.box if self.region is not Region.WHOLE else None
        sight = Sight(box, landmarks, self.margin, mirrored=self.task.lateral and row.view == "right")
        return lambda pixels: sight.cut(pixels, self.preparation.size)


def look(task: Task, recipe: Recipe) -> Look:
    """How this recipe looks at this task's pictures."""
    return Look(task, recipe.region, recipe.margin, recipe.preparation)
