"""A fetal head as shapes: how each finding changes it."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from app.imaging.sector import Field
from app.imaging.shape import ellipse, path, place, ripple
from app.imaging.tissue import FLUID, Tissue
from app.imaging.womb import surround


@dataclass(frozen=True, slots=True)
class Body:
    """One view's fetus; sizes in hundredths of the depth seen."""

    finding: str
    weeks: int
    size: float
    """Half the width of the head."""
    centre: tuple[float, float]
    angle: float
    mirror: float
    degree: float
    """How plainly the anomaly shows, 0 to 1."""
    depth_cm: float

    @classmethod
    def draw(cls, finding: str, weeks: int, rng: Generator) -> "Body":
        """A fetus somewhere under the probe."""
        size = float(rng.uniform(18, 32))
        half_width_cm = (2.0 + 2.9 * (weeks - 12) / 10) / 2
        return cls(
            finding=finding,
            weeks=weeks,
            size=size,
            centre=(float(rng.normal(0, 7)), float(rng.uniform(size + 10, max(58.0, size + 24)))),
            angle=float(rng.normal(0, 0.6)) + (np.pi if rng.random() < 0.5 else 0.0),
            mirror=1.0 if rng.random() < 0.5 else -1.0,
            degree=float(rng.uniform(0.25, 1)),
            depth_cm=half_width_cm / size * 100,
        )

    @property
    def age(self) -> float:
        """0 at 12 weeks, 1 at 36."""
        return (self.weeks - 12) / 24

    def frame(self, tissue: Tissue, rng: Generator, wobble: float = 0.04) -> tuple[Field, Field]:
        """The fetus' own coordinates, its half head's width being 1, a little out of round."""
        tissue.unit = self.size
        u, v = place(tissue.x, tissue.y, self.centre, self.angle)
        u, v = u / np.float32(self.size), v * np.float32(self.mirror / self.size)
        bend = np.float32(wobble)
        return u + bend * ripple(u, v, rng, 1.6), v + bend * ripple(u, v, rng, 1.6)


def transthalamic(tissue: Tissue, body: Body, rng: Generator) -> None:
    """An axial head: skull, midline, thalami, ventricles, choroid plexus."""
    surround(tissue, body.centre, body.size, rng)
    u, v = body.frame(tissue, rng)
    if body.finding == "anencephaly":
        _bare_base(tissue, u, v, body, rng)
        return
    long = float(rng.uniform(1.18, 1.36))
    skull = ellipse(u, v, (0, 0), (long, 1))
    keep = np.ones_like(u)
    if body.finding == "encephalocele":
        keep = _sac(tissue, u, v, long, body, rng)
    tissue.fill(ellipse(u, v, (0, 0), (long + 0.1, 1.1)), -27)
    _brain(tissue, u, v, skull, rng)
    if body.finding == "holoprosencephaly":
        _single_ventricle(tissue, u, v, long, body, rng)
    else:
        _midline(tissue, u, v, long, rng)
        _thalami(tissue, u, v, rng)
        _lateral_ventricles(tissue, u, v, body, rng)
    _skull(tissue, skull, keep, body, rng)
    if body.finding == "encephalocele":
        _herniate(tissue, u, v, body, rng)


def _brain(tissue: Tissue, u: Field, v: Field, skull: Field, rng: Generator) -> None:
    unit = np.float32(1.5 / 20)
    tissue.fill(skull, rng.uniform(-44, -36), 0.28, float(unit))
    inside = np.clip(-skull * 8, 0, 1)
    tissue.echo += inside * (2.0 * ripple(u, v, rng, 0.7) + 2.5 * ripple(u, v, rng, 0.22))
    for _ in range(int(rng.integers(2, 7))):
        around, far = rng.uniform(0, 2 * np.pi), rng.uniform(0.55, 0.85)
        start = (far * np.cos(around) * 1.2, far * np.sin(around))
        end = (start[0] + rng.normal(0, 0.15), start[1] * rng.uniform(0.8, 1.0))
        tissue.wall(path(u, v, [start, end], 0), rng.uniform(-32, -20), 0.03, facing=0.5)


def _skull(tissue: Tissue, skull: Field, keep: Field, body: Body, rng: Generator) -> None:
    thick = rng.uniform(0.03, 0.06)
    tissue.wall(
        skull,
        rng.uniform(-9, 0),
        thick,
        loss=0.5 + 1.6 * body.age * rng.random(),
        facing=rng.uniform(1.5, 4),
        keep=keep,
    )


def _midline(tissue: Tissue, u: Field, v: Field, long: float, rng: Generator) -> None:
    level, lean = rng.uniform(-26, -14), rng.normal(0, 0.03)
    cavum = rng.uniform(0.3, 0.5) * long
    for start, end in ((-0.95 * long, -0.1), (-0.1, cavum), (cavum + 0.28, 0.95 * long)):
        if rng.random() < 0.9:
            tissue.wall(path(u, v, [(start, lean), (end, -lean)], 0), level + rng.normal(0, 2), 0.028, facing=0.4)
    tissue.fill(ellipse(u, v, (cavum + 0.14, 0), (0.13, 0.06)), FLUID, edge=0.03)
    for side in (-1, 1):
        wall = path(u, v, [(cavum, side * 0.07), (cavum + 0.28, side * 0.07)], 0)
        tissue.wall(wall, level - 1, 0.022, facing=0.4)


def _thalami(tissue: Tissue, u: Field, v: Field, rng: Generator) -> None:
    for side in (-1, 1):
        lobe = ellipse(u, v, (rng.normal(0.02, 0.03), side * 0.19), (0.27, 0.15))
        tissue.shade(lobe, rng.uniform(-9, -5), 0.06)


def _lateral_ventricles(tissue: Tissue, u: Field, v: Field, body: Body, rng: Generator) -> None:
    """Wide and full of choroid plexus early, slits later."""
    thick = (0.16 - 0.07 * body.age) * rng.uniform(0.8, 1.35)
    for side in (-1, 1):
        if rng.random() < 0.15:
            continue
        horn = path(u, v, [(-0.2, side * 0.32), (-0.5, side * 0.44), (-0.75, side * 0.42)], thick)
        tissue.fill(horn, rng.uniform(-70, -55), 0.12, 0.05)
        tissue.wall(horn, rng.uniform(-24, -15), 0.03)
        plexus = path(u, v, [(-0.25, side * 0.34), (-0.55, side * 0.43)], thick * rng.uniform(0.55, 0.9))
        tissue.fill(plexus, rng.uniform(-25, -16), 0.4, 0.05)
        front = path(u, v, [(0.45, side * 0.14), (0.72, side * 0.26)], 0.05 * rng.uniform(0.6, 1.5))
        tissue.fill(front, -60, 0.12, 0.04)
        tissue.wall(front, -24, 0.03)


def _single_ventricle(tissue: Tissue, u: Field, v: Field, long: float, body: Body, rng: Generator) -> None:
    """One ventricle across where the midline should be, one thalamic mass behind it."""
    wide = 0.42 + 0.3 * body.degree
    hollow = ellipse(u, v, (0.22 * long, 0), (0.55 * long, wide))
    thalami = ellipse(u, v, (-0.22 * long, rng.normal(0, 0.04)), (0.33, 0.34 + 0.08 * body.degree))
    hollow = np.maximum(hollow, -thalami)
    tissue.fill(hollow, rng.uniform(-72, -60), 0.12, 0.05)
    tissue.wall(hollow, rng.uniform(-24, -14), 0.04)
    tissue.fill(thalami, rng.uniform(-38, -30), 0.3, 0.06)
    tissue.wall(thalami, -24, 0.03)
    if body.degree < 0.5:
        tissue.wall(path(u, v, [(-0.95 * long, 0), (-0.62 * long, 0)], 0), -22, 0.03, facing=0.4)
    tissue.mark(np.minimum(hollow, thalami))


def _sac(tissue: Tissue, u: Field, v: Field, long: float, body: Body, rng: Generator) -> Field:
    """The sac outside the skull, mostly at the occiput; returns where the skull is kept."""
    way = rng.normal(np.pi, 0.45) if rng.random() < 0.8 else rng.uniform(0, 2 * np.pi)
    edge = (long * np.cos(way), np.sin(way))
    big = 0.32 + 0.28 * body.degree
    centre = (edge[0] * (1 + 0.75 * big / long), edge[1] * (1 + 0.75 * big))
    sac = ellipse(u, v, centre, (big * rng.uniform(0.9, 1.2), big * rng.uniform(0.75, 1.0)))
    tissue.fill(ellipse(u, v, centre, (big * 1.5, big * 1.4)), FLUID, 0.12, 0.1)
    brain = rng.random() < 0.6
    tissue.fill(sac, rng.uniform(-42, -34) if brain else FLUID, 0.25, 0.05)
    if brain:
        tissue.shade(sac, 1.0)
        tissue.echo += np.clip(-sac * 8, 0, 1) * 3 * ripple(u, v, rng, 0.25)
    tissue.wall(sac, rng.uniform(-20, -11), 0.045)
    gap = np.hypot(u - np.float32(edge[0]), v - np.float32(edge[1])) - np.float32(0.16 + 0.12 * body.degree)
    tissue.mark(np.minimum(sac, gap))
    kept: Field = np.clip(gap * 12, 0, 1)
    return kept


def _herniate(tissue: Tissue, u: Field, v: Field, body: Body, rng: Generator) -> None:
    """Distortion of the midline that a sac pulls behind it; nothing is marked."""
    if rng.random() < 0.5:
        tissue.shade(ellipse(u, v, (rng.uniform(-0.4, 0.4), 0), (0.3, 0.2)), -4 * body.degree, 0.1)


def _bare_base(tissue: Tissue, u: Field, v: Field, body: Body, rng: Generator) -> None:
    """No vault: a low lump of tissue on the skull base, open to the fluid."""
    tissue.fill(ellipse(u, v, (0, 0), (1.5, 1.25)), FLUID, 0.12, 0.1)
    low = 0.55 + 0.2 * body.degree
    lump = ellipse(u, v, (0, 0.1), (rng.uniform(0.7, 1.0), low)) + 0.12 * ripple(u, v, rng, 0.6)
    tissue.fill(lump, rng.uniform(-38, -30), 0.3, 0.08)
    tissue.echo += np.clip(-lump * 8, 0, 1) * (3 * ripple(u, v, rng, 0.3) + 2 * ripple(u, v, rng, 0.12))
    tissue.wall(lump, rng.uniform(-28, -20), 0.04)
    for _ in range(int(rng.integers(3, 7))):
        start = (rng.uniform(-0.6, 0.6), rng.uniform(-0.1, 0.5))
        end = (start[0] + rng.normal(0, 0.3), start[1] + rng.normal(0, 0.15))
        tissue.wall(path(u, v, [start, end], 0), rng.uniform(-14, -4), 0.05, loss=1.0, facing=0.6)
    tissue.mark(lump)


def coronal(tissue: Tissue, body: Body, rng: Generator) -> None:
    """Face and vault from the front: orbits below, calvarium and brain above (towards negative v)."""
    surround(tissue, body.centre, body.size, rng)
    u, v = body.frame(tissue, rng)
    keep = np.ones_like(u)
    vault = ellipse(u, v, (0, -0.45), (rng.uniform(0.92, 1.05), 0.85))
    if body.finding == "encephalocele":
        keep = _crown_sac(tissue, u, v, body, rng)
    tissue.fill(ellipse(u, v, (0, 0.45), (0.78, 0.85)), -28, 0.3, 0.08)
    if body.finding == "anencephaly":
        _open_vault(tissue, u, v, vault, body, rng)
    else:
        tissue.fill(ellipse(u, v, (0, -0.45), (1.08, 0.93)), -28, 0.3, 0.08)
        _brain(tissue, u, v, vault, rng)
        _coronal_ventricles(tissue, u, v, body, rng)
        _skull(tissue, vault, keep * np.clip(0.5 - (v - np.float32(0.1)) * 8, 0, 1), body, rng)
    _face(tissue, u, v, rng)


def _coronal_ventricles(tissue: Tissue, u: Field, v: Field, body: Body, rng: Generator) -> None:
    if body.finding == "holoprosencephaly":
        arch = path(
            u,
            v,
            [(-0.42, -0.3), (-0.3, -0.62), (0, -0.72), (0.3, -0.62), (0.42, -0.3)],
            0.11 + 0.12 * body.degree,
        )
        tissue.fill(arch, rng.uniform(-72, -60), 0.12, 0.05)
        tissue.wall(arch, rng.uniform(-24, -14), 0.04)
        thalami = ellipse(u, v, (0, -0.28), (0.28, 0.2))
        tissue.fill(thalami, -33, 0.3, 0.05)
        tissue.mark(np.minimum(arch, thalami))
        return
    tissue.wall(path(u, v, [(rng.normal(0, 0.03), -1.25), (0, -0.55)], 0), rng.uniform(-24, -14), 0.03, facing=0.4)
    for side in (-1, 1):
        horn = path(u, v, [(side * 0.1, -0.6), (side * 0.3, -0.68), (side * 0.38, -0.6)], rng.uniform(0.03, 0.09))
        tissue.fill(horn, -62, 0.12, 0.04)
        tissue.wall(horn, rng.uniform(-26, -17), 0.03)
        tissue.shade(ellipse(u, v, (side * 0.18, -0.38), (0.15, 0.13)), -6, 0.06)


def _crown_sac(tissue: Tissue, u: Field, v: Field, body: Body, rng: Generator) -> Field:
    turned, low = (v + np.float32(0.45)) * 1.15, np.float32(1.0)
    return _sac(tissue, -turned, u * low, 1.0, body, rng)


def _open_vault(tissue: Tissue, u: Field, v: Field, vault: Field, body: Body, rng: Generator) -> None:
    """Fluid where brain and bone should be, a ragged rim of tissue above the orbits."""
    tissue.fill(np.minimum(vault, ellipse(u, v, (0, -0.5), (1.3, 1.05))), FLUID, 0.12, 0.08)
    high = 0.2 + 0.25 * body.degree
    rim = ellipse(u, v, (0, -0.05), (rng.uniform(0.6, 0.85), high)) + 0.1 * ripple(u, v, rng, 0.5)
    tissue.fill(rim, rng.uniform(-37, -30), 0.3, 0.06)
    tissue.wall(rim, -24, 0.04)
    tissue.wall(path(u, v, [(-0.6, 0.05), (0, -0.02), (0.6, 0.05)], 0), rng.uniform(-12, -4), 0.05, loss=1.0)
    tissue.mark(np.minimum(rim, ellipse(u, v, (0, -0.35), (0.8, 0.42))))


def _face(tissue: Tissue, u: Field, v: Field, rng: Generator) -> None:
    apart, big = rng.uniform(0.36, 0.44), rng.uniform(0.19, 0.25)
    for side in (-1, 1):
        orbit = ellipse(u, v, (side * apart, 0.25), (big, big * rng.uniform(0.85, 1.0)))
        tissue.fill(orbit, -62, 0.15, 0.05)
        tissue.wall(orbit, rng.uniform(-13, -5), 0.045, loss=0.3)
        tissue.wall(ellipse(u, v, (side * apart, 0.22), (0.07, 0.07)), -24, 0.03)
    for points in (
        [(-0.06, 0.35), (0, 0.62)],
        [(-0.35, 0.78), (0, 0.7), (0.35, 0.78)],
        [(-0.3, 1.08), (0, 1.15), (0.3, 1.08)],
    ):
        tissue.wall(path(u, v, points, 0), rng.uniform(-14, -5), 0.05, loss=0.8, facing=0.6)
