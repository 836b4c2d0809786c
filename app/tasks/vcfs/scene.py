"""One photograph of a face: solid head, painted features, hair, clothes and light."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from app.imaging.camera import any_camera, photograph
from app.imaging.cloth import cloth
from app.imaging.hair import strands
from app.imaging.relief import Beads, Field, Lighting, Points, blur, heights, lit
from app.imaging.skin import flushed, linear, mottle, painted, patches
from app.imaging.solid import NOTHING, Ellipsoid, View, depth
from app.tasks.vcfs.brush import SIDE, SQUARE, Brush
from app.tasks.vcfs.face import Traits, head, swellings
from app.tasks.vcfs.lines import Lines

BEHIND = -0.75
"""Where surfaces end that have nothing behind them, in units of the head."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What stays the same from one picture of a person to the next, besides the measures."""

    skin_tone: int
    skin: Field
    hair: Field
    iris: Field
    hairline: float
    volume: float
    long: bool
    brows: float
    lashes: float
    """How dark the edge of the lids is."""
    rim: float
    """How far that dark edge reaches."""
    white: float
    """Brightness of the white of the eye."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What changes from one picture to the next."""

    view: View
    light: Lighting
    smile: float
    gaze: float
    blink: float
    """How far the lids are closed; below nought they are wide open."""


def any_looks(skin_tone: int, rng: np.random.Generator) -> Looks:
    dark = rng.uniform(0.35, 2.6 if skin_tone <= 4 else 1.0)
    return Looks(
        skin_tone=skin_tone,
        skin=flushed(skin_tone, rng),
        hair=linear(np.array([0.2, 0.14, 0.1], dtype=np.float32) * dark),
        iris=linear(np.array([[0.3, 0.18, 0.1], [0.25, 0.35, 0.45], [0.15, 0.09, 0.06]], dtype=np.float32))[
            rng.integers(2) if skin_tone <= 4 else 2
        ],
        hairline=rng.uniform(-0.9, -0.42),
        volume=rng.uniform(0.01, 0.2),
        long=bool(rng.random() < 0.4),
        brows=rng.uniform(0.35, 0.95),
        lashes=rng.uniform(0.4, 0.95),
        rim=rng.uniform(1.1, 1.8),
        white=rng.uniform(0.55, 1.25),
    )


def any_light(rng: np.random.Generator) -> Lighting:
    """Mostly from above, more or less aside, at times from below."""
    aside, reach = rng.normal(0, 1.8), rng.uniform(0.2, 1.0)
    return Lighting(
        direction=(float(reach * np.sin(aside)), float(-reach * np.cos(aside)), 1.0),
        ambient=rng.uniform(0.3, 0.6),
        occlusion=rng.uniform(0.35, 0.7),
        shine=rng.uniform(0.01, 0.1),
    )


def photographed(
    traits: Traits, looks: Looks, moment: Moment, marks: Lines, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """The picture a camera takes of this person at this moment."""
    view = moment.view
    face = depth(head(traits), view, SQUARE) + _swollen(traits, view)
    albedo = _painted_face(marks, looks, view, face, rng)
    surface = face
    for cover, near, colour in (_shirt(view, rng), _hair(looks, traits, view, face, rng)):
        surface = np.where((near > surface) & (cover > 0.5), near, surface)
        albedo = albedo + (colour - albedo) * cover[..., None]
    body = blur((surface > NOTHING / 2).astype(np.float32), 0.8)[..., None]
    solid = np.maximum(surface, BEHIND) * view.scale + patches(SQUARE, 90, rng) * 0.06
    brightness, shine = lit(blur(solid, 0.9), moment.light, 1.5 * view.scale)
    scene = painted(brightness, albedo, shine)
    return photograph(scene * body + _wall(moment.light, rng) * (1 - body), any_camera(rng), rng)


def region(marks: Lines, view: View) -> NDArray[np.bool_]:
    """Around the eyes and the nose, where the syndrome shows."""
    canvas = Image.new("1", (SIDE, SIDE))
    for outline in marks.region:
        ImageDraw.Draw(canvas).polygon([(x, y) for x, y in view.place(outline)], fill=1)
    return np.asarray(canvas)


def _swollen(traits: Traits, view: View) -> Field:
    """Soft fullness and hollows, less where the surface turns away from the viewer."""
    parts = swellings(traits)
    places = np.array([part.place for part in parts])
    turned_to = np.clip((places @ view.turn.T)[:, 2] / places[:, 2].clip(0.2), 0.0, 1.0)
    radii = np.array([part.radius for part in parts]) * view.scale
    tall = np.array([part.height for part in parts]) * turned_to
    return heights(Beads(view.place(places), radii, tall), SQUARE)


def _painted_face(marks: Lines, looks: Looks, view: View, face: Field, rng: np.random.Generator) -> Field:
    spots = mottle(SQUARE, rng, rng.uniform(0.05, 0.3))[..., None] * rng.uniform(0.02, 0.05)
    albedo = looks.skin * (1 + spots * np.array([0.5, 1.0, 1.0], dtype=np.float32))
    brush = Brush(albedo.astype(np.float32), face, view)
    _paint_lips(brush, marks, looks)
    for eye, iris in zip(marks.eyes, marks.irises, strict=True):
        _paint_eye(brush, eye, iris, looks)
    for crease in marks.creases:
        brush.fill(crease, looks.skin * 0.45, 0.6)
    for nostril in marks.nostrils:
        brush.fill(nostril, looks.skin * 0.12, 0.9)
    for brow in marks.brows:
        brush.fill(brow, looks.hair * 0.8, looks.brows)
    return brush.albedo


def _paint_lips(brush: Brush, marks: Lines, looks: Looks) -> None:
    brush.fill(marks.lips, looks.skin * np.array([0.92, 0.5, 0.52], dtype=np.float32), 0.75)
    brush.fill(marks.slit, looks.skin * np.array([0.2, 0.1, 0.1], dtype=np.float32), 0.9)


def _paint_eye(brush: Brush, eye: Points, iris: Points, looks: Looks) -> None:
    white = np.array([1.0, 0.95, 0.93], dtype=np.float32) * (
        looks.white * min(0.7, 0.22 + 1.2 * float(looks.skin.mean()))
    )
    middle = eye.mean(axis=0)
    edge = middle + (eye - middle) * (1 + 0.4 * (looks.rim - 1), looks.rim, 1.0) - (0, 0.012, 0)
    brush.fill(edge, looks.skin * 0.3, looks.lashes)
    brush.fill(eye, white, 1.0)
    heart = iris.mean(axis=0)
    brush.fill(iris, looks.iris * 0.6, 1.0, within=eye)
    brush.fill(heart + (iris - heart) * 0.45, looks.iris * 0.05, 1.0, within=eye)
    glint = heart + (iris - heart) * 0.2 + (-0.02, -0.025, 0.0)
    brush.fill(glint, np.full(3, 1.4, dtype=np.float32), 0.8, within=eye)


def _shirt(view: View, rng: np.random.Generator) -> tuple[Field, Field, Field]:
    """Shoulders: how much they cover, how near they are, and their colour."""
    upright = View(np.eye(3), view.scale, view.centre)
    low = rng.uniform(1.95, 2.15)
    near = depth((Ellipsoid((0, low, -0.5), (1.5, 0.75, 0.62)),), upright, SQUARE)
    colour = linear(rng.uniform(0.08, 0.95, 3).astype(np.float32))
    return (near > NOTHING / 2).astype(np.float32), near, np.broadcast_to(colour, (*SQUARE, 3))


def _hair(
    looks: Looks, traits: Traits, view: View, face: Field, rng: np.random.Generator
) -> tuple[Field, Field, Field]:
    """Hair: how much it covers, how near it is, and its colour."""
    near = depth(_cap(looks, traits), view, SQUARE)
    right, down, front = _behind(near, view)
    line = looks.hairline + 0.32 * (right / 0.8) ** 2 + 0.05 * patches(SQUARE, 8, rng)
    above = line - down
    behind = np.where(front < -0.2, (1.6 if looks.long else 0.1) - down, -1)
    where = 1 / (1 + np.exp(-np.clip(np.maximum(above, behind) / 0.03, -20, 20)))
    cover = where * (near > np.maximum(face, NOTHING / 2))
    streaks = strands(SIDE, rng)
    colour = looks.hair * np.clip(1 + 0.45 * streaks[..., None], 0.2, 3)
    return blur(cover.astype(np.float32), 0.8), near + streaks * 0.008, colour.astype(np.float32)


def _cap(looks: Looks, traits: Traits) -> tuple[Ellipsoid, ...]:
    wide, more = 1 + 0.06 * traits.width, looks.volume
    skull = Ellipsoid((0, -0.45, -0.38), (0.82 * wide + more, 0.9 + more, 0.94 + more))
    if not looks.long:
        return (skull,)
    fall = Ellipsoid((0, 0.25, -0.78), (0.80 * wide + more, 1.25, 0.45), 0.0, 0.2)
    return skull, fall


def _behind(near: Field, view: View) -> tuple[Field, Field, Field]:
    """Every pixel's place in the head's own measure."""
    right = ((np.arange(SIDE) - view.centre[0]) / view.scale).astype(np.float32)[None]
    down = ((np.arange(SIDE) - view.centre[1]) / view.scale).astype(np.float32)[:, None]
    back = view.turn.astype(np.float32)
    front = np.maximum(near, -2.0)
    return (
        right * back[0, 0] + down * back[1, 0] + front * back[2, 0],
        right * back[0, 1] + down * back[1, 1] + front * back[2, 1],
        right * back[0, 2] + down * back[1, 2] + front * back[2, 2],
    )


def _wall(light: Lighting, rng: np.random.Generator) -> Field:
    """Whatever is behind: a plain wall, a blurred room, or cloth."""
    if rng.random() < 0.3:
        return cloth(SIDE, light, rng)
    colour = linear(rng.uniform(0.15, 0.95) + rng.uniform(-0.15, 0.15, 3).clip(-0.14, 0.05).astype(np.float32))
    clouds = np.stack([patches(SQUARE, int(rng.integers(2, 7)), rng) for _ in range(2)], axis=-1)
    uneven = 1 + rng.uniform(0.02, 0.5) * np.clip(clouds @ rng.normal(0, 0.5, (2, 3)).astype(np.float32), -1, 1.5)
    return np.asarray(colour * uneven, dtype=np.float32)
