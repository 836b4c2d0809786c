"""What a camera does to light on its way to a file."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.imaging.relief import Field, blur


@dataclass(frozen=True, slots=True)
class Camera:
    """One camera on one occasion."""

    exposure: float = 1.0
    balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    contrast: float = 1.0
    softness: float = 0.6
    """Blur in pixels."""
    noise: float = 0.01
    vignette: float = 0.1
    quality: int = 88


def any_camera(rng: np.random.Generator) -> Camera:
    """Phones and cameras as they come."""
    warmth = rng.normal(0, 0.06)
    return Camera(
        exposure=float(np.exp(rng.normal(0.0, 0.22))),
        balance=(1 + warmth, float(rng.normal(1, 0.02)), 1 - warmth),
        contrast=float(rng.uniform(0.85, 1.2)),
        softness=float(rng.choice([0.0, rng.uniform(0.3, 0.9), rng.uniform(0.9, 1.6)], p=[0.35, 0.5, 0.15])),
        noise=float(rng.uniform(0.002, 0.02)),
        vignette=float(rng.uniform(0.0, 0.3)),
        quality=int(rng.integers(62, 96)),
    )


def photograph(light: Field, camera: Camera, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Linear light (height x width x 3) as the pixels of a JPEG file."""
    gain = np.array(camera.balance, dtype=np.float32) * (camera.exposure * _metered(light))
    seen = light * gain * _fall_off(light, camera)
    if camera.softness > 0:
        seen = np.stack([blur(np.ascontiguousarray(seen[..., colour]), camera.softness) for colour in range(3)], -1)
    shown = np.sqrt(np.maximum(seen, 0), dtype=np.float32)
    shown = _film((shown - np.float32(0.5)) * np.float32(camera.contrast) + np.float32(0.5))
    shown += camera.noise * rng.standard_normal(shown.shape, dtype=np.float32) * (1.3 - shown)
    return compressed((np.clip(shown, 0, 1) * 255).astype(np.uint8), camera.quality)


def _metered(light: Field) -> float:
    """A camera brightens dark scenes, though not all the way."""
    return float(np.clip((0.24 / light.mean()) ** 0.6, 0.5, 3.0))


def compressed(pixels: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file, formats=("JPEG",)).convert("RGB"))


def _fall_off(light: Field, camera: Camera) -> Field:
    down = np.linspace(-1, 1, light.shape[0], dtype=np.float32)[:, None]
    across = np.linspace(-1, 1, light.shape[1], dtype=np.float32)[None]
    return np.asarray(1 - camera.vignette * (down**2 + across**2)[..., None] / 2, dtype=np.float32)


def _film(shown: Field) -> Field:
    """Highlights roll off softly rather than clip."""
    bright = np.clip(shown - 0.8, 0, None)
    return np.asarray(np.minimum(shown, 0.8) + 0.2 * (1 - np.exp(-bright / 0.2)), dtype=np.float32)
