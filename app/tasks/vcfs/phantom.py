"""Synthetic face photographs, with and without the measures of velocardiofacial syndrome."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.domain.box import Box
from app.domain.phantom import Phantom
from app.imaging.solid import View, turned
from app.tasks.vcfs.brush import SIDE
from app.tasks.vcfs.face import Traits, any_traits, shifted
from app.tasks.vcfs.lines import Lines, lines
from app.tasks.vcfs.scene import Looks, Moment, any_light, any_looks, photographed, region

PREVALENCE = 0.5
SITES = ("harbour", "hill", "valley")
FRONTAL_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Patient:
    """One person, before any picture."""

    name: str
    site: str
    traits: Traits
    looks: Looks
    affected: bool


def phantoms(count: int, seed: int, *, prevalence: float | None = None) -> Iterator[Phantom]:
    """`count` patients with two to eight photographs each; patient i depends on seed and i alone."""
    for index in range(count):
        yield from _exam(index, seed, PREVALENCE if prevalence is None else prevalence)


def _exam(index: int, seed: int, prevalence: float) -> Iterator[Phantom]:
    rng = np.random.default_rng([seed, 31, index])
    patient = any_patient(f"face{seed}-{index:05d}", prevalence, rng)
    for picture in range(int(rng.integers(2, 9))):
        own = np.random.default_rng([seed, 37, index, picture])
        frontal = picture == 0 or own.random() < FRONTAL_SHARE
        yield draw(patient, f"{patient.name}-{picture}", frontal, own)


def draw(patient: Patient, name: str, frontal: bool, rng: np.random.Generator) -> Phantom:
    """One photograph of this person."""
    moment = Moment(
        _view(frontal, rng), any_light(rng), rng.uniform(-0.6, 1.2), rng.normal(0, 0.5), rng.uniform(-0.25, 0.45)
    )
    marks = lines(patient.traits, moment.smile, moment.gaze, moment.blink)
    return Phantom(
        name=name,
        pixels=photographed(patient.traits, patient.looks, moment, marks, rng),
        exam=patient.name,
        patient=patient.name,
        site=patient.site,
        findings=("vcfs" if patient.affected else "none",),
        severity=None,
        view="frontal" if frontal else "oblique",
        box=_box(marks, moment.view),
        mask=region(marks, moment.view) if patient.affected else None,
        skin_tone=patient.looks.skin_tone,
    )


def any_patient(name: str, prevalence: float, rng: np.random.Generator) -> Patient:
    affected = bool(rng.random() < prevalence)
    traits = any_traits(rng)
    return Patient(
        name=name,
        site=str(rng.choice(SITES)),
        traits=shifted(traits, rng.uniform(0.7, 1.3)) if affected else traits,
        looks=any_looks(int(rng.integers(1, 11)), rng),
        affected=affected,
    )


def _view(frontal: bool, rng: np.random.Generator) -> View:
    if frontal:
        yaw = float(np.clip(rng.normal(0, 0.08), -0.17, 0.17))
    else:
        yaw = float(rng.choice([-1.0, 1.0]) * rng.uniform(0.4, 0.75))
    scale = SIDE * rng.uniform(0.31, 0.40)
    centre = (SIDE * rng.uniform(0.44, 0.56), SIDE * rng.uniform(0.47, 0.55))
    return View(turned(yaw, rng.normal(0, 0.12), rng.normal(0, 0.12)), scale, centre)


def _box(marks: Lines, view: View) -> Box:
    """Around the face from the forehead to the chin, both eyes within."""
    outline = view.place(np.vstack([marks.face, *marks.region]))
    left, top = np.clip(np.floor(outline.min(axis=0)), 0, SIDE)
    right, bottom = np.clip(np.ceil(outline.max(axis=0)) + 1, 0, SIDE)
    return Box(float(left), float(top), float(right), float(bottom))
