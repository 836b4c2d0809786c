"""Pixels of any colour space to what the file means on a common screen: gray or sRGB, a byte a channel."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageCms, ImageOps

from app.domain.picture import Pixels
from app.errors import Invalid

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
DEEP = ("I;16", "I;16L", "I;16B", "I;16N")
PLAIN = {"1": "L", "P": "RGB", "PA": "RGBA", "La": "LA", "RGBa": "RGBA", "RGBX": "RGB", "YCbCr": "RGB"}
"""What is first told in another mode."""


def as_shown(image: Image.Image) -> Pixels:
    """Upright, in sRGB or gray, as bytes."""
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    return np.asarray(managed(flat(told(upright)), profile), np.uint8)


def told(image: Image.Image) -> Image.Image:
    """In one of the modes L, LA, RGB, RGBA, CMYK."""
    if image.mode in DEEP:
        return Image.fromarray((np.asarray(image, np.uint16) >> 8).astype(np.uint8))
    if image.mode == "P" and image.getpalette() is None:
        return Image.fromarray(np.asarray(image, np.uint8))
    if "transparency" in image.info and image.mode in ("P", "L", "RGB", "1"):
        return image.convert("RGBA")
    wanted = PLAIN.get(image.mode)
    if wanted is None and image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        raise Invalid(
            "The picture's colours ({mode}) cannot be read. Please save it as JPEG or PNG with 8 bits a colour.",
            mode=image.mode,
        )
    return image if wanted is None else image.convert(wanted)


def flat(image: Image.Image) -> Image.Image:
    """Laid over black: what is transparent holds no picture, like the empty screen and the networks' padding."""
    if image.mode not in ("LA", "RGBA"):
        return image
    opaque = image.mode[:-1]
    ground = Image.new(opaque, image.size, 0)
    ground.paste(image.convert(opaque), mask=image.getchannel("A"))
    return ground


def managed(image: Image.Image, profile: bytes | None) -> Image.Image:
    """By its own profile to sRGB; a profile that does not fit is left aside, as screens do."""
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            if image.mode != "CMYK" and "sRGB" in ImageCms.getProfileDescription(own):
                return image  # ten nanoseconds a pixel saved
            shown = ImageCms.profileToProfile(image, own, SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            shown = None
        if shown is not None:
            return shown.getchannel(0) if image.mode == "L" else shown
    return image.convert("RGB") if image.mode == "CMYK" else image
