"""A JPEG's segments, rid of what is not the picture; its coded pixels are not touched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.imaging.intake.cleaned import orientation

START, END, SCAN = 0xD8, 0xD9, 0xDA
ALONE = {0x01, *range(0xD0, 0xD9)}
"""Markers without a body."""
JFIF, EXIF, PROFILE, ADOBE = 0xE0, 0xE1, 0xE2, 0xEE
CODING = {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, *(0xC0 | kind for kind in range(16))} - {0xC8}
"""Frames, tables, the restart interval: what a decoder needs."""
NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A marker and its body; for a scan, the coded pixels after it too."""

    marker: int
    body: bytes
    pixels: tuple[int, int] = (0, 0)


def clean_jpeg(content: bytes) -> bytes:
    """Orientation and colour profile stay; the rest of the metadata, and whatever follows the picture, goes."""
    exif = orientation(content, "JPEG")
    parts: list[bytes] = [b"\xff\xd8"]
    if exif is not None:
        parts.append(_written(EXIF, exif))
    for segment in segments(content):
        if segment.marker == END:
            parts.append(b"\xff\xd9")
            break
        kept = _kept(segment)
        if kept is not None:
            parts += [_written(segment.marker, kept), content[slice(*segment.pixels)]]
    return b"".join(parts)


def segments(content: bytes) -> Iterator[Segment]:
    """In the order of the file, up to the end of the first picture."""
    place = 2
    while match := NEXT.search(content, place):
        marker, place = content[match.end() - 1], match.end()
        if marker in ALONE:
            continue
        if marker == END:
            yield Segment(marker, b"")
            return
        size = int.from_bytes(content[place : place + 2], "big")
        body, place = content[place + 2 : place + size], place + max(size, 2)
        start = place
        if marker == SCAN:
            following = NEXT.search(content, place)
            place = following.start() if following else len(content)
        yield Segment(marker, body, (start, place))


def _kept(segment: Segment) -> bytes | None:
    """The body as it may stay, or None."""
    match segment.marker:
        case marker if marker in CODING or marker == SCAN:
            return segment.body
        case marker if marker == JFIF and segment.body.startswith(b"JFIF\0") and len(segment.body) >= 14:
            return segment.body[:12] + b"\0\0"  # without its thumbnail
        case marker if marker == PROFILE and segment.body.startswith(b"ICC_PROFILE\0"):
            return segment.body
        case marker if marker == ADOBE and segment.body.startswith(b"Adobe"):
            return segment.body[:12]
        case _:
            return None


def _written(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body
