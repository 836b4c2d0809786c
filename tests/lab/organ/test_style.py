"""Frames are worn in many ways; what they show, and their label, stays."""

import torch
from torch import Tensor

from app.lab.organ import style
from app.lab.organ.style import restyle

OTHER = 3


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def frames(count: int = 40) -> tuple[Tensor, Tensor]:
    """A bright disc on dark."""
    along = torch.linspace(-1, 1, 64)
    disc = ((along[None, :] ** 2 + along[:, None] ** 2) < 0.3).float() * 0.7 + 0.1
    return disc.expand(count, 1, 64, 64).clone(), torch.zeros(count, dtype=torch.long)


def test_the_same_chance_gives_the_same_frames_and_another_gives_others() -> None:
    given, labels = frames()
    one, same, different = (restyle(given, labels, 32, OTHER, chance(seed))[0] for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, different)


def test_frames_come_at_the_size_of_the_network_within_black_and_white() -> None:
    shown, _ = restyle(*frames(), 32, OTHER, chance())
    assert shown.shape == (40, 1, 32, 32)
    assert 0 <= float(shown.min()) <= float(shown.max()) <= 1
    assert len({round(float(one.mean()), 4) for one in shown}) > 35, "each is worn its own way"


def test_only_frames_cut_into_tiles_change_their_label() -> None:
    given, labels = frames(600)
    shown, told = style._shuffle(given, labels, OTHER, chance())
    cut = told == OTHER
    assert 0.05 < float(cut.float().mean()) < 0.15
    assert torch.equal(shown[~cut], given[~cut])
    assert all(torch.equal(one.flatten().sort().values, given[0].flatten().sort().values) for one in shown[cut])
    assert not torch.equal(shown[cut][0], given[0])


def test_borrowed_grays_keep_the_order_of_light_and_dark() -> None:
    ramp = torch.linspace(0, 1, 64 * 64).view(1, 1, 64, 64)
    given = torch.cat([ramp, ramp**3, ramp * 0.2])
    worn = style._borrow_grays(given, chance())
    assert (worn.flatten(1).diff() >= -1e-6).all()
    assert not torch.equal(worn, given)
