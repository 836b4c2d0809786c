"""The units of H.264 and HEVC streams as MP4 holds them: those that draw stay, messages go."""

from collections.abc import Iterator

MESSAGES = {"h264": {6, 12}, "hevc": {38, 39, 40}}
"""Units that may hold anything at all, and filling."""


def drawing(packet: bytes, codec: str, described: bytes) -> bytes:
    """The packet without its messages."""
    wide = (described[4] if codec == "h264" else described[21]) % 4 + 1
    kept = (unit for unit in _units(packet, wide) if kind(unit, codec) not in MESSAGES[codec])
    return b"".join(len(unit).to_bytes(wide, "big") + unit for unit in kept)


def kind(unit: bytes, codec: str) -> int:
    return unit[0] & 31 if codec == "h264" else unit[0] >> 1 & 63


def _units(packet: bytes, wide: int) -> Iterator[bytes]:
    place = 0
    while place + wide < len(packet):
        size = int.from_bytes(packet[place : place + wide], "big")
        yield packet[place + wide : place + wide + size]
        place += wide + size


def silenced(described: bytes) -> bytes:
    """HEVC's description of a stream with blanks for the words of its messages; as long as before."""
    blank, place = bytearray(described), 23
    for _ in range(described[22]):
        message = described[place] & 63 in MESSAGES["hevc"]
        count, place = int.from_bytes(described[place + 1 : place + 3], "big"), place + 3
        for _ in range(count):
            size, place = int.from_bytes(described[place : place + 2], "big"), place + 2
            if message:
                blank[place + 4 : place + size - 1] = b" " * max(size - 5, 0)
            place += size
    return bytes(blank)
