"""DICOM files made for tests."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from pydicom import uid
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence

Array = NDArray[np.generic]
CINE, STILL = "1.2.840.10008.5.1.4.1.1.3.1", "1.2.840.10008.5.1.4.1.1.6.1"
CAPTURE, PHOTOGRAPH = "1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.77.1.4"
NAME = "Wang^Xiaoming"


def sector(frames: int = 1, colour: bool = False) -> NDArray[np.uint8]:
    """A fan that brightens from frame to frame, with writing above it and a scale beside it."""
    down, across = np.mgrid[0:120, 0:160]
    reach = np.hypot(across - 80, down - 25)
    fan = (reach > 8) & (reach < 85) & (np.abs(across - 80) < (down - 20) * 0.8)
    stack = np.stack([np.where(fan, 60 + 3 * index + down % 40, 0) for index in range(frames)])
    stack[:, 4:9, 6:70:3] = 255
    stack[:, 50:90, 154:156] = 200
    pixels = stack.astype(np.uint8)
    return np.repeat(pixels[..., None], 3, axis=3) if colour else pixels


def region(
    left: int = 20, top: int = 20, right: int = 139, bottom: int = 111, kind: int = 1, plane: int = 1
) -> Dataset:
    item = Dataset()
    item.RegionSpatialFormat, item.RegionDataType, item.RegionFlags = plane, kind, 0
    item.RegionLocationMinX0, item.RegionLocationMinY0 = left, top
    item.RegionLocationMaxX1, item.RegionLocationMaxY1 = right, bottom
    item.PhysicalUnitsXDirection = item.PhysicalUnitsYDirection = 3
    item.PhysicalDeltaX, item.PhysicalDeltaY = 0.02, 0.03
    return item


def described(pixels: Array, *regions: Dataset, frames: int = 1, **facts: object) -> Dataset:
    """A file's facts, with the patient's name wherever one stands."""
    ds = Dataset()
    ds.SOPClassUID = CINE if frames > 1 else STILL
    ds.SOPInstanceUID = ds.StudyInstanceUID = ds.SeriesInstanceUID = "1.2.826.0.1.3680043.8.498.1"
    ds.Modality = "US"
    ds.PatientName, ds.PatientID, ds.PatientBirthDate = NAME, "778899", "20261101"
    ds.InstitutionName, ds.StudyDescription, ds.AccessionNumber = "Hospital of " + NAME, NAME, "AX" + "778899"
    ds.add_new(0x00091001, "LO", NAME)
    ds.Rows, ds.Columns = pixels.shape[1:3] if frames > 1 else pixels.shape[:2]
    ds.SamplesPerPixel = 3 if pixels.shape[-1] == 3 else 1
    ds.PhotometricInterpretation = "RGB" if ds.SamplesPerPixel == 3 else "MONOCHROME2"
    if ds.SamplesPerPixel == 3:
        ds.PlanarConfiguration = 0
    ds.BitsAllocated = ds.BitsStored = pixels.dtype.itemsize * 8
    ds.HighBit, ds.PixelRepresentation = ds.BitsStored - 1, int(pixels.dtype.kind == "i")
    if frames > 1:
        ds.NumberOfFrames, ds.FrameTime = frames, 40
    if regions:
        ds.SequenceOfUltrasoundRegions = Sequence(regions)
    for keyword, value in facts.items():
        setattr(ds, keyword, value)
    return ds


def written(ds: Dataset, value: bytes, syntax: str = uid.ExplicitVRLittleEndian, packed: bool = False) -> bytes:
    """The file; a preamble that could be a program."""
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = uid.UID(syntax)
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    ds.PixelData = value
    ds["PixelData"].VR = "OB" if packed or ds.BitsAllocated == 8 else "OW"
    ds["PixelData"].is_undefined_length = packed
    file = BytesIO()
    ds.preamble = b"MZ".ljust(128, b"\x90")
    ds.save_as(file, enforce_file_format=True)
    return file.getvalue()


def plain(
    pixels: Array, *regions: Dataset, frames: int = 1, syntax: str = uid.ExplicitVRLittleEndian, **facts: object
) -> bytes:
    """A file whose pixels are not packed."""
    ordered = pixels.astype(pixels.dtype.newbyteorder(">" if syntax == uid.ExplicitVRBigEndian else "<"))
    return written(described(pixels, *regions, frames=frames, **facts), ordered.tobytes(), syntax)


def packed(
    coded: list[bytes], syntax: str, pixels: Array, *regions: Dataset, frames: int = 1, **facts: object
) -> bytes:
    """A file of frames already coded."""
    ds = described(pixels, *regions, frames=frames, **facts)
    return written(ds, encapsulate(coded, has_bot=False), syntax, packed=True)
