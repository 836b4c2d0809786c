"""The bytes of a DICOM frame to what its file means on a screen."""

import numpy as np
from numpy.typing import NDArray
from pydicom import uid
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut, convert_color_space

from app.domain.picture import Pixels
from app.errors import Invalid
from app.imaging.intake.coded import check_scans, coded_size
from app.imaging.intake.dicom_frames import DAMAGED
from app.imaging.intake.dicom_header import Header
from app.imaging.intake.dicom_rle import unpacked
from app.imaging.intake.dicom_window import window

DECODERS = {
    uid.JPEGBaseline8Bit: "pillow",
    uid.JPEGExtended12Bit: "pillow",
    uid.JPEGLossless: "gdcm",
    uid.JPEGLosslessSV1: "gdcm",
    uid.JPEGLSLossless: "gdcm",
    uid.JPEGLSNearLossless: "gdcm",
    uid.JPEG2000Lossless: "pylibjpeg",
    uid.JPEG2000: "pylibjpeg",
    uid.HTJ2KLossless: "pylibjpeg",
    uid.HTJ2KLosslessRPCL: "pylibjpeg",
    uid.HTJ2K: "pylibjpeg",
}
"""Who unpacks which syntax: one each, so that the same bytes give the same pixels; pyjpegls can hang over damage."""
PLAIN = (uid.ImplicitVRLittleEndian, uid.ExplicitVRLittleEndian, uid.ExplicitVRBigEndian)
MODULE = (
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "PlanarConfiguration",
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
)
GRAY = ("MONOCHROME1", "MONOCHROME2")
COLOUR = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT", "YBR_PARTIAL_420", "YBR_PARTIAL_422")
PALETTE = "PALETTE COLOR"


def shown(frame: bytes, header: Header) -> Pixels:
    """A whole frame, in gray or in sRGB."""
    stored = _stored(frame, header)
    if header.photometric in GRAY:
        return window(header, stored)
    if header.photometric == PALETTE:
        coloured = apply_color_lut(stored, header.facts)
        if header.syntax == uid.ExplicitVRBigEndian and coloured.dtype.itemsize > 1:
            coloured = coloured.byteswap()
        deep = int(header.facts.RedPaletteColorLookupTableDescriptor[2]) > 8
        return (coloured >> 8 if deep and coloured.dtype.itemsize > 1 else coloured).astype(np.uint8)
    spare = max(header.number("BitsStored", 8) - 8, 0)
    return np.ascontiguousarray((stored >> spare).astype(np.uint8))


def check_pixels(header: Header) -> None:
    """Whether the header names pixels that are read here."""
    bits = header.number("BitsAllocated")
    fits = (1, GRAY) if header.samples == 1 else (3, COLOUR)
    known = header.photometric in fits[1] or (header.samples == 1 and header.photometric == PALETTE)
    if header.samples not in (1, 3) or not known or bits not in (8, 16):
        raise Invalid(
            "The picture's colours ({mode}) cannot be read. Please save it as JPEG or PNG with 8 bits a colour.",
            mode=f"{header.photometric or 'unknown'}, {bits} bits",
        )
    if header.syntax == uid.JPEGExtended12Bit and header.number("BitsStored", bits) > 8:
        raise unread(header)
    if not 1 <= header.number("BitsStored", bits) <= bits:
        raise Invalid(DAMAGED)


def unread(header: Header) -> Invalid:
    return Invalid(
        "The DICOM file is packed as {syntax}, which is not read here. Please export it as JPEG or not packed.",
        syntax=uid.UID(header.syntax).name,
    )


def _stored(frame: bytes, header: Header) -> NDArray[np.integer]:
    """The frame's own values; colours already red, green and blue."""
    if header.syntax == uid.RLELossless:
        return _told(unpacked(frame, header), header)
    single = _alone(frame, header)
    if header.syntax in PLAIN:
        decoded, _ = get_decoder(header.syntax).as_array(single)
        return decoded
    _check_size(frame, header)
    decoded, _ = get_decoder(header.syntax).as_array(single, decoding_plugin=DECODERS[header.syntax])
    return decoded


def _told(values: NDArray[np.integer], header: Header) -> NDArray[np.integer]:
    """Signed where the file says so, and red, green and blue."""
    if header.photometric.startswith("YBR_FULL"):
        return convert_color_space(values.astype(np.uint8), "YBR_FULL", "RGB")
    return values.view(f"i{values.dtype.itemsize}") if header.number("PixelRepresentation") == 1 else values


def _check_size(frame: bytes, header: Header) -> None:
    """A coded frame larger than its header says, or with scans without end, would be a bomb."""
    if coded_size(frame) != (header.columns, header.rows):
        raise Invalid(DAMAGED)
    check_scans(frame, header.columns, header.rows)


def _alone(frame: bytes, header: Header) -> Dataset:
    """The frame as a picture of its own."""
    single = Dataset()
    for keyword in MODULE:
        if keyword in header.facts:
            single[keyword] = header.facts[keyword]
    single.NumberOfFrames = 1
    single.file_meta = FileMetaDataset()
    single.file_meta.TransferSyntaxUID = header.syntax
    single.set_original_encoding(header.syntax == uid.ImplicitVRLittleEndian, header.syntax != uid.ExplicitVRBigEndian)
    packed = header.syntax not in PLAIN
    value = encapsulate([frame]) if packed else frame
    vr = "OB" if packed else header.vr
    single["PixelData"] = DataElement(0x7FE00010, vr, value, is_undefined_length=packed)
    return single
