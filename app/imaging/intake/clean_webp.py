"""A WebP's chunks, rid of what is not the picture; its coded pixels are not touched."""

from app.imaging.intake.cleaned import orientation
from app.imaging.intake.webp import Chunk, chunks

KEPT = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
EXIF, XMP = 0x08, 0x04


def clean_webp(content: bytes) -> bytes:
    """Orientation, transparency, movement and colour profile stay; EXIF, XMP and the unknown go."""
    exif = orientation(content, "WEBP")
    parts = [_kept(content, chunk, exif is not None) for chunk in chunks(content) if chunk.name in KEPT]
    if exif is not None:
        parts.append(_written(b"EXIF", exif.removeprefix(b"Exif\0\0")))
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _kept(content: bytes, chunk: Chunk, turned: bool) -> bytes:
    body = content[chunk.start : chunk.stop]
    if chunk.name == b"VP8X":
        body = bytes((body[0] & ~(EXIF | XMP) | EXIF * turned,)) + body[1:]
    return _written(chunk.name, body)


def _written(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)
