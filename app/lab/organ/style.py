"""Frames made to look as if other scanners had taken them, so that what is shown tells the label and not the source."""

import math

import torch
from torch import Generator, Tensor
from torch.nn import functional

SHUFFLED = 0.1
"""Share of frames cut into tiles and laid anew: the look of every source without anything shown."""


def restyle(frames: Tensor, labels: Tensor, size: int, other: int, chance: Generator) -> tuple[Tensor, Tensor]:
    """Frames (B x 1 x S x S) in [0, 1] each moved, relit and worn its own way, at the network's size."""
    frames = _move(frames, size, chance)
    frames, labels = _shuffle(frames, labels, other, chance)
    frames = _borrow_grain(frames, chance)
    frames = _borrow_grays(frames, chance)
    frames = _light(frames, chance)
    frames = _wear(frames, chance)
    return _write_over(_cover(frames, chance), chance).clamp(0, 1), labels


def _move(frames: Tensor, size: int, chance: Generator) -> Tensor:
    """Nearer or farther, wider or taller, aside, turned a little and now and then a lot, perhaps mirrored."""
    count = len(frames)
    angle = _normal(count, chance) * 0.16
    angle = torch.where(_some(count, 0.12, chance), _even(count, math.pi, chance), angle)
    zoom, stretch = (_even(count, 0.28, chance) + 0.05).exp(), _even(count, 0.18, chance).exp()
    side = 1 - 2 * _some(count, 0.5, chance).float()
    across, down = _even(count, 0.16, chance), _even(count, 0.16, chance)
    first = torch.stack((angle.cos() * zoom * stretch * side, -angle.sin() * zoom, across), 1)
    second = torch.stack((angle.sin() * zoom * side, angle.cos() * zoom / stretch, down), 1)
    shape = [count, 1, 2 * size, 2 * size]
    grid = functional.affine_grid(torch.stack((first, second), 1), shape, align_corners=False)
    return functional.avg_pool2d(functional.grid_sample(frames, grid, padding_mode="zeros", align_corners=False), 2)


def _shuffle(frames: Tensor, labels: Tensor, other: int, chance: Generator) -> tuple[Tensor, Tensor]:
    """Some frames in tiles, which then show nothing any more."""
    chosen = _some(len(frames), SHUFFLED, chance)
    tiles = 4
    side = frames.shape[-1] // tiles
    cut = frames[:, :, : side * tiles, : side * tiles].unfold(2, side, side).unfold(3, side, side)
    mixed = cut.reshape(len(frames), 1, tiles * tiles, side, side)[
        :, :, torch.randperm(tiles * tiles, generator=chance)
    ]
    laid = mixed.reshape(len(frames), 1, tiles, tiles, side, side).permute(0, 1, 2, 4, 3, 5)
    laid = functional.pad(laid.reshape(len(frames), 1, side * tiles, side * tiles), _rest(frames, side * tiles))
    return torch.where(_wide(chosen), laid, frames), torch.where(chosen, other, labels)


def _borrow_grain(frames: Tensor, chance: Generator) -> Tensor:
    """Part of the strength of each wave from another frame: its grain and borders, while outlines stay."""
    chosen, lent = _pairs(len(frames), 0.5, chance)
    strength = _wide(torch.rand(len(chosen), generator=chance) * 0.8)
    waves, others = torch.fft.rfft2(frames[chosen]), torch.fft.rfft2(frames[lent])
    mixed = torch.polar((1 - strength) * waves.abs() + strength * others.abs(), waves.angle())
    return frames.index_copy(0, chosen, torch.fft.irfft2(mixed, s=frames.shape[-2:]).clamp(0, 1))


def _borrow_grays(frames: Tensor, chance: Generator) -> Tensor:
    """The gray levels of another frame, from its darkest to its brightest."""
    chosen, lent = _pairs(len(frames), 0.4, chance)
    strength = _wide(torch.rand(len(chosen), generator=chance))
    own = frames[chosen]
    order = own.flatten(1).argsort(1)
    grays = torch.zeros_like(own).flatten(1).scatter(1, order, frames[lent].flatten(1).sort(1).values)
    return frames.index_copy(0, chosen, (1 - strength) * own + strength * grays.view_as(own))


def _light(frames: Tensor, chance: Generator) -> Tensor:
    """Gain, curve, uneven gain, and a raised black."""
    count = len(frames)
    uneven = functional.interpolate(
        torch.randn((count, 1, 4, 4), generator=chance), size=frames.shape[-2:], mode="bicubic", align_corners=False
    )
    curve, gain = _wide((_normal(count, chance) * 0.35).exp()), _wide((_normal(count, chance) * 0.25).exp())
    strength = _wide(torch.rand(count, generator=chance) * 0.35)
    lit = (frames.clamp(min=0) ** curve * gain * (strength * uneven).exp()).clamp(0, 1)
    raised = _wide(torch.rand(count, generator=chance) * 0.4 * _some(count, 0.3, chance))
    return raised + (1 - raised) * lit


def _wear(frames: Tensor, chance: Generator) -> Tensor:
    """Blur, speckle, noise, and few gray levels."""
    count = len(frames)
    soft = functional.avg_pool2d(functional.pad(frames, (1, 1, 1, 1), "replicate"), 3, 1)
    frames = frames + _wide(torch.rand(count, generator=chance) * _some(count, 0.4, chance)) * (soft - frames)
    speckle = _wide(torch.rand(count, generator=chance) * 0.25 * _some(count, 0.4, chance))
    hiss = _wide(torch.rand(count, generator=chance) * 0.02)
    noise = torch.randn((2, *frames.shape), generator=chance)
    worn = frames * (1 + speckle * noise[0]) + hiss * noise[1]
    levels = _wide(torch.randint(8, 33, (count,), generator=chance).float())
    return torch.where(_wide(_some(count, 0.2, chance)), (worn * levels).round() / levels, worn)


def _cover(frames: Tensor, chance: Generator) -> Tensor:
    """Black or gray beyond a line, as a cut fan or a turned picture has it."""
    count, size = len(frames), frames.shape[-1]
    along = torch.linspace(-1, 1, size)
    angle = _even(count, math.pi, chance)
    aside = _wide(angle.cos()) * along.view(1, 1, 1, -1) + _wide(angle.sin()) * along.view(1, 1, -1, 1)
    beyond = (aside > _wide(torch.rand(count, generator=chance) * 0.6 + 0.55)) & _wide(_some(count, 0.4, chance))
    fill = _wide(torch.rand(count, generator=chance) * 0.4 * _some(count, 0.4, chance))
    return torch.where(beyond, fill, frames)


def _write_over(frames: Tensor, chance: Generator) -> Tensor:
    """A line of text, a bar of grays, or ticks near an edge."""
    count, size = len(frames), frames.shape[-1]
    marked = frames.clone()
    for place in torch.nonzero(_some(count, 0.4, chance)).flatten().tolist():
        kind, row, column, length = (
            int(torch.randint(low, high, (1,), generator=chance)) for low, high in _spans(size)
        )
        text = torch.rand((3, length), generator=chance).round() * 0.8
        if kind == 0:
            marked[place, 0, row : row + 3, column : column + length] = text[:, : size - column]
        elif kind == 1:
            marked[place, 0, column : column + length, row : row + 3] = torch.linspace(1, 0, length)[
                : size - column, None
            ]
        else:
            marked[place, 0, ::6, size - 1 - row : size + 1 - row] = 0.7
    return marked


def _spans(size: int) -> tuple[tuple[int, int], ...]:
    return (0, 3), (1, size // 8), (0, size // 2), (size // 8, size // 2)


def _rest(frames: Tensor, side: int) -> tuple[int, int, int, int]:
    missing = frames.shape[-1] - side
    return 0, missing, 0, missing


def _pairs(count: int, share: float, chance: Generator) -> tuple[Tensor, Tensor]:
    """A share of the frames, and for each of them any frame to borrow from."""
    chosen = torch.randperm(count, generator=chance)[: round(share * count)]
    return chosen, torch.randint(0, count, (len(chosen),), generator=chance)


def _some(count: int, share: float, chance: Generator) -> Tensor:
    return torch.rand(count, generator=chance) < share


def _even(count: int, most: float, chance: Generator) -> Tensor:
    return (torch.rand(count, generator=chance) * 2 - 1) * most


def _normal(count: int, chance: Generator) -> Tensor:
    return torch.randn(count, generator=chance)


def _wide(values: Tensor) -> Tensor:
    return values.view(-1, 1, 1, 1)
