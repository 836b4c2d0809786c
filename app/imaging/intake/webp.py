"""The chunks of a WebP, and its size before a decoder makes room for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import Invalid

START = 12
ANIMATED = 0x02


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the file: its name, and where its body lies."""

    name: bytes
    start: int
    stop: int


def chunks(content: bytes) -> Iterator[Chunk]:
    """In the order of the file; an odd body is padded."""
    place = START
    while place + 8 <= len(content):
        size = int.from_bytes(content[place + 4 : place + 8], "little")
        yield Chunk(content[place : place + 4], place + 8, place + 8 + size)
        place += 8 + size + size % 2


def seconds(content: bytes) -> float | None:
    """How long a frame of an animation is shown, on the mean."""
    times = [
        int.from_bytes(content[chunk.start + 12 : chunk.start + 15], "little") / 1000
        for chunk in chunks(content)
        if chunk.name == b"ANMF"
    ]
    return sum(times) / len(times) if times else None


def canvas(content: bytes) -> tuple[int, int]:
    """Width and height as the first chunk gives them."""
    first = next(chunks(content), None)
    body = content[first.start : first.start + 10] if first else b""
    if first is None or len(body) < 10:
        raise Invalid("The picture cannot be read: the file is damaged or cut short. Please send it again.")
    match first.name:
        case b"VP8X":
            return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(body[1:5], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
