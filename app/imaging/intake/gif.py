"""The blocks of a GIF: how many pictures, and how long each is shown, without unpacking one."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import Invalid

SCREEN, TABLE, SIZE = 13, 0x80, 0x07
EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
CONTROL = 0xF9


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the file from `start` to `stop`."""

    mark: int
    label: int
    """Of an extension: what it is."""
    start: int
    stop: int


def screen(content: bytes) -> tuple[int, int]:
    """Width and height."""
    return _number(content, 6), _number(content, 8)


def blocks(content: bytes) -> Iterator[Block]:
    """Everything after the header and its palette, up to the trailer."""
    place = head(content)
    while place < len(content) and content[place] != TRAILER:
        mark, label, start = content[place], content[place + 1], place
        if mark == EXTENSION:
            place += 2
        elif mark == IMAGE:
            place = _data(content, place)
        else:
            raise Invalid("The picture cannot be read: the file is damaged or cut short. Please send it again.")
        while content[place]:
            place += content[place] + 1
        place += 1
        yield Block(mark, label, start, place)


def head(content: bytes) -> int:
    """The length of what comes before the blocks."""
    return SCREEN + _table(content[10])


def _data(content: bytes, place: int) -> int:
    """Where an image's packed pixels begin; it must lie on the screen."""
    left, top, width, height = (_number(content, place + offset) for offset in (1, 3, 5, 7))
    across, down = screen(content)
    if left + width > across or top + height > down:
        raise Invalid("The picture cannot be read: the file is damaged or cut short. Please send it again.")
    return place + 10 + _table(content[place + 9]) + 1


def _table(flags: int) -> int:
    return 3 * 2 ** ((flags & SIZE) + 1) if flags & TABLE else 0


def _number(content: bytes, place: int) -> int:
    return int.from_bytes(content[place : place + 2], "little")


def seconds(content: bytes, block: Block) -> float | None:
    """How long the next picture is shown, where the block says."""
    if block.mark != EXTENSION or block.label != CONTROL:
        return None
    return _number(content, block.start + 4) / 100
