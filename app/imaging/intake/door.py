"""The two ways in: a picture opened, and a picture made fit to be stored."""

from collections.abc import Callable, Mapping

from app.errors import Invalid
from app.imaging.intake.clean_clip import clean_clip
from app.imaging.intake.clean_dicom import clean_dicom
from app.imaging.intake.clean_gif import clean_gif
from app.imaging.intake.clean_heic import clean_heic
from app.imaging.intake.clean_jpeg import clean_jpeg
from app.imaging.intake.clean_png import clean_png
from app.imaging.intake.clean_still import clean_still
from app.imaging.intake.clean_webp import clean_webp
from app.imaging.intake.cleaned import Cleaned
from app.imaging.intake.clip import open_clip
from app.imaging.intake.dicom import open_dicom
from app.imaging.intake.kind import Kind, kind_of
from app.imaging.intake.limits import LIMITS, Limits
from app.imaging.intake.opened import Opened, reading
from app.imaging.intake.photograph import open_photograph
from app.imaging.intake.sequence import open_gif, open_tiff


def open_picture(content: bytes, limits: Limits = LIMITS) -> Opened:
    """What the file is and how large, from its header alone."""
    limits.check_bytes(len(content))
    kind = kind_of(content)
    with reading():
        return _opened(content, kind, limits)


def _opened(content: bytes, kind: Kind, limits: Limits) -> Opened:
    match kind:
        case Kind.GIF:
            return open_gif(content, limits)
        case Kind.TIFF:
            return open_tiff(content, limits)
        case Kind.DICOM:
            return open_dicom(content, limits)
        case Kind.MP4 | Kind.AVI:
            return open_clip(content, kind, limits)
        case _:
            return open_photograph(content, kind, limits)


PASSED_ON: Mapping[Kind, Callable[[bytes], bytes]] = {
    Kind.JPEG: clean_jpeg,
    Kind.PNG: clean_png,
    Kind.WEBP: clean_webp,
    Kind.GIF: clean_gif,
    Kind.HEIC: clean_heic,
}
"""Kinds whose coded pixels go over as they are."""


def clean_copy(content: bytes, limits: Limits = LIMITS) -> Cleaned:
    """What may be stored: the same pixels without what tells of the person; the same bytes give the same copy."""
    picture = open_picture(content, limits)
    with reading():
        copy = _cleaned(content, picture, limits)
    again = open_picture(copy.content, limits)
    if (again.width, again.height, again.frames) != (picture.width, picture.height, picture.frames):
        raise Invalid("The picture cannot be read: the file is damaged or cut short. Please send it again.")
    return copy


def _cleaned(content: bytes, picture: Opened, limits: Limits) -> Cleaned:
    kind = kind_of(content)
    match kind:
        case Kind.DICOM:
            return Cleaned(clean_dicom(content, picture, limits), kind.value)
        case Kind.MP4 | Kind.AVI:
            return clean_clip(content, kind)
        case Kind.TIFF | Kind.BMP:
            return clean_still(picture)
        case _:
            return Cleaned(PASSED_ON[kind](content), kind.value)
