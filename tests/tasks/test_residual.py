"""Trunks for small findings: how fine their last maps are."""

import torch

from app.tasks.residual import WIDTHS, FineTrunk, residual_trunk


def test_the_plain_trunk_has_a_cell_per_eight_pixels() -> None:
    assert residual_trunk()(torch.zeros(2, 3, 64, 64)).shape == (2, WIDTHS[-1], 8, 8)


def test_the_fine_trunk_has_a_cell_per_four_pixels_that_knows_what_lies_around_it() -> None:
    trunk = FineTrunk(24).eval()
    torch.manual_seed(0)
    pictures = torch.rand(1, 3, 64, 64, requires_grad=True)
    cells = trunk(pictures)
    assert cells.shape == (1, 24, 16, 16)
    assert bool((cells >= 0).all())
    (reach,) = torch.autograd.grad((trunk.top(trunk.coarse(trunk.fine(pictures))))[0, :, 4, 4].sum(), pictures)
    seen = reach[0].abs().sum(0).nonzero()
    assert int(seen.max() - seen.min()) > 32
