"""Synthetic cranial ultrasound examinations of newborns, frame by frame, with known truth."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from app.domain.phantom import Phantom
from app.imaging.scanner import SCANNERS, Probe, Scanner, expose
from app.imaging.tissue import Tissue
from app.tasks.hemorrhage.anatomy import PLANES, Brain, Plane, coronal, sagittal, shows

PREVALENCE = 0.5
"""Share of exams with a bleed where none is asked for; the cohort of the paper had 0.058."""
PROBE = Probe(half_angle=(42, 58), radius=(8, 24), zoom=(1.1, 1.45))
PAINTERS = {"coronal": coronal, "sagittal": sagittal}


@dataclass(frozen=True, slots=True)
class Exam:
    """One newborn on one day: the brain, the scanner and the planes looked at."""

    brain: Brain
    scanner: Scanner
    planes: tuple[Plane, ...]


def phantoms(count: int, seed: int, *, prevalence: float | None = None) -> Iterator[Phantom]:
    """`count` exams of three to ten frames; exam i depends on (seed, i) alone."""
    for index in range(count):
        yield from _frames(seed, index, PREVALENCE if prevalence is None else prevalence)


def exam(rng: Generator, prevalence: float) -> Exam:
    """Draw one examination; a bleed is in at least one of its planes."""
    bleeds = bool(rng.random() < prevalence)
    brain = Brain.draw(bleeds, rng)
    planes = [PLANES[int(rng.integers(len(PLANES)))] for _ in range(int(rng.integers(3, 11)))]
    if bleeds and not any(shows(brain, plane) for plane in planes):
        telling = [plane for plane in PLANES if shows(brain, plane)]
        planes[int(rng.integers(len(planes)))] = telling[int(rng.integers(len(telling)))]
    return Exam(brain, SCANNERS[int(rng.integers(len(SCANNERS)))], tuple(planes))


def _frames(seed: int, index: int, prevalence: float) -> Iterator[Phantom]:
    drawn = exam(np.random.default_rng((seed, index)), prevalence)
    name = f"ich-{seed}-{index:05d}"
    for number, plane in enumerate(drawn.planes):
        rng = np.random.default_rng((seed, index, number))

        def paint(tissue: Tissue, plane: Plane = plane, rng: Generator = rng) -> None:
            PAINTERS[plane.view](tissue, drawn.brain, plane, rng)

        words = ("NEONATAL HEAD", plane.label, 9.0)
        shot = expose(drawn.scanner, PROBE, -75.0, paint, words, rng)
        yield Phantom(
            name=f"{name}-{number:02d}",
            pixels=shot.pixels,
            exam=name,
            patient=name,
            site=drawn.scanner.site,
            findings=("hemorrhage" if drawn.brain.bleeds else "none",),
            severity=None,
            view=plane.view,
            box=shot.box,
            mask=shot.mask,
            device=drawn.scanner.name,
            gestational_age=f"{drawn.brain.weeks}w",
        )
