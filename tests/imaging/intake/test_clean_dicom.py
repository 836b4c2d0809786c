"""Copies of DICOM files that may be stored."""

from io import BytesIO
from pathlib import Path
from typing import Any

import data_store
import numpy as np
import pydicom
import pytest
from pydicom import uid

from app.imaging.intake import clean_copy, open_picture
from tests.imaging.intake.scanned import CAPTURE, PHOTOGRAPH, plain, region, sector

REAL = Path(data_store.__file__).parent / "data"
TOLD = (b"Wang", b"Xiaoming", b"778899", b"20261101", b"Hospital")


def test_no_fact_about_the_person_is_left() -> None:
    content = plain(sector(3), region(), frames=3)
    assert all(word in content for word in TOLD)
    copy = clean_copy(content)
    assert not any(word in copy.content for word in TOLD)
    assert copy.content[:128] == bytes(128)
    ds = pydicom.dcmread(BytesIO(copy.content))
    assert ds.PatientIdentityRemoved == "YES" and ds.DeidentificationMethod.startswith("Neoscreen")
    assert not any(element.tag.is_private for element in ds)
    assert all(
        ds[name].value.startswith("2.25.") for name in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
    )


def test_the_writing_around_the_scan_is_cut_away() -> None:
    ds = pydicom.dcmread(BytesIO(clean_copy(plain(sector(3), region(), frames=3)).content))
    assert (ds.Rows, ds.Columns, ds.NumberOfFrames) == (92, 120, 3)
    without = pydicom.dcmread(BytesIO(clean_copy(plain(sector(3), frames=3)).content)).pixel_array
    assert without.shape == (3, 120, 160)
    assert not without[:, :10].any() and without[:, 30:100].any()


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"PhotometricInterpretation": "MONOCHROME1"},
        {"SOPClassUID": CAPTURE, "Modality": "OT", "PixelSpacing": [0.3, 0.2]},
        {"SOPClassUID": PHOTOGRAPH, "Modality": "XC"},
    ],
)
@pytest.mark.parametrize("frames", [1, 4])
@pytest.mark.parametrize("colour", [False, True])
def test_the_copy_shows_the_same_pixels(facts: dict[str, Any], frames: int, colour: bool) -> None:
    if colour and "PhotometricInterpretation" in facts:
        facts = {}
    pixels = sector(frames, colour)
    content = plain(
        pixels if frames > 1 else pixels[0], *([] if "Modality" in facts else [region()]), frames=frames, **facts
    )
    copy = clean_copy(content)
    before, after = open_picture(content), open_picture(copy.content)
    assert (after.media_type, after.width, after.height) == (copy.media_type, before.width, before.height)
    assert after.frame_seconds == before.frame_seconds
    assert after.spacing_mm == (pytest.approx(before.spacing_mm) if before.spacing_mm else None)
    assert all(np.array_equal(before.frame(index), after.frame(index)) for index in range(frames))
    assert clean_copy(content) == copy == clean_copy(copy.content)


@pytest.mark.parametrize(
    "name", ["OBXXXX1A_rle_2frame.dcm", "US1_J2KR.dcm", "gdcm-US-ALOKA-16.dcm", "JPGLosslessP14SV1_1s_1f_8b.dcm"]
)
def test_copies_of_real_files_show_the_same_pixels(name: str) -> None:
    content = (REAL / name).read_bytes()
    copy = clean_copy(content)
    before, after = open_picture(content), open_picture(copy.content)
    assert all(np.array_equal(before.frame(index), after.frame(index)) for index in range(before.frames))
    assert after.spacing_mm == (pytest.approx(before.spacing_mm) if before.spacing_mm else None)
    assert clean_copy(copy.content) == copy


def test_deep_grays_are_stored_as_shown() -> None:
    deep = np.linspace(0, 4095, 120 * 160).reshape(120, 160).astype(np.uint16)
    content = plain(deep, SOPClassUID=CAPTURE, Modality="OT", BitsStored=12, HighBit=11)
    copy = clean_copy(content).content
    assert pydicom.dcmread(BytesIO(copy)).file_meta.TransferSyntaxUID == uid.JPEGLSLossless
    assert np.array_equal(open_picture(copy).frame(), open_picture(content).frame())
