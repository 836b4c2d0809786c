"""What a file is, by its first bytes: its name is not asked."""

from enum import Enum

from app.errors import Invalid, UnknownKind


class Kind(Enum):
    """The kinds that are read; the value is the media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    GIF = "image/gif"
    BMP = "image/bmp"
    TIFF = "image/tiff"
    HEIC = "image/heic"
    DICOM = "application/dicom"
    MP4 = "video/mp4"
    AVI = "video/x-msvideo"

    @property
    def plain(self) -> str:
        """The word people use for it."""
        return self.name


STARTS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"BM", Kind.BMP),
)
STILLS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
"""Brands of ISO files that hold pictures coded as HEVC; AVIF is none of them."""
ATOMS = {b"moov", b"mdat", b"wide", b"free", b"skip"}
"""How QuickTime files begin that are older than brands."""


def kind_of(content: bytes) -> Kind:
    """The kind, or a sentence about what was sent instead."""
    if not content:
        raise Invalid("The file is empty. Please send it again.")
    kind = _dicom(content) or _still(content) or _boxed(content)
    if kind is not None:
        return kind
    if content[:1024].lstrip().startswith(b"%PDF"):
        raise UnknownKind(
            "This is a PDF document, not a picture. Please send the picture itself, as JPEG, PNG or DICOM."
        )
    raise UnknownKind(
        "This is no picture known here. Please send JPEG, PNG, WebP, HEIC, TIFF, BMP, GIF, DICOM, MP4 or AVI."
    )


def _dicom(content: bytes) -> Kind | None:
    """With the preamble, or starting at once with group 2 or 8, in either byte order."""
    if content[128:132] == b"DICM":
        return Kind.DICOM
    bare = content[:2] in (b"\x02\x00", b"\x08\x00") and content[3:4] == b"\x00"
    swapped = content[:3] == b"\x00\x08\x00" and content[4:6].isalpha()
    return Kind.DICOM if bare or swapped else None


def _still(content: bytes) -> Kind | None:
    return next((kind for start, kind in STARTS if content.startswith(start)), None)


def _boxed(content: bytes) -> Kind | None:
    """RIFF and ISO files, which say what they hold a few bytes later."""
    if content[:4] == b"RIFF":
        return {b"WEBP": Kind.WEBP, b"AVI ": Kind.AVI}.get(content[8:12])
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        return Kind.HEIC if brand in STILLS else None if brand in (b"avif", b"avis") else Kind.MP4
    return Kind.MP4 if content[4:8] in ATOMS else None
