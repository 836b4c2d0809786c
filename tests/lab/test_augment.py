"""Pictures vary, lesions move along, and the seed decides."""

import torch

from app.domain.recipe import Augmentation
from app.lab.augment import augment

STILL = Augmentation(flip=False, degrees=0, scale=0, shift=0, light=0, noise=0)
SPOT = torch.zeros(4, 3, 32, 32)
SPOT[:, :, 8:14, 18:26] = 1.0


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_no_strength_changes_nothing() -> None:
    pictures, masks = augment(SPOT, SPOT[:, :1], STILL, seeded())
    assert torch.allclose(pictures, SPOT, atol=1e-5)
    assert torch.equal(masks, SPOT[:, :1])


def test_the_lesion_moves_with_the_picture() -> None:
    strong = Augmentation(flip=True, degrees=30, scale=0.2, shift=0.1, light=0, noise=0)
    pictures, masks = augment(SPOT, SPOT[:, :1], strong, seeded())
    assert not torch.allclose(pictures, SPOT, atol=0.1)
    assert torch.equal(pictures[:, :1].gt(0.5).float(), masks)


def test_the_seed_decides() -> None:
    first, second, other = (augment(SPOT, SPOT[:, :1], Augmentation(), seeded(seed))[0] for seed in (3, 3, 4))
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


def test_light_and_noise_stay_within_bounds() -> None:
    lit, _ = augment(SPOT, SPOT[:, :1], Augmentation(light=1.0, noise=0.5), seeded())
    assert 0 <= float(lit.min()) <= float(lit.max()) <= 1


def test_without_a_flip_left_stays_left() -> None:
    moved, _ = augment(SPOT, SPOT[:, :1], Augmentation(flip=False), seeded())
    halves = moved[:, 0, :, :16].sum((1, 2)), moved[:, 0, :, 16:].sum((1, 2))
    assert torch.all(halves[0] < halves[1])
