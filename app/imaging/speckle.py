"""From tissue to the gray lines of a scanner: speckle, attenuation, time gain, log compression."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy.ndimage import gaussian_filter1d

from app.imaging.sector import BEAMS, SAMPLES, Field
from app.imaging.tissue import LOSS, Tissue, loudness


@dataclass(frozen=True, slots=True)
class Receiver:
    """How one scanner listens; lengths in samples and beams, levels in decibels."""

    axial: float
    lateral: float
    focus: float
    """Share of the depth where the beam is narrowest."""
    looks: int
    """Pictures averaged by compounding: more looks, less speckle."""
    gain: float
    span: float
    """Decibels between black and white."""
    floor: float
    """Electronic noise under the echoes; time gain lifts it with depth."""
    tilt: float
    """Decibels that the time gain gives too much (or too little) over the whole depth."""
    gamma: float


def grays(tissue: Tissue, receiver: Receiver, rng: Generator) -> Field:
    """Beams by samples in 0 to 1."""
    depth = np.linspace(0, 1, SAMPLES, dtype=np.float32)[None, :]
    lost = np.cumsum(tissue.loss, axis=1) * np.float32(tissue.sector.step)
    back = np.float32(LOSS * tissue.sector.depth + receiver.tilt) * depth + _time_gain(rng) + _contact(rng)
    heard = _envelope(tissue, receiver, rng) * loudness(-lost)
    hiss = np.float32(10 ** (receiver.floor / 20)) * np.abs(rng.standard_normal(lost.shape, dtype=np.float32))
    level = 20 * np.log10(heard + hiss + np.float32(1e-6)) + back + np.float32(receiver.gain)
    shown: Field = np.clip(level / np.float32(receiver.span) + 1, 0, 1) ** np.float32(receiver.gamma)
    return shown


def _envelope(tissue: Tissue, receiver: Receiver, rng: Generator) -> Field:
    amplitude = loudness(tissue.echo) * np.float32(2 * np.sqrt(np.pi * receiver.axial * receiver.lateral))
    total = np.zeros_like(amplitude)
    for _ in range(receiver.looks):
        real = amplitude * rng.standard_normal(amplitude.shape, dtype=np.float32)
        imaginary = amplitude * rng.standard_normal(amplitude.shape, dtype=np.float32)
        real += tissue.glint * (np.float32(1.4) + np.float32(0.6) * np.sign(real))
        total += np.hypot(_spread(real, receiver), _spread(imaginary, receiver))
    return np.divide(total, np.float32(receiver.looks))


def _spread(echoes: Field, receiver: Receiver) -> Field:
    """The point spread: as wide in beams as the probe allows, wider away from the focus."""
    along = gaussian_filter1d(echoes, receiver.axial, axis=1, truncate=2.5)
    narrow = gaussian_filter1d(along, receiver.lateral, axis=0, truncate=2.5)
    wide = gaussian_filter1d(narrow, 1.2 * receiver.lateral, axis=0, truncate=2.0)
    depth = np.linspace(0, 1, SAMPLES, dtype=np.float32)[None, :]
    blur = np.clip(np.abs(depth - np.float32(receiver.focus)) * np.float32(1.5), 0, 1)
    spread: Field = narrow + blur * (wide * np.float32(1.35) - narrow)
    return spread


def _time_gain(rng: Generator) -> Field:
    """The row of sliders, never quite straight."""
    curve = np.interp(np.linspace(0, 7, SAMPLES), np.arange(8), rng.normal(0, 1.5, 8))
    return curve.astype(np.float32)[None, :]


def _contact(rng: Generator) -> Field:
    """Beams lose strength where the probe lifts from the skin, mostly at its ends."""
    angle = np.linspace(-1, 1, BEAMS)
    ends = rng.uniform(0, 16, 2)
    lift = -ends[0] * np.clip(angle - rng.uniform(0.5, 0.9), 0, 1) * 3
    lift -= ends[1] * np.clip(-angle - rng.uniform(0.5, 0.9), 0, 1) * 3
    uneven = np.interp(angle, np.linspace(-1, 1, 12), rng.normal(0, 1.2, 12))
    decibels: Field = (lift + uneven).astype(np.float32)[:, None]
    return decibels
