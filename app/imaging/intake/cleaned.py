"""What may be stored of a file."""

from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The same pixels, and nothing about the person or the place."""

    content: bytes
    media_type: str


def orientation(content: bytes, format: str) -> bytes | None:
    """The one fact of EXIF that the picture needs, alone in a block of its own; None for what stands upright."""
    with Image.open(BytesIO(content), formats=(format,)) as image:
        turned = image.getexif().get(ExifTags.Base.Orientation, 1)
    if turned not in range(2, 9):
        return None
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turned
    return exif.tobytes()
