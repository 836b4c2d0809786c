"""Gray values of any depth to the 256 a screen shows, as the file asks."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydicom.pixels.processing import apply_modality_lut, apply_voi

from app.domain.picture import Pixels
from app.imaging.intake.dicom_header import Header

Curve = NDArray[np.float64]


def window(header: Header, stored: NDArray[np.integer]) -> Pixels:
    """Looked up: each value that can be stored is worked out once."""
    bits = header.number("BitsStored", 8)
    signed = header.number("PixelRepresentation") == 1
    values: NDArray[np.integer] = np.arange(1 << bits, dtype=np.uint16)
    if signed:
        values = np.where(values >= 1 << (bits - 1), values.astype(np.int32) - (1 << bits), values).astype(np.int16)
    table = _bytes(header, values, bits)
    if header.photometric == "MONOCHROME1" or header.facts.get("PresentationLUTShape") == "INVERSE":
        table = 255 - table
    pixels: Pixels = table[stored.astype(np.int32) & ((1 << bits) - 1)]
    return pixels


def _bytes(header: Header, values: NDArray[np.integer], bits: int) -> Pixels:
    meant = np.asarray(apply_modality_lut(values, header.facts), np.float64)
    low, high = float(meant.min()), float(meant.max())
    centre, width = _first(header, "WindowCenter"), _first(header, "WindowWidth")
    if header.facts.get("VOILUTSequence"):
        meant = np.asarray(apply_voi(np.asarray(meant, values.dtype), header.facts), np.float64)
        low, high = 0.0, float((1 << int(header.facts.VOILUTSequence[0].LUTDescriptor[2])) - 1)
    elif centre is not None and width is not None and width > 0:
        return _scaled(_windowed(meant, centre, width, str(header.facts.get("VOILUTFunction") or "LINEAR")), 0.0, 1.0)
    elif bits == 8 and "RescaleSlope" not in header.facts:
        return (values & 0xFF if values.dtype == np.uint16 else values + 128).astype(np.uint8)
    return _scaled(meant, low, high)


def _windowed(meant: Curve, centre: float, width: float, function: str) -> Curve:
    """From nought to one (PS3.3, C.11.2.1.2 and .3)."""
    match function:
        case "SIGMOID":
            return 1 / (1 + np.exp(-4 * (meant - centre) / width))
        case "LINEAR_EXACT":
            return (meant - centre) / width + 0.5
        case _:
            return (meant - centre + 0.5) / max(width - 1, 1e-6) + 0.5


def _scaled(meant: Curve, low: float, high: float) -> Pixels:
    share = (meant - low) / max(high - low, 1e-9)
    return np.rint(np.clip(share, 0, 1) * 255).astype(np.uint8)


def _first(header: Header, keyword: str) -> float | None:
    """The first of several windows is the one meant to be shown."""
    value = header.facts.get(keyword)
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = value[0] if value else None
    return None if value is None or value == "" else float(value)
