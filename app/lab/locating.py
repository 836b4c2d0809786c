"""The ear locator from boxed scenes to a scored file: what `neoscreen locator` runs."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.inference.graph import Graph
from app.lab.ear_scenes import Scene, of_phantoms, read, split
from app.lab.locator import LocatorRecipe, fit
from app.lab.locator_export import SIZE, export_locator
from app.lab.locator_score import Locate, average_precision, one_box, through
from app.tasks.auricular.phantom import phantoms

PHANTOMS, PHANTOM_SEED = 500, 1000
CLOSE, CLOSE_SEED = 200, 9000


@dataclass(frozen=True, slots=True)
class Found:
    """How well a locator finds ears it never learned from."""

    precision: float
    """AP50 over held-out scenes."""
    scenes: int
    ears: int
    close: float
    """Share of synthetic close-ups with exactly one box, and that on the ear."""

    def __str__(self) -> str:
        return (
            f"AP50 {self.precision:.3f} on {self.scenes} scenes never learned from, {self.ears} ears; "
            f"exactly one box on {100 * self.close:.1f} % of close-ups."
        )


def make_locator(scenes: Path, out: Path, checkpoint: Path, steps: int | None = None) -> str:
    """Trains, or goes on where it was cut off, exports and scores."""
    logging.basicConfig(format="%(message)s")
    logging.getLogger("app").setLevel(logging.INFO)
    parts = split(read(scenes))
    recipe = LocatorRecipe() if steps is None else replace(LocatorRecipe(), steps=steps)
    synthetic = of_phantoms(tuple(phantoms(PHANTOMS, PHANTOM_SEED)))
    export_locator(fit(recipe, parts.training, synthetic, checkpoint), out)
    close = of_phantoms(tuple(phantoms(CLOSE, CLOSE_SEED)))
    return f"{out}: {judge(Graph(out), parts.held_out, close)}"


def judge(graph: Graph, held_out: Sequence[Scene], close: Sequence[Scene]) -> Found:
    """The exported file, used as serving uses it."""
    unsure: Locate = through(graph, SIZE)
    return Found(
        precision=average_precision(unsure, held_out),
        scenes=len(held_out),
        ears=sum(len(scene.boxes) for scene in held_out),
        close=one_box(graph, SIZE, close),
    )
