"""A PNG's chunks, rid of what is not the picture; its packed pixels are not touched."""

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from app.imaging.intake.cleaned import orientation

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PICTURE = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT"}
COLOUR = {b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI"}


@dataclass(frozen=True, slots=True)
class Chunk:
    """Its name, and where all of it lies, length and checksum too."""

    name: bytes
    start: int
    stop: int


def chunks(content: bytes) -> Iterator[Chunk]:
    """In the order of the file, up to its end mark."""
    place = len(SIGNATURE)
    while place + 12 <= len(content):
        size = int.from_bytes(content[place : place + 4], "big")
        chunk = Chunk(content[place + 4 : place + 8], place, place + 12 + size)
        yield chunk
        if chunk.name == b"IEND":
            return
        place = chunk.stop


def clean_png(content: bytes) -> bytes:
    """Orientation, transparency, movement and colour stay; texts, times and private chunks go."""
    exif = orientation(content, "PNG")
    parts = [SIGNATURE]
    for chunk in chunks(content):
        if chunk.name in PICTURE | COLOUR:
            parts.append(content[chunk.start : chunk.stop])
        if chunk.name == b"IHDR" and exif is not None:
            parts.append(_written(b"eXIf", exif.removeprefix(b"Exif\0\0")))
    return b"".join(parts)


def _written(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + crc32(name + body).to_bytes(4, "big")
