"""Pictures and cines in DICOM."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import data_store
import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydicom import uid
from pydicom.dataset import Dataset
from pydicom.pixels.encoders.base import get_encoder

from app.errors import Invalid, TooLarge
from app.imaging.intake import Limits, clean_copy, open_picture
from tests.imaging.intake.filmed import filmed
from tests.imaging.intake.scanned import CAPTURE, PHOTOGRAPH, described, packed, plain, region, sector, written

REAL = Path(data_store.__file__).parent / "data"
SHIPPED = Path(pydicom.__file__).parent / "data" / "test_files"
CUT = (slice(20, 112), slice(20, 140))


def jpeg(pixels: NDArray[np.uint8]) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=95)
    return file.getvalue()


@pytest.mark.parametrize(
    "syntax", [uid.ImplicitVRLittleEndian, uid.ExplicitVRLittleEndian, uid.DeflatedExplicitVRLittleEndian]
)
def test_a_cine_is_cut_to_its_region_frame_by_frame(syntax: str) -> None:
    pixels = sector(5)
    picture = open_picture(plain(pixels, region(), frames=5, syntax=syntax))
    assert (picture.width, picture.height, picture.frames) == (120, 92, 5)
    assert picture.frame_seconds == pytest.approx(0.04)
    assert picture.spacing_mm == pytest.approx((0.2, 0.3))
    for index in (0, 4, 2):
        assert np.array_equal(picture.frame(index), pixels[index][CUT])


@pytest.mark.parametrize(
    ("syntax", "plugin"),
    [
        (uid.RLELossless, "pydicom"),
        (uid.JPEGLSLossless, "pyjpegls"),
        (uid.JPEG2000Lossless, "pylibjpeg"),
    ],
)
@pytest.mark.parametrize("colour", [False, True])
def test_lossless_codings_give_the_same_pixels(syntax: str, plugin: str, colour: bool) -> None:
    pixels = sector(2, colour)
    coded = []
    for frame in pixels:
        single = described(frame)
        single.PixelData = frame.tobytes()
        coded.append(get_encoder(uid.UID(syntax)).encode(single, encoding_plugin=plugin))
    facts: dict[str, Any] = (
        {"PhotometricInterpretation": "YBR_RCT"} if colour and syntax == uid.JPEG2000Lossless else {}
    )
    picture = open_picture(packed(coded, syntax, pixels, region(), frames=2, **facts))
    for index in (1, 0):
        assert np.array_equal(picture.frame(index), pixels[index][CUT])


@pytest.mark.parametrize(
    ("name", "syntax", "most"),
    [("gray", uid.HTJ2KLossless, 0), ("colour", uid.HTJ2KLosslessRPCL, 0), ("lossy", uid.HTJ2K, 1)],
)
def test_high_throughput_jpeg_2000_is_read(name: str, syntax: str, most: int) -> None:
    """Coded by OpenJPH from the same pixels, since no library here writes it."""
    pixels = sector(1, name == "colour")[0]
    facts: dict[str, Any] = {"PhotometricInterpretation": "YBR_RCT"} if name == "colour" else {}
    coded = (Path(__file__).parent / "htj2k" / f"{name}.j2c").read_bytes()
    picture = open_picture(packed([coded], syntax, pixels, region(), **facts))
    assert np.abs(picture.frame().astype(int) - pixels[CUT]).max() <= most


def test_a_jpeg_cine_without_a_table_of_offsets_is_read() -> None:
    pixels = sector(4, colour=True)
    coded = [jpeg(frame) for frame in pixels]
    picture = open_picture(
        packed(coded, uid.JPEGBaseline8Bit, pixels, region(), frames=4, PhotometricInterpretation="YBR_FULL_422")
    )
    for index in (3, 0):
        assert np.abs(picture.frame(index).astype(int) - pixels[index][CUT]).mean() < 3


@pytest.mark.parametrize(
    ("codec", "container", "syntax"),
    [
        ("libx264", "mp4", uid.MPEG4HP41),
        ("libx264", "mpegts", uid.MPEG4HP41),
        ("libx265", "mp4", uid.HEVCMP51),
        ("mpeg2video", "mpegts", uid.MPEG2MPML),
    ],
)
def test_a_cine_coded_as_a_film_is_read_and_stored_without_loss(codec: str, container: str, syntax: str) -> None:
    pixels = sector(6, colour=True)
    film = filmed(list(pixels), codec, container)
    content = packed([film + b"\0" * (len(film) % 2)], syntax, pixels, region(), frames=6)
    picture = open_picture(content)
    assert (picture.width, picture.height, picture.frames) == (120, 92, 6)
    assert picture.frame_seconds == pytest.approx(0.04)
    for index in (5, 0, 3):
        assert np.abs(picture.frame(index).astype(int) - pixels[index][CUT]).mean() < 8
    copy = open_picture(clean_copy(content).content)
    assert all(np.array_equal(copy.frame(index), picture.frame(index)) for index in range(6))


def test_what_is_black_on_white_is_turned() -> None:
    pixels = sector()[0]
    picture = open_picture(plain(255 - pixels, region(), PhotometricInterpretation="MONOCHROME1"))
    assert np.array_equal(picture.frame(), pixels[CUT])


def test_a_window_is_applied() -> None:
    deep = np.linspace(0, 4095, 120 * 160).reshape(120, 160).astype(np.uint16)
    facts: dict[str, Any] = {
        "BitsStored": 12,
        "HighBit": 11,
        "WindowCenter": [1000, 40],
        "WindowWidth": [400, 80],
        "VOILUTFunction": "LINEAR_EXACT",
    }
    shown = open_picture(plain(deep, SOPClassUID=CAPTURE, Modality="OT", **facts)).frame()
    assert np.abs(shown - np.clip((deep - 800.0) / 400, 0, 1) * 255).max() <= 0.51


def test_signed_values_keep_their_order() -> None:
    deep = np.linspace(-2000, 2000, 120 * 160).reshape(120, 160).astype(np.int16)
    shown = open_picture(plain(deep, SOPClassUID=CAPTURE, Modality="OT")).frame()
    assert np.all(np.diff(shown.ravel().astype(int)) >= 0) and shown[0, 0] < shown[-1, -1]


def test_colours_by_plane_and_in_brightness_and_chroma_are_the_same() -> None:
    colours = np.zeros((120, 160, 3), np.uint8)
    colours[:, :80], colours[:, 80:] = (200, 30, 90), (10, 220, 40)
    facts: dict[str, Any] = {"SOPClassUID": PHOTOGRAPH, "Modality": "XC"}
    planes = described(colours, PlanarConfiguration=1, **facts)
    shown = open_picture(written(planes, colours.transpose(2, 0, 1).tobytes())).frame()
    assert np.array_equal(shown, colours)
    chroma = np.asarray(Image.fromarray(colours).convert("YCbCr"))
    shown = open_picture(plain(chroma, PhotometricInterpretation="YBR_FULL", **facts)).frame()
    assert np.abs(shown.astype(int) - colours).max() <= 2


def test_of_several_regions_all_tissue_is_shown_and_no_trace() -> None:
    regions = [region(0, 20, 59, 100), region(90, 30, 149, 110), region(0, 112, 159, 119, plane=3, kind=4)]
    picture = open_picture(plain(sector()[0], *regions))
    assert (picture.width, picture.height) == (150, 91)


def test_a_region_beyond_the_picture_is_cut_to_it() -> None:
    picture = open_picture(plain(sector()[0], region(100, 60, 5000, 5000)))
    assert (picture.width, picture.height) == (60, 60)


@pytest.mark.parametrize("regions", [[], [region(0, 0, 159, 119)]])
def test_where_no_region_tells_the_strips_around_the_scan_are_black(regions: list[Dataset]) -> None:
    pixels = sector(3)
    picture = open_picture(plain(pixels, *regions, frames=3))
    shown = picture.frame(1)
    assert shown.shape == (120, 160)
    assert not shown[:10].any() and not shown[:, 152:].any()
    assert np.array_equal(shown[28:110, 40:120], pixels[1][28:110, 40:120])


def test_a_secondary_capture_of_a_photograph_is_shown_whole() -> None:
    pixels = sector()[0]
    assert np.array_equal(open_picture(plain(pixels, SOPClassUID=CAPTURE, Modality="OT")).frame(), pixels)


@pytest.mark.parametrize(
    ("name", "size", "frames"),
    [
        ("color3d_jpeg_baseline.dcm", (512, 384), 120),
        ("JPGLosslessP14SV1_1s_1f_8b.dcm", (1024, 768), 1),
        ("OBXXXX1A_expb_2frame.dcm", (680, 459), 2),
        ("OBXXXX1A_rle_2frame.dcm", (680, 459), 2),
        ("US1_J2KR.dcm", (640, 480), 1),
        ("gdcm-US-ALOKA-16.dcm", (608, 392), 1),
        ("SC_ybr_full_uncompressed.dcm", (100, 100), 1),
        ("SC_rgb_16bit_2frame.dcm", (100, 100), 2),
        ("OT-PAL-8-face.dcm", (640, 480), 1),
    ],
)
def test_real_files_are_read(name: str, size: tuple[int, int], frames: int) -> None:
    picture = open_picture((REAL / name).read_bytes())
    assert ((picture.width, picture.height), picture.frames) == (size, frames)
    shown = picture.frame(frames - 1)
    assert shown.shape[1::-1] == size and shown.std() > 1


def test_real_codings_of_one_picture_agree() -> None:
    one = open_picture((REAL / "OBXXXX1A_2frame.dcm").read_bytes())
    for name in ("OBXXXX1A_expb_2frame.dcm", "OBXXXX1A_rle_2frame.dcm"):
        other = open_picture((REAL / name).read_bytes())
        assert all(np.array_equal(one.frame(index), other.frame(index)) for index in range(2))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("CT_small.dcm", "is a CT Image"),
        ("rtplan.dcm", "holds no picture"),
        ("test-SR.dcm", "holds no picture"),
        ("waveform_ecg.dcm", "holds no picture"),
        ("JPGExtended.dcm", "packed as JPEG Extended"),
        ("SC_rgb_rle_32bit.dcm", "8 bits a colour"),
    ],
)
def test_what_is_no_picture_for_us_says_what_it_is(name: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        open_picture((SHIPPED / name).read_bytes()).frame()


def test_bombs_are_refused_from_the_header() -> None:
    ds: dict[str, Any] = {"SOPClassUID": CAPTURE, "Modality": "OT"}
    with pytest.raises(TooLarge, match="65535 × 65535"):
        open_picture(plain(sector()[0], Rows=65535, Columns=65535, **ds))
    with pytest.raises(TooLarge, match="65535 pictures"):
        open_picture(plain(sector()[0], NumberOfFrames=65535, **ds))
    with pytest.raises(TooLarge, match="2001 pictures"):
        open_picture(plain(sector()[0], NumberOfFrames=2001, **ds), Limits())


def test_a_file_with_less_than_its_header_says_is_refused() -> None:
    with pytest.raises(Invalid, match="cut short"):
        open_picture(plain(sector()[0], NumberOfFrames=50))
    with pytest.raises(Invalid, match="cut short"):
        open_picture(plain(sector()[0])[:-100])
    with pytest.raises(Invalid, match="no pixels"):
        open_picture(plain(sector()[0], Rows=0))


def test_a_frame_larger_than_the_header_says_is_not_unpacked() -> None:
    bomb = jpeg(np.zeros((4000, 4000), np.uint8))
    with pytest.raises(Invalid, match="cut short"):
        open_picture(packed([bomb], uid.JPEGBaseline8Bit, sector()[0])).frame()


def test_a_long_cine_never_lies_in_memory_as_a_whole() -> None:
    """By the peak of a process of its own; all frames at once would take 110 MB."""
    script = (
        "import resource, sys; from pathlib import Path; from app.imaging.intake import open_picture\n"
        "content = Path(sys.argv[1]).read_bytes(); open_picture(content).frame(0)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "picture = open_picture(content)\n"
        "for index in range(picture.frames): picture.frame(index)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, REAL / "color3d_jpeg_baseline.dcm"], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 20_000
