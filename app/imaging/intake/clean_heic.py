"""A HEIC with every byte that is not the picture made nought in its place; its coded pixels are not touched."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import Invalid

PICTURES = {b"hvc1", b"grid", b"iden", b"iovl"}
NOTHING = b"free"
"""What readers pass over, as a box and as an item."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the file: its kind, where it starts, where its body does, where it ends."""

    kind: bytes
    start: int
    body: int
    stop: int


@dataclass(frozen=True, slots=True)
class Extent:
    """Some bytes of an item: in the file, or in the box `idat`."""

    item: int
    inside: bool
    start: int
    stop: int


def clean_heic(content: bytes) -> bytes:
    """Pictures and their properties stay, orientation and profile among them; EXIF, XMP and strange boxes go."""
    cleaned = bytearray(content)
    tops = list(boxes(content, 0, len(content)))
    meta = next((box for box in tops if box.kind == b"meta"), None)
    if meta is None:
        raise Invalid("The picture cannot be read: the file is damaged or cut short. Please send it again.")
    parts = {box.kind: box for box in boxes(content, meta.body + 4, meta.stop)}
    kept = _pictures(cleaned, parts[b"iinf"])
    extents = [extent for extent in _extents(content, parts[b"iloc"]) if extent.item in kept]
    for box in tops:
        if box.kind == b"mdat":
            _blank(cleaned, box, [(extent.start, extent.stop) for extent in extents if not extent.inside])
        elif box.kind not in (b"ftyp", b"meta"):
            _forget(cleaned, box)
    if b"idat" in parts:
        place = parts[b"idat"].body
        inside = [(place + extent.start, place + extent.stop) for extent in extents if extent.inside]
        _blank(cleaned, parts[b"idat"], inside)
    return bytes(cleaned)


def boxes(content: bytes | bytearray, start: int, stop: int) -> Iterator[Box]:
    """One after the other within a stretch of the file."""
    while start + 8 <= stop:
        size, body = int.from_bytes(content[start : start + 4], "big"), start + 8
        if size == 1:
            size, body = int.from_bytes(content[start + 8 : start + 16], "big"), start + 16
        end = stop if size == 0 else start + size
        if not body <= end <= stop:
            raise Invalid("The picture cannot be read: the file is damaged or cut short. Please send it again.")
        yield Box(bytes(content[start + 4 : start + 8]), start, body, end)
        start = end


def _pictures(content: bytearray, listed: Box) -> set[int]:
    """The items that are pictures; the others lose their kind."""
    place = listed.body + (6 if content[listed.body] == 0 else 8)
    kept: set[int] = set()
    for entry in boxes(content, place, listed.stop):
        wide = 4 if content[entry.body] == 3 else 2
        item = int.from_bytes(content[entry.body + 4 : entry.body + 4 + wide], "big")
        kind = entry.body + 6 + wide
        if bytes(content[kind : kind + 4]) in PICTURES:
            kept.add(item)
        else:
            content[kind : kind + 4] = NOTHING
            content[kind + 4 : entry.stop] = bytes(entry.stop - kind - 4)
    return kept


def _extents(content: bytes, located: Box) -> Iterator[Extent]:
    """Where the items' bytes are (ISO 14496-12, 8.11.3)."""
    version = content[located.body]
    sizes = content[located.body + 4], content[located.body + 5]
    offset, length, base, index = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4, sizes[1] & 15 if version else 0
    wide = 2 if version < 2 else 4
    place = located.body + 6

    def number(size: int) -> int:
        nonlocal place
        if place + size > located.stop:
            raise Invalid("The picture cannot be read: the file is damaged or cut short. Please send it again.")
        place += size
        return int.from_bytes(content[place - size : place], "big")

    for _ in range(number(wide)):
        item = number(wide)
        inside = version > 0 and number(2) & 15 == 1
        number(2)
        origin = number(base)
        for _ in range(number(2)):
            number(index)
            start = origin + number(offset)
            yield Extent(item, inside, start, start + number(length))


def _blank(content: bytearray, box: Box, kept: list[tuple[int, int]]) -> None:
    """All of the body but what is kept."""
    place = box.body
    for start, stop in sorted(kept):
        if start >= box.stop or stop <= box.body:
            continue
        if start > place:
            content[place:start] = bytes(start - place)
        place = max(place, min(stop, box.stop))
    content[place : box.stop] = bytes(box.stop - place)


def _forget(content: bytearray, box: Box) -> None:
    content[box.start + 4 : box.start + 8] = NOTHING
    content[box.body : box.stop] = bytes(box.stop - box.body)
