"""Stills whose containers hide too much: written anew as they are shown, without loss."""

from io import BytesIO

from PIL import Image

from app.imaging.intake.cleaned import Cleaned
from app.imaging.intake.kind import Kind
from app.imaging.intake.opened import Opened


def clean_still(picture: Opened) -> Cleaned:
    """One picture becomes a PNG, several the pages of a TIFF."""
    file = BytesIO()
    first = Image.fromarray(picture.frame())
    if picture.frames == 1:
        first.save(file, "PNG", compress_level=4)
        return Cleaned(file.getvalue(), Kind.PNG.value)
    rest = (Image.fromarray(picture.frame(index)) for index in range(1, picture.frames))
    first.save(file, "TIFF", compression="tiff_adobe_deflate", save_all=True, append_images=rest)
    return Cleaned(file.getvalue(), Kind.TIFF.value)
