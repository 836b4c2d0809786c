"""Run-length coded frames (PS3.5, annex G), unpacked no further than the picture goes."""

from itertools import pairwise
from struct import unpack_from

import numpy as np
from numpy.typing import NDArray

from app.errors import Invalid
from app.imaging.intake.dicom_header import Header

KINDS: dict[int, type[np.uint8 | np.uint16]] = {1: np.uint8, 2: np.uint16}


def unpacked(frame: bytes, header: Header) -> NDArray[np.integer]:
    """Rows, columns and samples from a segment for each byte of each sample, the high byte first."""
    deep, samples, size = header.number("BitsAllocated", 8) // 8, header.samples, header.rows * header.columns
    count, *offsets = unpack_from("<16I", frame)
    if count != deep * samples or count > 15:
        raise Invalid("The picture cannot be read: the file is damaged or cut short. Please send it again.")
    edges = [*offsets[:count], len(frame)]
    planes = [_segment(frame[start:stop], size) for start, stop in pairwise(edges)]
    stacked = np.stack([np.frombuffer(plane, np.uint8) for plane in planes]).reshape(samples, deep, size)
    values = np.ascontiguousarray(stacked.transpose(2, 0, 1)).view(">u2" if deep == 2 else "u1")
    shape = (header.rows, header.columns) + ((samples,) if samples > 1 else ())
    native: NDArray[np.integer] = values.astype(KINDS[deep])
    return native.reshape(shape)


def _segment(packed: bytes, size: int) -> bytearray:
    """A count of 0 to 127 takes so many bytes and one more as they are; 129 to 255 repeats the next one."""
    found, place = bytearray(), 0
    while len(found) < size and place < len(packed):
        count, place = packed[place], place + 1
        if count < 128:
            found += packed[place : place + count + 1]
            place += count + 1
        elif count > 128:
            found += packed[place : place + 1] * (257 - count)
            place += 1
    if len(found) < size:
        raise Invalid("The picture cannot be read: the file is damaged or cut short. Please send it again.")
    return found[:size]
