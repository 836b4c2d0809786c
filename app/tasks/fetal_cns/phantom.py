"""Synthetic fetal heads and spines at 12 to 36 weeks, with known truth."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from app.domain.phantom import Phantom
from app.imaging.scanner import SCANNERS, Probe, Scanner, expose
from app.imaging.tissue import Tissue
from app.tasks.fetal_cns.anatomy import Body, coronal, transthalamic
from app.tasks.fetal_cns.spine import spine

PREVALENCE = 0.65
"""Share of patients with an anomaly where none is asked for: enough of each of the four to learn from."""
PROBE = Probe(half_angle=(26, 40), radius=(25, 70))
ANOMALIES = ("anencephaly", "encephalocele", "holoprosencephaly", "rachischisis")
PAINTERS = {"transthalamic": transthalamic, "coronal": coronal, "spine": spine}
HEAD, SPINE = ("transthalamic", "coronal"), ("spine",)


@dataclass(frozen=True, slots=True)
class Fetus:
    """One patient: what is wrong, how old, where scanned, and the views taken."""

    finding: str
    weeks: int
    days: int
    """Beyond the full weeks."""
    scanner: Scanner
    views: tuple[str, ...]


def phantoms(count: int, seed: int, *, prevalence: float | None = None) -> Iterator[Phantom]:
    """`count` patients of one to four pictures; patient i depends on (seed, i) alone."""
    for index in range(count):
        yield from _pictures(seed, index, PREVALENCE if prevalence is None else prevalence)


def fetus(rng: Generator, prevalence: float) -> Fetus:
    """Draw one patient."""
    sick, which = rng.random() < prevalence, int(rng.integers(len(ANOMALIES)))
    finding = ANOMALIES[which] if sick else "normal"
    scanner = SCANNERS[int(rng.integers(len(SCANNERS)))]
    return Fetus(finding, int(rng.integers(12, 37)), int(rng.integers(7)), scanner, _views(finding, rng))


def _views(finding: str, rng: Generator) -> tuple[str, ...]:
    """The first view can show the finding; the others follow the same habit in every patient."""
    telling = {"normal": HEAD + SPINE, "rachischisis": SPINE}.get(finding, HEAD)
    views = [telling[int(rng.integers(len(telling)))]]
    for _ in range(int(rng.integers(0, 4))):
        pool = telling if rng.random() < 0.7 else HEAD + SPINE
        views.append(pool[int(rng.integers(len(pool)))])
    return tuple(views)


def _pictures(seed: int, index: int, prevalence: float) -> Iterator[Phantom]:
    patient = fetus(np.random.default_rng((seed, index)), prevalence)
    name = f"cns-{seed}-{index:05d}"
    for number, view in enumerate(patient.views):
        rng = np.random.default_rng((seed, index, number))
        body = Body.draw(patient.finding, patient.weeks, rng)
        words = (f"GA {patient.weeks}w{patient.days}d", _label(view), body.depth_cm)

        def paint(tissue: Tissue, view: str = view, body: Body = body, rng: Generator = rng) -> None:
            PAINTERS[view](tissue, body, rng)

        shot = expose(patient.scanner, PROBE, -42.0, paint, words, rng)
        yield Phantom(
            name=f"{name}-{number}",
            pixels=shot.pixels,
            exam=name,
            patient=name,
            site=patient.scanner.site,
            findings=(patient.finding,),
            severity=None,
            view=view,
            box=shot.box,
            mask=shot.mask,
            device=patient.scanner.name,
            gestational_age=f"{patient.weeks}w{patient.days}d",
        )


def _label(view: str) -> str:
    return "SPINE" if view == "spine" else "HEAD"
