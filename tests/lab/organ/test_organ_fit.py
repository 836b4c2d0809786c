"""The organ check learns, and a training that was cut off ends as one that was not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from app.errors import Invalid
from app.lab.organ import fit as fitting
from app.lab.organ.fit import OrganRecipe, Pool, fit
from app.lab.organ.frames import LABELS, SIDE, Frame
from app.lab.organ.network import OrganNetwork
from app.lab.organ.state import Begun

RECIPE = OrganRecipe(size=32, steps=4, batch=8, save_every=1, warmup_steps=1)


def frames(count: int = 8, *, real: bool = False) -> list[Frame]:
    """Each label has its own number of bright bars."""
    found = []
    for label in range(len(LABELS)):
        pixels = np.full((SIDE, SIDE), 30, np.uint8)
        for bar in range(label + 1):
            pixels[:, 10 + 28 * bar : 22 + 28 * bar] = 220
        found += [Frame(pixels, label, f"{label}-{number}", real) for number in range(count)]
    return found


def test_a_batch_holds_every_label_alike_often() -> None:
    shown, labels = Pool.of(frames()).draw(replace(RECIPE, batch=12), np.random.default_rng(0))
    assert shown.shape == (12, 1, SIDE, SIDE)
    assert torch.bincount(labels).tolist() == [3, 3, 3, 3]


def test_real_frames_have_their_share_where_there_are_any() -> None:
    dark = Frame(np.zeros((SIDE, SIDE), np.uint8), 1, "real", real=True)
    pool = Pool.of([*frames(), dark])
    shown, labels = pool.draw(replace(RECIPE, batch=800), np.random.default_rng(0))
    real = shown.flatten(1).amax(1) == 0
    assert set(labels[real].tolist()) == {1}
    assert 0.35 < float(real[labels == 1].float().mean()) < 0.65


def test_a_training_cut_off_ends_as_one_that_was_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = Begun.save

    def save_and_fail(begun: Begun, network: OrganNetwork, optimizer: torch.optim.Optimizer, step: int) -> None:
        save(begun, network, optimizer, step)
        raise RuntimeError("cut off")

    whole = fit(RECIPE, frames(), tmp_path / "whole.safetensors")
    monkeypatch.setattr(Begun, "save", save_and_fail)
    with pytest.raises(RuntimeError, match="cut off"):
        fit(RECIPE, frames(), tmp_path / "cut.safetensors")
    monkeypatch.setattr(Begun, "save", save)
    resumed = fit(RECIPE, frames(), tmp_path / "cut.safetensors")
    for name, value in whole.state_dict().items():
        assert torch.allclose(value, resumed.state_dict()[name], atol=1e-6), name


def test_a_training_does_not_go_on_with_other_pictures(tmp_path: Path) -> None:
    file = tmp_path / "state.safetensors"
    fit(replace(RECIPE, steps=1), frames(), file)
    with pytest.raises(Invalid, match="holds a training on other pictures"):
        fit(RECIPE, [*frames(), Frame(np.zeros((SIDE, SIDE), np.uint8), 1, "new", real=True)], file)


@pytest.mark.slow
def test_it_learns_to_tell_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "restyle", lambda shown, labels, *_: (shown[:, :, ::4, ::4], labels))
    network = fit(replace(RECIPE, steps=60, batch=16, warmup_steps=5), frames(), tmp_path / "state.safetensors")
    shown = torch.from_numpy(np.stack([one.pixels for one in frames(1)])).float().div(255)[:, None, ::4, ::4]
    with torch.no_grad():
        assert network(shown).argmax(1).tolist() == [0, 1, 2, 3]
