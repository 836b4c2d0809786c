"""The one place where a picture becomes a network's input, in training and in serving."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from app.domain.preparation import Fit, Preparation

__all__ = ["Fit", "Preparation", "fitted", "normalise", "prepare", "resize"]

Pixels = NDArray[np.uint8]


def prepare(pixels: Pixels, preparation: Preparation) -> NDArray[np.float32]:
    """Pixels of any size to channels x size x size, ready for the network."""
    return normalise(resize(pixels, preparation), preparation)


def resize(pixels: Pixels, preparation: Preparation) -> Pixels:
    """Pixels of any size to size x size x channels, still bytes: what may be cached."""
    picture = coloured(pixels, preparation.channels)
    square = (preparation.size, preparation.size)
    match preparation.fit:
        case Fit.STRETCH:
            picture = picture.resize(square, Image.Resampling.BILINEAR, reducing_gap=None)
        case Fit.PAD:
            picture = ImageOps.pad(picture, square, Image.Resampling.BILINEAR, color=0)
        case Fit.CROP:
            picture = ImageOps.fit(picture, square, Image.Resampling.BILINEAR)
    return np.asarray(picture, np.uint8).reshape(*square, preparation.channels)


def fitted(width: int, height: int, preparation: Preparation) -> NDArray[np.float64]:
    """Where `resize` puts the pixels of a picture of this size: 3 x 3, from its edges to those of the square."""
    side = preparation.size
    match preparation.fit:
        case Fit.STRETCH:
            across, down = float(side), float(side)
        case Fit.PAD:  # whole pixels, as Pillow's contain rounds them
            across, down = (min(max(round(share * side), 1), side) for share in (width / height, height / width))
        case Fit.CROP:
            across, down = max(width / height, 1.0) * side, max(height / width, 1.0) * side
    left, top = (side - across) / 2, (side - down) / 2
    if preparation.fit is Fit.PAD:
        left, top = round(left), round(top)
    return np.array([(across / width, 0, left), (0, down / height, top), (0, 0, 1)], float)


def normalise(pixels: Pixels, preparation: Preparation) -> NDArray[np.float32]:
    """Bytes to floats with the recipe's mean and deviation, channels first."""
    mean = np.asarray(preparation.mean, np.float32)
    std = np.asarray(preparation.std, np.float32)
    scaled = (pixels.astype(np.float32) / np.float32(255) - mean) / std
    return np.ascontiguousarray(scaled.transpose(2, 0, 1))


def coloured(pixels: Pixels, channels: int) -> Image.Image:
    """The picture in gray or in colour, as the network wants it."""
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or pixels.size == 0:
        raise ValueError(f"pixels must be bytes, height x width (x 3), got {pixels.dtype} {pixels.shape}")
    plain = pixels[..., 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels
    return Image.fromarray(plain).convert("L" if channels == 1 else "RGB")
