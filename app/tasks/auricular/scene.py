"""One photograph of an ear on a newborn's head: relief, skin, hair, cloth and light."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.imaging.camera import any_camera, photograph
from app.imaging.cloth import cloth
from app.imaging.hair import strands
from app.imaging.relief import Beads, Field, Lighting, Points, blur, fill, heights, lit, string, together
from app.imaging.skin import flushed, linear, mottle, painted, patches
from app.tasks.auricular.ear import Ear, Ridge

SIDE = 256
SQUARE = (SIDE, SIDE)


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the ear is: pixels per half length, centre, roll in radians, foreshortening and shear."""

    scale: float
    centre: tuple[float, float]
    roll: float
    narrow: float
    lean: float

    def place(self, points: Points) -> Points:
        """Points of the ear's own measure in pixels."""
        across, down = points[:, 0] * self.narrow + points[:, 1] * self.lean, points[:, 1]
        cosine, sine = np.cos(self.roll), np.sin(self.roll)
        turned = np.stack([across * cosine - down * sine, across * sine + down * cosine], axis=1)
        return np.asarray(turned * self.scale + self.centre)

    def measure(self) -> tuple[Field, Field]:
        """The ear's own measure (across, down) at every pixel, without foreshortening."""
        right = (np.arange(SIDE, dtype=np.float32)[None] - self.centre[0]) / self.scale
        down = (np.arange(SIDE, dtype=np.float32)[:, None] - self.centre[1]) / self.scale
        cosine, sine = np.float32(np.cos(self.roll)), np.float32(np.sin(self.roll))
        return right * cosine + down * sine, down * cosine - right * sine


@dataclass(frozen=True, slots=True)
class Relief:
    """An ear as it stands in the picture: height in pixels, and how much of each pixel is ear."""

    surface: Field
    cover: Field
    outline: Points


@dataclass(frozen=True, slots=True)
class Baby:
    """What stays the same from one picture of a child to the next."""

    skin_tone: int
    skin: Field
    hair: Field
    hairiness: float
    hairline: float


def any_baby(skin_tone: int, rng: np.random.Generator) -> Baby:
    hair = linear(np.array([0.16, 0.12, 0.1], dtype=np.float32) * rng.uniform(0.5, 2.2 if skin_tone <= 5 else 1.0))
    return Baby(skin_tone, flushed(skin_tone, rng), hair, rng.uniform(0, 1), rng.uniform(-0.25, 0.25))


def any_pose(rng: np.random.Generator) -> Pose:
    scale = rng.uniform(0.28, 0.42) * SIDE
    return Pose(
        scale=scale,
        centre=(SIDE * rng.uniform(0.42, 0.58), SIDE * rng.uniform(0.43, 0.57)),
        roll=rng.normal(0, 0.2),
        narrow=rng.uniform(0.8, 1.04),
        lean=rng.normal(0, 0.05),
    )


def any_light(rng: np.random.Generator) -> Lighting:
    angle, reach = rng.uniform(0, 2 * np.pi), rng.uniform(0.35, 1.1)
    return Lighting(
        direction=(float(reach * np.cos(angle)), float(reach * np.sin(angle) - 0.35), 1.0),
        ambient=rng.uniform(0.3, 0.55),
        occlusion=rng.uniform(0.45, 0.8),
        shine=rng.uniform(0.01, 0.12),
    )


def relief(ear: Ear, pose: Pose) -> Relief:
    """The ear's height and cover in this pose."""
    outline = pose.place(ear.outline)
    across, down = pose.measure()
    cover = fill(outline, SQUARE)
    body = blur(cover, 0.03 * pose.scale)
    plate = 0.07 + ear.tilt * np.clip(across + 0.42, 0, 1.2)
    surface = body * (plate * pose.scale + heights(together([_beads(ridge, pose) for ridge in ear.ridges]), SQUARE))
    above = -1.06 + 0.86 * ear.buried
    buried = (1 / (1 + np.exp((down - above) / 0.07))) * min(1.0, 4 * ear.buried)
    smooth = blur(surface, 0.16 * pose.scale) * 0.75
    return Relief(surface + (smooth - surface) * buried, cover * (1 - buried), outline)


def _beads(ridge: Ridge, pose: Pose) -> Beads:
    length = float(np.linalg.norm(np.diff(ridge.points, axis=0), axis=1).sum())
    radius, height = np.array(ridge.radius) * pose.scale, np.array(ridge.height) * pose.scale
    count = max(8, int(1.4 * length / min(ridge.radius)))
    return string(pose.place(ridge.points), (radius[0], radius[1]), (height[0], height[1]), count)


def photographed(ear: Relief, baby: Baby, pose: Pose, light: Lighting, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The picture a camera takes of this ear."""
    across, down = pose.measure()
    head = _head(across, down, rng)
    curve = -0.11 * pose.scale * ((across + 0.5) ** 2 + (down + 0.2) ** 2)
    unevenness = 0.0014 * pose.scale * patches(SQUARE, 80, rng)
    brightness, shine = lit(curve + ear.surface + unevenness, light, 2 * pose.scale)
    skin = _skin(ear, baby, pose, rng)
    scene = painted(brightness, skin, shine)
    scene = _haired(scene, brightness, ear, baby, (across, down), rng)
    scene = scene * head[..., None] + cloth(SIDE, light, rng) * (1 - head[..., None])
    return photograph(scene, any_camera(rng), rng)


def _head(across: Field, down: Field, rng: np.random.Generator) -> Field:
    """Where the head is, softly; beyond it lies cloth."""
    wide, tall = rng.uniform(1.9, 3.6), rng.uniform(2.0, 3.6)
    edge = ((across + 0.7) / wide) ** 2 + ((down + 0.35) / tall) ** 2 + 0.05 * patches(SQUARE, 3, rng)
    return np.asarray(1 / (1 + np.exp(np.clip((edge - 1) / 0.02, -30, 30))), dtype=np.float32)


def _skin(ear: Relief, baby: Baby, pose: Pose, rng: np.random.Generator) -> Field:
    spots = mottle(SQUARE, rng, rng.uniform(0.05, 0.3))[..., None] * rng.uniform(0.02, 0.05)
    spotted = 1 + spots * np.array([0.5, 1.0, 1.0], dtype=np.float32)
    flush = blur(ear.cover, 0.08 * pose.scale)[..., None] * np.float32(rng.uniform(0, 0.28))
    red = 1 - flush * np.array([0.1, 1.0, 0.9], dtype=np.float32)
    return np.asarray(baby.skin * spotted * red, dtype=np.float32)


def _haired(
    scene: Field, light: Field, ear: Relief, baby: Baby, measure: tuple[Field, Field], rng: np.random.Generator
) -> Field:
    """Fine hair above and behind the ear, thinner towards the hairline."""
    across, down = measure
    line = 0.75 + baby.hairline + 0.25 * patches(SQUARE, 4, rng)
    above = -down - line + 0.35 * np.abs(np.clip(across + 0.3, -1.5, 0.9))
    behind = np.clip(across - line, -2, 0.5) - np.clip(down - 0.6, 0, 1)
    where = 1 / (1 + np.exp(-np.maximum(above, behind) / 0.14))
    streaks = strands(SIDE, rng)
    cover = np.clip(where * (baby.hairiness * 1.5 + 0.9 * streaks * baby.hairiness), 0, 0.93) * (1 - ear.cover)
    colour = baby.hair * (0.5 + light) * (1 + 0.5 * streaks[..., None])
    return np.asarray(scene + (colour - scene) * cover[..., None], dtype=np.float32)
