"""A DICOM file written anew: the pixels as they are shown, without loss, and no fact that is not on the list."""

from hashlib import sha256
from io import BytesIO
from struct import pack

import numpy as np
from pydicom import uid
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.pixels.encoders.base import get_encoder
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.valuerep import format_number_as_ds

from app.domain.picture import Pixels
from app.imaging.intake.dicom import CLEANED, ULTRASOUND, ULTRASOUND_CINE, is_ultrasound
from app.imaging.intake.dicom_header import Header, read_header
from app.imaging.intake.dicom_region import CENTIMETRES, PLANE, TISSUE
from app.imaging.intake.limits import Limits
from app.imaging.intake.opened import Opened

METHOD = f"{CLEANED}: pixels cut to the scan, facts kept by a list"
EMPTY = (
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "PatientSex",
    "StudyDate",
    "StudyTime",
    "StudyID",
    "AccessionNumber",
    "ReferringPhysicianName",
    "SeriesNumber",
    "InstanceNumber",
)
"""What every file must have a place for."""
ITEM, END = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0\0\0\0\0"
CINE = "1.2.840.10008.5.1.4.1.1.3.1"


def clean_dicom(content: bytes, picture: Opened, limits: Limits) -> bytes:
    """One frame in memory at a time, besides the copy itself."""
    body, digest = BytesIO(), sha256()
    body.write(b"\xe0\x7f\x10\0OB\0\0\xff\xff\xff\xff" + ITEM + b"\0\0\0\0")
    samples = 1
    for index in range(picture.frames):
        pixels = picture.frame(index)
        samples = 1 if pixels.ndim == 2 else 3
        coded = _coded(pixels)
        digest.update(coded)
        body.write(ITEM + pack("<I", len(coded)) + coded)
        limits.check_bytes(body.tell())
    body.write(END)
    facts = _facts(read_header(content), picture, samples)
    _name(facts, digest.digest())
    file = BytesIO()
    facts.save_as(file, enforce_file_format=True)
    file.seek(0, 2)
    file.write(body.getbuffer())
    return file.getvalue()


def _coded(pixels: Pixels) -> bytes:
    """JPEG-LS without loss; an odd length is filled up."""
    coded = get_encoder(uid.JPEGLSLossless).encode(
        np.ascontiguousarray(pixels),
        encoding_plugin="pyjpegls",
        rows=pixels.shape[0],
        columns=pixels.shape[1],
        samples_per_pixel=1 if pixels.ndim == 2 else 3,
        photometric_interpretation="MONOCHROME2" if pixels.ndim == 2 else "RGB",
        number_of_frames=1,
        bits_allocated=8,
        bits_stored=8,
        pixel_representation=0,
        planar_configuration=0,
    )
    return coded + b"\0" * (len(coded) % 2)


def _facts(header: Header, picture: Opened, samples: int) -> Dataset:
    """All that is kept: what kind of picture, how large, how fast, how finely."""
    facts = Dataset()
    facts.SOPClassUID = _class(header, picture)
    facts.Modality = "US" if is_ultrasound(header) else "OT"
    facts.ImageType = ["DERIVED", "SECONDARY"]
    facts.PatientIdentityRemoved, facts.DeidentificationMethod = "YES", METHOD
    for keyword in EMPTY:
        setattr(facts, keyword, "")
    facts.Rows, facts.Columns = picture.height, picture.width
    facts.SamplesPerPixel = samples
    facts.PhotometricInterpretation = "MONOCHROME2" if samples == 1 else "RGB"
    if samples == 3:
        facts.PlanarConfiguration = 0
    facts.BitsAllocated, facts.BitsStored, facts.HighBit, facts.PixelRepresentation = 8, 8, 7, 0
    if picture.frames > 1:
        facts.NumberOfFrames = picture.frames
    if picture.frames > 1 and picture.frame_seconds:
        facts.FrameIncrementPointer = Tag("FrameTime")
        facts.FrameTime = format_number_as_ds(picture.frame_seconds * 1000)
    if picture.spacing_mm:
        _measure(facts, header, picture.spacing_mm)
    return facts


def _class(header: Header, picture: Opened) -> str:
    told = str(header.facts.get("SOPClassUID") or "")
    if told in ULTRASOUND | ULTRASOUND_CINE or (not told and is_ultrasound(header)):
        return CINE if picture.frames > 1 else "1.2.840.10008.5.1.4.1.1.6.1"
    return told or str(uid.SecondaryCaptureImageStorage)


def _measure(facts: Dataset, header: Header, spacing_mm: tuple[float, float]) -> None:
    """How large a pixel is: a scanner says it with a region, here the whole picture."""
    across, down = spacing_mm
    if not is_ultrasound(header):
        facts.PixelSpacing = [format_number_as_ds(down), format_number_as_ds(across)]
        return
    region = Dataset()
    region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = PLANE, TISSUE, 0
    region.RegionLocationMinX0 = region.RegionLocationMinY0 = 0
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = facts.Columns - 1, facts.Rows - 1
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = CENTIMETRES
    region.PhysicalDeltaX, region.PhysicalDeltaY = across / 10, down / 10
    facts.SequenceOfUltrasoundRegions = Sequence([region])


def _name(facts: Dataset, digest: bytes) -> None:
    """Names made from the pixels: they lead back to nobody, and the same pixels have the same."""
    for keyword in ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"):
        number = int.from_bytes(sha256(keyword.encode() + digest).digest()[:16], "big")
        setattr(facts, keyword, f"2.25.{number}")
    facts.file_meta = FileMetaDataset()
    facts.file_meta.TransferSyntaxUID = uid.JPEGLSLossless
    facts.file_meta.MediaStorageSOPClassUID = facts.SOPClassUID
    facts.file_meta.MediaStorageSOPInstanceUID = facts.SOPInstanceUID
