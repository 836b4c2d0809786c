"""Synthetic photographs of newborn ears, with known shape, side, skin tone and severity."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.box import Box
from app.domain.phantom import Phantom
from app.imaging.relief import blur
from app.tasks.auricular.ear import Individual, any_individual, shape
from app.tasks.auricular.findings import FINDINGS
from app.tasks.auricular.scene import (
    SIDE,
    Baby,
    Pose,
    Relief,
    any_baby,
    any_light,
    any_pose,
    photographed,
    relief,
)

PREVALENCE = 0.5
DEFORMITIES = tuple(finding.slug for finding in FINDINGS if not finding.absent)
MIXED = (("lop", "conchal_crus"), ("stahl", "helical_rim"), ("prominent", "conchal_crus"), ("cup", "helical_rim"),
         ("lop", "helical_rim"), ("stahl", "conchal_crus"))  # fmt: skip
MIXED_SHARE = 0.14
LEAST, LEAST_MISSING = 0.15, 0.45
VISITS = ((0, 1, 2), (0, 0, 1), (0, 1, 1), (0, 0, 0))
"""Three exams in a row belong to one, two or three children."""
SITES = ("harbour", "hill", "valley")
Degrees = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Patient:
    """One child's ear, before any picture of it."""

    name: str
    site: str
    side: str
    individual: Individual
    baby: Baby
    deformities: tuple[str, ...]
    severity: float
    least: float
    """Below this the deformity would not be seen, or is not one that grows out."""

    def degrees(self, severity: float) -> Degrees:
        """How far each deformity has gone at this severity."""
        return {slug: severity**0.75 * (1.0 if rank == 0 else 0.9) for rank, slug in enumerate(self.deformities)}


def phantoms(count: int, seed: int, *, prevalence: float | None = None) -> Iterator[Phantom]:
    """`count` exams of one picture each; exam i depends on seed and i alone."""
    for index in range(count):
        yield _exam(index, seed, PREVALENCE if prevalence is None else prevalence)


def series(patient_seed: int, severities: Sequence[float]) -> Iterator[Phantom]:
    """One deformed ear at each of these severities, in slightly different pictures."""
    patient = any_patient(f"s{patient_seed}", 1.0, np.random.default_rng([patient_seed, 17]))
    pose = any_pose(np.random.default_rng([patient_seed, 19]))
    for visit, severity in enumerate(severities):
        rng = np.random.default_rng([patient_seed, 23, visit])
        near = Pose(
            pose.scale * rng.uniform(0.95, 1.05), pose.centre, pose.roll + rng.normal(0, 0.05), pose.narrow, pose.lean
        )
        yield draw(patient, severity, f"series{patient_seed}-{visit}", near, rng)


def draw(patient: Patient, severity: float, name: str, pose: Pose, rng: np.random.Generator) -> Phantom:
    """One picture; a right ear is the mirror image of a left one."""
    degrees = patient.degrees(severity)
    ear = relief(shape(patient.individual, degrees), pose)
    pixels = photographed(ear, patient.baby, pose, any_light(rng), rng)
    box = _box(ear)
    mask = _difference(ear, relief(shape(patient.individual, {}), pose), box, pose) if any(degrees.values()) else None
    if patient.side == "right":
        pixels, box = np.ascontiguousarray(pixels[:, ::-1]), _mirrored(box)
        mask = None if mask is None else np.ascontiguousarray(mask[:, ::-1])
    return Phantom(
        name=name,
        pixels=pixels,
        exam=name,
        patient=patient.name,
        site=patient.site,
        findings=patient.deformities if mask is not None else ("normal",),
        severity=severity if mask is not None else 0.0,
        view=patient.side,
        box=box,
        mask=mask,
        skin_tone=patient.baby.skin_tone,
    )


def _exam(index: int, seed: int, prevalence: float) -> Phantom:
    group = index // 3
    members = VISITS[np.random.default_rng([seed, 7, group]).integers(len(VISITS))]
    member, visit = members[index % 3], members[: index % 3].count(members[index % 3])
    name = f"ear{seed}-{group:05d}{'abc'[member]}"
    patient = any_patient(name, prevalence, np.random.default_rng([seed, 11, group, member]))
    rng = np.random.default_rng([seed, 13, index])
    severity = max(patient.least, patient.severity * rng.uniform(0.55, 0.95) ** visit) if patient.deformities else 0.0
    return draw(patient, severity, f"ear{seed}-{index:05d}", any_pose(rng), rng)


def any_patient(name: str, prevalence: float, rng: np.random.Generator) -> Patient:
    deformities = _deformities(rng) if rng.random() < prevalence else ()
    least = LEAST_MISSING if "malformation" in deformities else LEAST
    return Patient(
        name=name,
        site=str(rng.choice(SITES)),
        side=str(rng.choice(["left", "right"])),
        individual=any_individual(rng),
        baby=any_baby(int(rng.integers(1, 11)), rng),
        deformities=deformities,
        severity=rng.uniform(least + 0.05, 1.0),
        least=least,
    )


def _deformities(rng: np.random.Generator) -> tuple[str, ...]:
    if rng.random() < MIXED_SHARE:
        return tuple(sorted(MIXED[rng.integers(len(MIXED))], key=DEFORMITIES.index))
    return (str(rng.choice(DEFORMITIES)),)


def _box(ear: Relief) -> Box:
    """Around the ear, with what is buried of it."""
    left, top = np.clip(np.floor(ear.outline.min(axis=0)), 0, SIDE)
    right, bottom = np.clip(np.ceil(ear.outline.max(axis=0)) + 1, 0, SIDE)
    return Box(float(left), float(top), float(right), float(bottom))


def _mirrored(box: Box) -> Box:
    return Box(SIDE - box.right, box.top, SIDE - box.left, box.bottom)


def _difference(ear: Relief, regular: Relief, box: Box, pose: Pose) -> NDArray[np.bool_]:
    """Where the surface is not that of the same ear undeformed."""
    changed = (np.abs(ear.surface - regular.surface) > 0.045 * pose.scale) | (np.abs(ear.cover - regular.cover) > 0.5)
    inside = np.zeros_like(changed)
    inside[int(box.top) : int(box.bottom), int(box.left) : int(box.right)] = True
    return np.asarray((blur(changed.astype(np.float32), 0.025 * pose.scale) > 0.4) & inside)
