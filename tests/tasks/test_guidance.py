"""The guidance measures, and moves, the map that the exported network will show."""

import torch
from torch import Tensor

from app.tasks.guidance import stray_heat


def stray(features: Tensor, mask: Tensor, sign: float = 1.0) -> Tensor:
    score = sign * features.mean((2, 3)).sum()
    return stray_heat(score, features, {"mask": mask, "has_mask": torch.ones(len(mask))})


def spot(row: int, column: int) -> Tensor:
    features = torch.zeros(1, 1, 8, 8)
    features[0, 0, row, column] = 1
    return features.requires_grad_()


def corner() -> Tensor:
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., :32, :32] = 1
    return mask


def test_heat_on_the_lesion_costs_less_than_heat_beside_it() -> None:
    assert stray(spot(1, 1), corner()).item() < 0.6
    assert stray(spot(6, 6), corner()).item() > 0.85


def test_a_map_that_is_negative_everywhere_still_learns() -> None:
    features = torch.rand(1, 1, 8, 8, requires_grad=True)
    loss = stray(features, corner(), sign=-1.0)
    (gradient,) = torch.autograd.grad(loss, features)
    assert gradient[..., :3, :3].min() > 0 > gradient[..., 5:, 5:].max()


def test_pictures_without_a_mask_do_not_count() -> None:
    features = torch.cat([spot(1, 1), spot(6, 6)]).detach().requires_grad_()
    masks = torch.cat([corner(), torch.zeros_like(corner())])
    alone = stray(features[:1], corner())
    assert stray(features, masks).item() == alone.item()
    assert stray(features, torch.zeros_like(masks)).item() == 0
