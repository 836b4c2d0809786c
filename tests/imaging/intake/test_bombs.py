"""Files that claim to be huge: refused from their headers."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from struct import pack
from zlib import compress, compressobj, crc32

import numpy as np
import pytest
from PIL import Image
from pydicom import uid

from app.errors import Invalid, TooLarge
from app.imaging.intake import Limits, clean_copy, open_picture
from app.imaging.intake.clip import lists_items
from tests.imaging.intake.filmed import filmed
from tests.imaging.intake.scanned import CAPTURE, plain, sector


def png(width: int, height: int, *more: tuple[bytes, bytes]) -> bytes:
    chunks = [
        (b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        *more,
        (b"IDAT", compress(bytes(1000))),
        (b"IEND", b""),
    ]
    written = [pack(">I", len(body)) + name + body + pack(">I", crc32(name + body)) for name, body in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def jpeg() -> bytes:
    file = BytesIO()
    Image.new("L", (16, 16)).save(file, "JPEG")
    return file.getvalue().replace(pack(">HH", 16, 16), pack(">HH", 65500, 65500))


def tiff() -> bytes:
    file = BytesIO()
    Image.new("L", (16, 17)).save(file, "TIFF")
    return file.getvalue().replace(pack("<HHII", 257, 4, 1, 17), pack("<HHII", 257, 4, 1, 2**31))


def webp() -> bytes:
    frame = b"VP8X" + pack("<I", 10) + b"\x02\0\0\0" + b"\xff\xff\xff" + b"\xff\xff\xff"
    return b"RIFF" + pack("<I", len(frame) + 4) + b"WEBP" + frame


def avi() -> bytes:
    content = bytearray(filmed([np.zeros((64, 96, 3), np.uint8)], "mjpeg", "avi"))
    frame, place = content.index(b"\xff\xc0"), content.index(b"strf")
    content[frame + 5 : frame + 9] = pack(">HH", 15000, 15000)
    content[place + 12 : place + 20] = pack("<II", 15000, 15000)
    return bytes(content)


def deflated() -> bytes:
    """A hundred megabytes of noughts behind a true header."""
    content = plain(sector()[0], SOPClassUID=CAPTURE, Modality="OT", syntax=uid.ExplicitVRLittleEndian)
    start = 144 + int.from_bytes(content[140:144], "little")
    meta = content[:start].replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99")
    meta = meta.replace(b"UI\x14\x001.2.840.10008.1.2.1.99", b"UI\x16\x001.2.840.10008.1.2.1.99")
    meta = meta[:140] + pack("<I", len(meta) - 144) + meta[144:]
    pack_up = compressobj(9, wbits=-15)
    return meta + pack_up.compress(content[start:-19200]) + pack_up.compress(bytes(100_000_000)) + pack_up.flush()


def box(name: bytes, body: bytes) -> bytes:
    return pack(">I", 8 + len(body)) + name + body


def listing(name: bytes, *path: bytes) -> bytes:
    """A clip with a list of a hundred million still pictures, none of them there."""
    version, count = (2, 0x0800_0000) if name == b"iloc" else (1, 0x0C21_0000)
    liar = box(name, bytes([version, 0, 0, 0]) + (bytes(2) if name == b"iloc" else b"") + pack(">I", count) + bytes(16))
    for outer in reversed(path):
        liar = box(outer, liar)
    return box(b"ftyp", b"isom" + bytes(4) + b"mp42") + box(b"free", b"") + liar


BOMBS = {
    "png": png(30_000, 30_000),
    "jpeg": jpeg(),
    "tiff": tiff(),
    "webp": webp(),
    "gif": b"GIF89a" + pack("<HHBBB", 65535, 65535, 0, 0, 0) + b";",
    "avi": avi(),
    "dicom of 65,535²": plain(sector()[0], Rows=65535, Columns=65535),
    "dicom of 65,535 frames": plain(sector()[0], NumberOfFrames=65535),
}
SCRIPT = """
import resource, sys, time
from pathlib import Path
from app.errors import NeoscreenError
from app.imaging.intake import open_picture
for name in sys.argv[1:]:
    content = Path(name).read_bytes()
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.thread_time()
    try:
        open_picture(content).frame()
    except NeoscreenError:
        pass
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, time.thread_time() - start)
"""


@pytest.mark.parametrize("name", BOMBS)
def test_a_picture_too_large_is_refused(name: str) -> None:
    with pytest.raises(TooLarge, match="at most"):
        open_picture(BOMBS[name])


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(TooLarge, match="at most 1 MB"):
        open_picture(png(10, 10) + bytes(2_000_000), Limits(bytes=1_000_000))


@pytest.mark.parametrize("name", ["iCCP", "zTXt"])
def test_words_that_unfold_without_end_are_no_harm(name: str) -> None:
    words = b"words\0\0" + compress(bytes(50_000_000))
    with pytest.raises(Invalid, match="cut short"):
        open_picture(png(20, 20, (name.encode(), words))).frame()


LISTINGS = [listing(name, *path) for name in (b"iloc", b"iinf") for path in ((), (b"moov", b"udta"))]


@pytest.mark.parametrize("content", LISTINGS)
def test_a_list_of_pictures_that_lies_is_not_begun(content: bytes) -> None:
    for look in (open_picture, clean_copy):
        with pytest.raises(Invalid, match="holds no pictures"):
            look(content)


def test_the_same_letters_among_the_frames_of_a_clip_are_no_list() -> None:
    film = filmed(list(sector(3, colour=True)), "libx264", "mp4")
    place = film.index(b"mdat") - 4
    spoken = film[:place] + box(b"mdat", b"iloc iinf") + film[place:]
    assert not lists_items(spoken)
    assert lists_items(spoken[:place] + b"iloc" + spoken[place:])


def test_bombs_take_little_memory_and_time(tmp_path: Path) -> None:
    """In a process of its own: 50 MB, and processor time with room for a slow machine."""
    files = []
    for number, content in enumerate([*BOMBS.values(), *LISTINGS, deflated()]):
        files.append(tmp_path / str(number))
        files[-1].write_bytes(content)
    done = subprocess.run([sys.executable, "-c", SCRIPT, *files], capture_output=True, text=True, check=True)
    spent = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
    assert len(spent) == len(files)
    assert all(kilobytes < 50_000 and seconds < 3 for kilobytes, seconds in spent)
