"""What an ultrasound scanner says about its screen: where the scan is, and how large a pixel."""

from dataclasses import dataclass

from pydicom.dataset import Dataset

from app.imaging.intake.cut import Cut
from app.imaging.intake.dicom_header import Header

PLANE = 1
"""Region Spatial Format: a picture in two dimensions, not a trace or a spectrum."""
TISSUE = 1
CENTIMETRES = 3
LEAST = 16
"""Pixels across and down; less is no scan."""
WHOLE = 0.85
"""A region of nearly the whole screen tells nothing about where the writing is."""


@dataclass(frozen=True, slots=True)
class Region:
    """One of the scanner's regions, within the picture."""

    cut: Cut
    tissue: bool
    spacing_mm: tuple[float, float] | None


def declared_cut(header: Header) -> Cut | None:
    """All tissue, or else all that is a plane; None where the file does not tell."""
    regions = _regions(header)
    wanted = [region.cut for region in regions if region.tissue] or [region.cut for region in regions]
    if not wanted:
        return None
    cut = Cut(
        min(cut.left for cut in wanted),
        min(cut.top for cut in wanted),
        max(cut.right for cut in wanted),
        max(cut.bottom for cut in wanted),
    )
    return None if cut.width * cut.height >= WHOLE * header.columns * header.rows else cut


def spacing_mm(header: Header) -> tuple[float, float] | None:
    """Of the largest region that tells; else what the picture as a whole tells."""
    calibrated = [region for region in _regions(header) if region.spacing_mm is not None]
    if calibrated:
        return max(calibrated, key=lambda region: region.cut.width * region.cut.height).spacing_mm
    spacing = header.facts.get("PixelSpacing")
    if spacing is None or isinstance(spacing, str) or len(spacing) != 2:
        return None
    down, across = (float(side) for side in spacing)
    return (across, down) if across > 0 and down > 0 else None


def _regions(header: Header) -> list[Region]:
    found = (_region(item, header) for item in header.facts.get("SequenceOfUltrasoundRegions") or ())
    return [region for region in found if region is not None]


def _region(item: Dataset, header: Header) -> Region | None:
    if item.get("RegionSpatialFormat") != PLANE:
        return None
    left, top = int(item.RegionLocationMinX0), int(item.RegionLocationMinY0)
    right, bottom = int(item.RegionLocationMaxX1) + 1, int(item.RegionLocationMaxY1) + 1
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, header.columns), min(bottom, header.rows)
    if right - left < LEAST or bottom - top < LEAST:
        return None
    return Region(Cut(left, top, right, bottom), item.get("RegionDataType") == TISSUE, _delta(item))


def _delta(item: Dataset) -> tuple[float, float] | None:
    """Millimetres from one pixel to the next."""
    across, down = abs(float(item.get("PhysicalDeltaX") or 0)), abs(float(item.get("PhysicalDeltaY") or 0))
    units = {item.get("PhysicalUnitsXDirection"), item.get("PhysicalUnitsYDirection")}
    return (across * 10, down * 10) if units == {CENTIMETRES} and across > 0 and down > 0 else None
