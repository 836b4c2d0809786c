"""What a DICOM file says before its pixels; only what is needed is read, so no name ever is."""

from dataclasses import dataclass, field
from io import BytesIO
from zlib import decompressobj

from pydicom import config
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset, read_partial
from pydicom.tag import Tag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from app.errors import Invalid

config.settings.reading_validation_mode = config.IGNORE  # its warnings would quote what files hold

PIXELS = (0x7FE00008, 0x7FE00009, 0x7FE00010)
UNDEFINED = 0xFFFFFFFF
LONG = ("OB", "OW", "UN", "OF", "OD")
"""Kinds of values whose length is written in four bytes after two empty ones."""
HEAD = 8_000_000
"""Bytes of a deflated file looked through for its pixels."""
READS, EACH = 40_000, 4
"""Looks into the header: some thousands for a cine with facts for each frame, never more than one in four bytes."""
KEYWORDS = (
    "SOPClassUID",
    "Modality",
    "DeidentificationMethod",
    "RecommendedDisplayFrameRate",
    "CineRate",
    "FrameTime",
    "FrameTimeVector",
    "SequenceOfUltrasoundRegions",
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "PlanarConfiguration",
    "NumberOfFrames",
    "Rows",
    "Columns",
    "PixelSpacing",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
    "WindowCenter",
    "WindowWidth",
    "VOILUTFunction",
    "RescaleIntercept",
    "RescaleSlope",
    "ModalityLUTSequence",
    "VOILUTSequence",
    "PresentationLUTShape",
    "RedPaletteColorLookupTableDescriptor",
    "GreenPaletteColorLookupTableDescriptor",
    "BluePaletteColorLookupTableDescriptor",
    "RedPaletteColorLookupTableData",
    "GreenPaletteColorLookupTableData",
    "BluePaletteColorLookupTableData",
    "SegmentedRedPaletteColorLookupTableData",
    "SegmentedGreenPaletteColorLookupTableData",
    "SegmentedBluePaletteColorLookupTableData",
    "ExtendedOffsetTable",
    "ExtendedOffsetTableLengths",
)
TAGS: list[int] = [int(Tag(keyword)) for keyword in KEYWORDS]


class Metered(BytesIO):
    """A file that lends itself to so many looks: a header made to be endless ends."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.left = min(READS, 1000 + len(content) // EACH)

    def read(self, size: int | None = -1, /) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise Invalid("The DICOM file's header has no end. Please export it again.")
        return super().read(size)


@dataclass(frozen=True, slots=True)
class Header:
    """The facts of the picture, and where its pixels begin."""

    facts: Dataset = field(repr=False)
    syntax: UID
    vr: str
    start: int
    """Of the pixels' value: in the file, or in what a deflated file unfolds to."""
    length: int | None
    """None where frames are packed one by one."""
    folded: int | None = None
    """Where the deflated part of the file begins."""

    def number(self, keyword: str, otherwise: int = 0) -> int:
        """A whole number, which may be missing or be no number."""
        value = self.facts.get(keyword)
        try:
            return otherwise if value is None or value == "" else int(value)
        except (TypeError, ValueError):
            raise Invalid(
                "The DICOM file's header is wrong at {keyword}. Please export it again.", keyword=keyword
            ) from None

    @property
    def frames(self) -> int:
        return max(self.number("NumberOfFrames", 1), 1)

    @property
    def rows(self) -> int:
        return self.number("Rows")

    @property
    def columns(self) -> int:
        return self.number("Columns")

    @property
    def samples(self) -> int:
        return self.number("SamplesPerPixel", 1)

    @property
    def photometric(self) -> str:
        return str(self.facts.get("PhotometricInterpretation") or "").strip()


class Stop:
    """Remembers the element at which the reading ended."""

    def __init__(self) -> None:
        self.vr: str | None = None
        self.length: int | None = None

    def __call__(self, tag: int, vr: str | None, length: int) -> bool:
        if tag in PIXELS:
            self.vr, self.length = vr, length
            return True
        return False


def read_header(content: bytes) -> Header:
    """Up to the pixels, which are not read."""
    folded = _folded(content)
    if folded is not None:
        return _read_folded(content, folded)
    file, stop = Metered(content), Stop()
    facts = read_partial(file, stop_when=stop, defer_size=1_000_000, force=True, specific_tags=TAGS)
    implicit, little = facts.original_encoding[:2]
    guess = ExplicitVRBigEndian if not little else ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    syntax = UID(str(facts.file_meta.get("TransferSyntaxUID", guess)))
    return _header(facts, syntax, stop, file.tell())


def _folded(content: bytes) -> int | None:
    """Where the deflated part begins, by the length of the group before it."""
    if str(DeflatedExplicitVRLittleEndian).encode() not in content[:4096]:
        return None
    if content[132:140] != b"\x02\0\0\0UL\x04\0":
        raise Invalid("The DICOM file's header is wrong at {keyword}. Please export it again.", keyword="group length")
    start = 144 + int.from_bytes(content[140:144], "little")
    named = content[132:start].split(b"\x02\0\x10\0UI", 1)
    deflated = len(named) == 2 and named[1][2:].startswith(str(DeflatedExplicitVRLittleEndian).encode())
    return start if deflated else None


def _read_folded(content: bytes, folded: int) -> Header:
    head = decompressobj(-15).decompress(content[folded : folded + HEAD], HEAD)
    file, stop = Metered(head), Stop()
    facts = read_dataset(file, False, True, stop_when=stop, defer_size=1_000_000, specific_tags=TAGS)
    return _header(facts, ExplicitVRLittleEndian, stop, file.tell(), folded)


def _header(facts: Dataset, syntax: UID, stop: Stop, place: int, folded: int | None = None) -> Header:
    if stop.length is None:
        raise Invalid("This DICOM file holds no picture. Please send the file with the ultrasound or the photograph.")
    start = place + (12 if stop.vr in LONG else 8)
    length = None if stop.length == UNDEFINED else stop.length
    return Header(facts, syntax, stop.vr or "OW", start, length, folded)
