"""How well a locator finds ears: average precision at half overlap."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.domain.box import Box
from app.imaging.locate import Located, locate
from app.inference.graph import Graph
from app.lab.ear_scenes import Scene
from app.lab.yolo import ap_per_class

HALF = 0.5
ALMOST_NONE = 0.001
"""Average precision looks at unsure sightings too."""
Locate = Callable[[NDArray[np.uint8]], Sequence[Located]]


def average_precision(locate: Locate, scenes: Sequence[Scene]) -> float:
    """AP50 over whole scenes."""
    found = [locate(scene.pixels) for scene in scenes]
    hits = np.array([hit for seen, scene in zip(found, scenes, strict=True) for hit in _hits(seen, scene)], dtype=bool)
    sure = np.array([one.score for seen in found for one in seen])
    truth = np.zeros(sum(len(scene.boxes) for scene in scenes))
    return float(ap_per_class(hits.reshape(-1, 1), sure, np.zeros(len(sure)), truth)[5][0, 0]) if hits.any() else 0.0


def through(graph: Graph, size: int) -> Locate:
    """Locates with an exported file, just as serving does."""

    return lambda pixels: locate(pixels, graph.answer, size, least=ALMOST_NONE)


def one_box(graph: Graph, size: int, scenes: Sequence[Scene]) -> float:
    """The share of scenes of one ear in which exactly one sure box is found, and on the ear."""
    found = [locate(scene.pixels, graph.answer, size) for scene in scenes]
    return float(
        np.mean([len(seen) == 1 and _hits(seen, scene) == [True] for seen, scene in zip(found, scenes, strict=True)])
    )


def _hits(seen: Sequence[Located], scene: Scene) -> list[bool]:
    """Which sightings, surest first, meet an ear that no surer one has taken."""
    free = [Box(*map(float, row)) for row in scene.boxes]
    hits: list[bool] = []
    for one in seen:
        best = max(free, key=one.box.overlap, default=None)
        hits.append(best is not None and one.box.overlap(best) >= HALF)
        if best is not None and hits[-1]:
            free.remove(best)
    return hits
