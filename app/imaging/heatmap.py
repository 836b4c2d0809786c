"""Heat maps: laid upright on the picture that they explain, and written as small gray pictures."""

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.domain.box import Box
from app.domain.placement import Placement

Values = NDArray[np.float32]
FINE = 4
"""Cells of an upright map for each cell of the network's, along a side: its peaks keep their place and height."""
MOST = 72
"""Cells along a side at most."""


def upright(values: Values, placement: Placement) -> tuple[Values, Box]:
    """A map of the network's square as a map of the picture: its padding gone, mirrored and turned back."""
    box = placement.box
    cells = FINE * placement.zoom * values.shape[0] / placement.side
    columns, rows = (min(max(round(length * cells), 1), MOST) for length in (box.width, box.height))
    place = np.array([(box.width / columns, 0, box.left), (0, box.height / rows, box.top), (0, 0, 1)])
    share = np.diag([values.shape[1] / placement.side, values.shape[0] / placement.side, 1])
    back = share @ placement.matrix @ place
    turned = Image.fromarray(np.asarray(values, np.float32)).transform(
        (columns, rows), Image.Transform.AFFINE, tuple(back[:2].ravel()), Image.Resampling.BILINEAR
    )
    return np.maximum(np.asarray(turned, np.float32), 0), box


def encode_map(values: Values, note: Mapping[str, str] = MappingProxyType({})) -> tuple[bytes, float]:
    """An 8-bit gray PNG, and the value that its white stands for; the note is kept inside, word by word."""
    if values.ndim != 2 or values.size == 0 or not np.isfinite(values).all() or values.min() < 0:
        raise ValueError(f"a heat map must be rows x columns of numbers not below nought, got {values.shape}")
    scale = float(values.max())
    gray = np.zeros(values.shape, np.uint8) if scale == 0 else np.rint(values / scale * 255).astype(np.uint8)
    written, words = BytesIO(), PngInfo()
    for word, text in note.items():
        words.add_text(word, text)
    Image.fromarray(gray).save(written, "PNG", pnginfo=words)
    return written.getvalue(), scale


def decode_map(content: bytes, scale: float) -> Values:
    """The values again, within 1/510 of the largest."""
    with Image.open(BytesIO(content), formats=("PNG",)) as picture:
        gray = np.asarray(picture.convert("L"), np.float32)
    values: Values = gray / np.float32(255) * np.float32(scale)
    return values
