"""How large a coded frame says it is: asked before a decoder makes room for it."""

import re
from collections.abc import Iterator

from app.errors import Invalid

SOF = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf\xf7]")
SEQUENTIAL = re.compile(rb"\xff[\xc0\xc1]")
SCAN = re.compile(rb"\xff\xda")  # twice as quick as counting the bytes
SIZ = b"\xff\x4f\xff\x51"
"""How a JPEG 2000 stream begins: its start, and the segment with its size."""

MOST = 1_000_000_000
"""Pixels passed over in all, at about one in a nanosecond; a phone's picture of 64 megapixels takes ten scans."""


def coded_size(frame: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG, JPEG-LS or JPEG 2000 stream."""
    place = frame.find(SIZ, 0, 65536)
    if place >= 0:
        right, bottom, left, top = (int.from_bytes(frame[place + at : place + at + 4], "big") for at in (8, 12, 16, 20))
        return right - left, bottom - top
    return _jpeg_size(frame)


def in_one_scan(frame: bytes) -> bool:
    """Not progressive, with all components in its first scan: libjpeg, which reads photographs, accepts no other."""
    components = 0
    for place in _segments(frame):
        if SEQUENTIAL.match(frame, place):
            components = frame[place + 9]
        elif SCAN.match(frame, place):
            return components > 0 and frame[place + 4] == components
    return False


def check_scans(coded: bytes, width: int, height: int) -> None:
    """A progressive JPEG passes over all its pixels with each scan; a bomb does so hundreds of times."""
    scans = sum(1 for _ in SCAN.finditer(coded))
    if scans > 1 and scans * width * height > MOST:
        raise Invalid("The picture is packed so that it takes too long to read. Please save it anew.")


def _jpeg_size(frame: bytes) -> tuple[int, int] | None:
    place = next((place for place in _segments(frame) if SOF.match(frame, place)), None)
    if place is None:
        return None
    height, width = (int.from_bytes(frame[place + at : place + at + 2], "big") for at in (5, 7))
    return width, height


def _segments(frame: bytes) -> Iterator[int]:
    """Where each begins, up to the first scan."""
    place = 2 if frame[:2] == b"\xff\xd8" else len(frame)
    while place + 9 < len(frame) and frame[place] == 0xFF:
        if frame[place + 1] == 0xFF:
            place += 1
            continue
        yield place
        if SCAN.match(frame, place):
            return
        place += 2 + max(int.from_bytes(frame[place + 2 : place + 4], "big"), 2)
