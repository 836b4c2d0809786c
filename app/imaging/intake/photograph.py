"""Photographs and stills in the common formats, by Pillow."""

from functools import partial
from io import BytesIO

import pillow_heif
from PIL import ExifTags, Image

from app.domain.picture import Pixels
from app.imaging.intake import webp
from app.imaging.intake.coded import check_scans, in_one_scan
from app.imaging.intake.colour import as_shown
from app.imaging.intake.kind import Kind
from app.imaging.intake.limits import Limits
from app.imaging.intake.opened import Opened
from app.imaging.intake.sequence import open_animation

FORMATS = {
    Kind.JPEG: ("JPEG",),
    Kind.PNG: ("PNG",),
    Kind.WEBP: ("WEBP",),
    Kind.BMP: ("BMP",),
    Kind.HEIC: ("HEIF",),
}
MOVING = (Kind.PNG, Kind.WEBP)
LYING = (5, 6, 7, 8)
"""Orientations that exchange width and height."""
ROOM = 2
"""A scaled decode keeps at least so many times the pixels asked for: the last step to the size wanted is a resize."""

pillow_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = None  # `Limits` refuses; Pillow's own limit would only warn, and about other sizes


def open_photograph(content: bytes, kind: Kind, limits: Limits) -> Opened:
    """From the header alone; pixels come with a frame."""
    if kind is Kind.WEBP:
        limits.check_pixels(*webp.canvas(content))
    with _image(content, kind) as image:
        width, height = image.size
        limits.check_pixels(width, height)
        if kind is Kind.JPEG and not in_one_scan(content):
            check_scans(content, width, height)
        if kind in MOVING and getattr(image, "is_animated", False):
            return open_animation(content, kind, image, limits)
        if image.getexif().get(ExifTags.Base.Orientation) in LYING:
            width, height = height, width
    return Opened(kind.value, width, height, partial(_decode, content, kind))


def _image(content: bytes, kind: Kind) -> Image.Image:
    return Image.open(BytesIO(content), formats=FORMATS[kind])


def _decode(content: bytes, kind: Kind, _index: int, least: int) -> Pixels:
    with _image(content, kind) as image:
        if kind is Kind.JPEG and least:
            side = ROOM * least
            image.draft(None, (side, side))
        return as_shown(image)
