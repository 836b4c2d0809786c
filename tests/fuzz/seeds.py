"""Small files of every kind that the intake reads: where the fuzzer starts from."""

from io import BytesIO
from typing import Any

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageCms
from pydicom import uid
from pydicom.pixels.encoders.base import get_encoder

from tests.imaging.intake.filmed import filmed
from tests.imaging.intake.scanned import described, packed, plain, region

pillow_heif.register_heif_opener()

SIDE = 32


def seeds() -> dict[str, bytes]:
    """By name."""
    return _stills() | _movies() | _scans()


def _shaded(turn: int = 0) -> Image.Image:
    across, down = np.meshgrid(np.linspace(0, 255, SIDE), np.linspace(0, 255, SIDE))
    return Image.fromarray(np.stack([across, down, np.full_like(across, 90)], -1).astype(np.uint8)).rotate(90 * turn)


def _saved(image: Image.Image, format: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def _stills() -> dict[str, bytes]:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "words"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    colour, gray = _shaded(), _shaded().convert("L")
    return {
        "jpeg": _saved(colour, "JPEG", exif=exif, icc_profile=profile, comment=b"words"),
        "jpeg-progressive": _saved(gray, "JPEG", progressive=True),
        "jpeg-ink": _saved(colour.convert("CMYK"), "JPEG"),
        "mpo": _saved(colour, "MPO", save_all=True, append_images=[_shaded(1)]),
        "png": _saved(colour, "PNG", exif=exif),
        "png-deep": _saved(Image.fromarray(np.arange(SIDE * SIDE, dtype=np.uint16).reshape(SIDE, SIDE) * 99), "PNG"),
        "png-palette": _saved(colour.quantize(8), "PNG", transparency=3),
        "webp": _saved(colour, "WEBP", exif=exif, xmp=b"<x/>"),
        "webp-lossless": _saved(colour.convert("RGBA"), "WEBP", lossless=True),
        "heic": _saved(colour, "HEIF", exif=exif),
        "tiff": _saved(colour, "TIFF", compression="tiff_lzw"),
        "tiff-jpeg": _saved(colour, "TIFF", compression="jpeg"),
        "bmp": _saved(colour, "BMP"),
        "bmp-palette": _saved(colour.quantize(8), "BMP"),
        "pdf": b"%PDF-1.4\n1 0 obj<</Encrypt 2 0 R>>endobj",
    }


def _movies() -> dict[str, bytes]:
    frames = [_shaded(turn) for turn in range(3)]
    options: dict[str, Any] = {"save_all": True, "append_images": frames[1:]}
    found = {
        "gif": _saved(frames[0], "GIF", duration=40, **options),
        "apng": _saved(frames[0], "PNG", duration=40, **options),
        "webp-moving": _saved(frames[0], "WEBP", duration=40, **options),
        "tiff-pages": _saved(frames[0], "TIFF", compression="tiff_adobe_deflate", **options),
    }
    for codec, container in (("libx264", "mp4"), ("mpeg4", "avi"), ("mjpeg", "avi"), ("libx265", "mov")):
        found[f"{container}-{codec}"] = filmed(
            [np.asarray(frame.resize((64, 64))) for frame in frames], codec, container
        )
    return found


def _scans() -> dict[str, bytes]:
    gray = np.stack([np.asarray(_shaded(turn).convert("L")) for turn in range(3)])
    colour = np.stack([np.asarray(_shaded(turn)) for turn in range(3)])
    box = region(2, 2, 27, 27)
    found = {
        "dicom-implicit": plain(gray, box, frames=3, syntax=uid.ImplicitVRLittleEndian),
        "dicom-deflated": plain(gray, box, frames=3, syntax=uid.DeflatedExplicitVRLittleEndian),
        "dicom-big": plain(gray.astype(np.uint16) * 16, frames=3, syntax=uid.ExplicitVRBigEndian, BitsStored=12),
        "dicom-window": plain(
            gray[0].astype(np.int16), WindowCenter=90, WindowWidth=80, RescaleSlope=2, RescaleIntercept=-5
        ),
        "dicom-palette": _palette(gray[0]),
        "dicom-chroma": plain(colour, frames=3, PhotometricInterpretation="YBR_FULL"),
        "dicom-jpeg": packed(
            [_saved(_shaded(turn), "JPEG") for turn in range(3)],
            uid.JPEGBaseline8Bit,
            colour,
            box,
            frames=3,
            PhotometricInterpretation="YBR_FULL_422",
        ),
    }
    for syntax, plugin in (
        (uid.RLELossless, "pydicom"),
        (uid.JPEGLSLossless, "pyjpegls"),
        (uid.JPEG2000Lossless, "pylibjpeg"),
    ):
        coded = []
        for frame in gray:
            single = described(frame)
            single.PixelData = frame.tobytes()
            coded.append(get_encoder(syntax).encode(single, encoding_plugin=plugin))
        found[f"dicom-{plugin}"] = packed(coded, syntax, gray, box, frames=3)
    return found


def _palette(gray: NDArray[np.uint8]) -> bytes:
    tables: dict[str, Any] = {
        f"{colour}PaletteColorLookupTable{part}": value
        for colour in ("Red", "Green", "Blue")
        for part, value in (("Descriptor", [256, 0, 8]), ("Data", bytes(range(256))))
    }
    return plain(gray, PhotometricInterpretation="PALETTE COLOR", **tables)
