"""The pages of a TIFF: how many, and of what size, without unpacking one."""

from collections.abc import Iterator
from itertools import islice
from struct import unpack_from

from app.errors import Invalid

WIDTH, HEIGHT, ORIENTATION = 256, 257, 274
SHORT = 3
LYING = (5, 6, 7, 8)
"""Orientations that exchange width and height."""


def pages(content: bytes, most: int) -> list[tuple[int, int]]:
    """Width and height of each page as shown, in order; one more than `most` at the utmost."""
    order = "<" if content[:2] == b"II" else ">"
    found = list(islice(_pages(content, order), most + 1))
    if not found:
        raise Invalid("The picture has no pixels. Please send it again.")
    return found


def _pages(content: bytes, order: str) -> Iterator[tuple[int, int]]:
    seen: set[int] = set()
    (place,) = unpack_from(f"{order}I", content, 4)
    while place and place not in seen:
        seen.add(place)
        (count,) = unpack_from(f"{order}H", content, place)
        yield _size(content, order, place + 2, count)
        (place,) = unpack_from(f"{order}I", content, place + 2 + 12 * count)


def _size(content: bytes, order: str, start: int, count: int) -> tuple[int, int]:
    """From the page's entries, which are sorted by tag: these come early."""
    facts = {WIDTH: 0, HEIGHT: 0, ORIENTATION: 1}
    for place in range(start, start + 12 * count, 12):
        tag, kind = unpack_from(f"{order}HH", content, place)
        if tag > ORIENTATION:
            break
        if tag in facts:
            (facts[tag],) = unpack_from(f"{order}{'H' if kind == SHORT else 'I'}", content, place + 8)
    size = facts[WIDTH], facts[HEIGHT]
    return size[::-1] if facts[ORIENTATION] in LYING else size
