"""Where a DICOM file's frames lie: each is taken alone, never the whole cine."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from struct import unpack_from
from typing import Protocol
from zlib import decompressobj

from pydicom.uid import RLELossless

from app.errors import Invalid
from app.imaging.intake.dicom_header import Header

ITEM, DELIMITER = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"
FRAGMENTS = 100_000
STEP = 1_000_000
ENDS = (b"\xff\xd9", b"\xff\xd9\0")
"""How a packed JPEG, JPEG-LS or JPEG 2000 frame ends."""

DAMAGED = "The picture cannot be read: the file is damaged or cut short. Please send it again."


class Frames(Protocol):
    """The bytes of a frame, as the file has them."""

    def __getitem__(self, index: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Plain:
    """Frames of one size, one after the other."""

    content: bytes
    start: int
    size: int

    def __getitem__(self, index: int) -> bytes:
        start = self.start + index * self.size
        return self.content[start : start + self.size]


@dataclass(frozen=True, slots=True)
class Folded:
    """Plain frames in a deflated file: unfolded anew for each, and thrown away up to it."""

    content: bytes
    start: int
    size: int
    folded: int

    def __getitem__(self, index: int) -> bytes:
        unfold, skip = decompressobj(-15), self.start + index * self.size
        wanted = bytearray()
        rest = self.content[self.folded :]
        while len(wanted) < skip + self.size and not unfold.eof:
            piece = unfold.decompress(rest, STEP)
            rest = unfold.unconsumed_tail
            if not piece and not rest:
                break
            wanted += piece
            skip, wanted = (skip - len(wanted), bytearray()) if len(wanted) <= skip else (0, wanted[skip:])
        return bytes(wanted[: self.size])


@dataclass(frozen=True, slots=True)
class Packed:
    """Frames coded one by one, each in one fragment or more."""

    content: bytes
    frames: tuple[tuple[tuple[int, int], ...], ...]

    def __getitem__(self, index: int) -> bytes:
        return b"".join(self.content[start:stop] for start, stop in self.frames[index])


def frames_of(content: bytes, header: Header) -> Frames:
    """Refused at once where the file has less than its header says."""
    if header.length is None:
        return Packed(content, _grouped(content, header))
    size = plain_size(header)
    whole = size * header.frames
    if whole > header.length or (header.folded is None and header.start + whole > len(content)):
        raise Invalid(DAMAGED)
    if header.folded is not None:
        return Folded(content, header.start, size, header.folded)
    return Plain(content, header.start, size)


def stream_of(content: bytes, header: Header) -> bytes:
    """What is packed as one: a film of all frames."""
    if header.length is not None:
        raise Invalid(DAMAGED)
    return b"".join(content[start:stop] for start, stop in _bodies(content, header)[1:])


def plain_size(header: Header) -> int:
    """Bytes of a frame that is not packed."""
    values = header.rows * header.columns * header.samples
    if header.photometric == "YBR_FULL_422":
        values = header.rows * header.columns * 2
    return values * header.number("BitsAllocated", 8) // 8


def _fragments(content: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Each item's body; the first is the table of offsets."""
    while content[start : start + 4] == ITEM:
        (size,) = unpack_from("<I", content, start + 4)
        if start + 8 + size > len(content):
            raise Invalid(DAMAGED)
        yield start + 8, start + 8 + size
        start += 8 + size


def _bodies(content: bytes, header: Header) -> list[tuple[int, int]]:
    """The table of offsets and at least one fragment."""
    found = list(islice(_fragments(content, header.start), FRAGMENTS + 1))
    if not 2 <= len(found) <= FRAGMENTS:
        raise Invalid(DAMAGED)
    return found


def _grouped(content: bytes, header: Header) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The fragments of each frame: one each, or by the table of offsets, or by how a frame ends."""
    table, *bodies = _bodies(content, header)
    if header.frames == 1:
        return (tuple(bodies),)
    if len(bodies) == header.frames:
        return tuple((body,) for body in bodies)
    if header.syntax == RLELossless:
        raise Invalid(DAMAGED)
    groups = _by_table(content, table, bodies) or _by_ends(content, bodies)
    if len(groups) < header.frames:
        raise Invalid(DAMAGED)
    return tuple(tuple(group) for group in groups[: header.frames])


def _by_table(content: bytes, table: tuple[int, int], bodies: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    start, stop = table
    first = bodies[0][0] - 8
    marks = {first + offset for offset in unpack_from(f"<{(stop - start) // 4}I", content, start)}
    groups: list[list[tuple[int, int]]] = []
    for body in bodies if marks else []:
        if body[0] - 8 in marks or not groups:
            groups.append([])
        groups[-1].append(body)
    return groups


def _by_ends(content: bytes, bodies: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    groups: list[list[tuple[int, int]]] = [[]]
    for body in bodies:
        groups[-1].append(body)
        if content[max(body[1] - 3, body[0]) : body[1]].endswith(ENDS):
            groups.append([])
    return [group for group in groups if group]
