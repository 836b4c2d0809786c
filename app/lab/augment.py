"""Small changes to pictures while training, drawn from a seeded generator; lesions move along."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from app.domain.preparation import Preparation
from app.domain.recipe import Augmentation


def unit(pictures: Tensor) -> Tensor:
    """Bytes (N, S, S, C) to floats in [0, 1], channels first."""
    return pictures.permute(0, 3, 1, 2).float().div(255)


def standardise(pictures: Tensor, preparation: Preparation) -> Tensor:
    """The same arithmetic as `imaging.prepare.normalise`, on many pictures."""
    mean = torch.tensor(preparation.mean, device=pictures.device).view(1, -1, 1, 1)
    std = torch.tensor(preparation.std, device=pictures.device).view(1, -1, 1, 1)
    return (pictures - mean) / std


def augment(pictures: Tensor, masks: Tensor, strength: Augmentation, chance: torch.Generator) -> tuple[Tensor, Tensor]:
    """Moves and lights each picture (N, C, S, S) in [0, 1] its own way; its mask (N, 1, S, S) moves along."""
    grid = functional.affine_grid(motion(len(pictures), strength, chance), list(pictures.shape), align_corners=False)
    moved = functional.grid_sample(pictures, grid, padding_mode="reflection", align_corners=False)
    followed = functional.grid_sample(masks, grid, padding_mode="reflection", align_corners=False)
    return light(moved, strength, chance), followed.gt(0.5).float()


def motion(count: int, strength: Augmentation, chance: torch.Generator) -> Tensor:
    """One turn, size, shift and flip per picture, as (N, 2, 3)."""
    angle = spread(count, math.radians(strength.degrees), chance)
    size = spread(count, strength.scale, chance).exp()
    side = torch.ones(count, device=chance.device)
    if strength.flip:
        side = torch.randint(0, 2, (count,), generator=chance, device=chance.device).mul(2).sub(1).float()
    across, down = (spread(count, 2 * strength.shift, chance) for _ in range(2))
    first = torch.stack((angle.cos() * size * side, -angle.sin() * size, across), 1)
    second = torch.stack((angle.sin() * size * side, angle.cos() * size, down), 1)
    return torch.stack((first, second), 1)


def light(pictures: Tensor, strength: Augmentation, chance: torch.Generator) -> Tensor:
    """Contrast, brightness and noise, kept within [0, 1]."""
    count = len(pictures)
    contrast = spread(count, strength.light, chance).exp().view(-1, 1, 1, 1)
    brightness = spread(count, strength.light / 2, chance).view(-1, 1, 1, 1)
    middle = pictures.mean((1, 2, 3), keepdim=True)
    lit = (pictures - middle) * contrast + middle + brightness
    if strength.noise:
        amount = torch.rand((count, 1, 1, 1), generator=chance, device=chance.device) * strength.noise
        lit = lit + torch.randn(lit.shape, generator=chance, device=chance.device) * amount
    return lit.clamp(0, 1)


def spread(count: int, most: float, chance: torch.Generator) -> Tensor:
    """Even draws in [-most, most]."""
    return (torch.rand(count, generator=chance, device=chance.device) * 2 - 1) * most
