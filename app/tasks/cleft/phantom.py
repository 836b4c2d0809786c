"""Synthetic fetal faces with and without a cleft, with known truth."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from app.domain.phantom import Phantom
from app.imaging.scanner import SCANNERS, Probe, Scanner, expose
from app.imaging.tissue import Tissue
from app.tasks.cleft.anatomy import Face, axial, coronal

PREVALENCE = 0.5
"""Share of fetuses with a cleft where none is asked for."""
PROBE = Probe(half_angle=(26, 40), radius=(25, 70))
PAINTERS = {"coronal": coronal, "axial": axial}


@dataclass(frozen=True, slots=True)
class Fetus:
    """One fetus: the face, the age, the scanner and the views taken."""

    face: Face
    weeks: int
    scanner: Scanner
    views: tuple[str, ...]


def phantoms(count: int, seed: int, *, prevalence: float | None = None) -> Iterator[Phantom]:
    """`count` fetuses of one to four pictures; fetus i depends on (seed, i) alone."""
    for index in range(count):
        yield from _pictures(seed, index, PREVALENCE if prevalence is None else prevalence)


def fetus(rng: Generator, prevalence: float) -> Fetus:
    """Draw one fetus; a cleft shows in at least one of its views."""
    face = Face.draw(bool(rng.random() < prevalence), rng)
    scanner = SCANNERS[int(rng.integers(len(SCANNERS)))]
    views = tuple("coronal" if rng.random() < 0.6 else "axial" for _ in range(int(rng.integers(1, 5))))
    if face.sides and not face.alveolus:
        views = ("coronal", *views[1:])
    return Fetus(face, int(rng.integers(18, 33)), scanner, views)


def _pictures(seed: int, index: int, prevalence: float) -> Iterator[Phantom]:
    drawn = fetus(np.random.default_rng((seed, index)), prevalence)
    name = f"cleft-{seed}-{index:05d}"
    for number, view in enumerate(drawn.views):
        rng = np.random.default_rng((seed, index, number))

        def paint(tissue: Tissue, view: str = view, rng: Generator = rng) -> None:
            PAINTERS[view](tissue, drawn.face, rng)

        words = (f"GA {drawn.weeks}w", "FACE", float(rng.uniform(6, 11)))
        shot = expose(drawn.scanner, PROBE, -42.0, paint, words, rng)
        yield Phantom(
            name=f"{name}-{number}",
            pixels=shot.pixels,
            exam=name,
            patient=name,
            site=drawn.scanner.site,
            findings=("cleft" if drawn.face.sides else "none",),
            severity=None,
            view=view,
            box=shot.box,
            mask=shot.mask,
            device=drawn.scanner.name,
            gestational_age=f"{drawn.weeks}w",
        )
