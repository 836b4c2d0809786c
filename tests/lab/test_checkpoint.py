"""What is on disk is whole, plain and enough to go on."""

from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from torch import nn
from torch.optim import AdamW

from app.errors import Invalid
from app.lab.checkpoint import LAST, Epoch, Progress, best_file, decayed, restore, save


def trained(steps: int) -> tuple[nn.Module, AdamW]:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.LazyLinear(2))
    network(torch.zeros(1, 3, 5, 5))
    optimizer = AdamW(decayed(network, 0.05), lr=1e-2)
    for step in range(steps):
        optimizer.zero_grad()
        network(torch.randn(4, 3, 5, 5, generator=torch.Generator().manual_seed(step))).square().sum().backward()
        optimizer.step()
    return network, optimizer


def progress(*scores: float) -> Progress:
    return Progress("r", tuple(Epoch(i + 1, 0.5, score, 0.4) for i, score in enumerate(scores)))


def test_weights_optimizer_and_progress_come_back_exactly(tmp_path: Path) -> None:
    network, optimizer = trained(3)
    save(tmp_path, network, optimizer, progress(0.5, 0.9))
    again, moments = trained(0)
    assert restore(tmp_path, again, moments, "r") == progress(0.5, 0.9)
    assert all(torch.equal(a, b) for a, b in zip(network.parameters(), again.parameters(), strict=True))
    for before, after in zip(optimizer.state.values(), moments.state.values(), strict=True):
        assert all(torch.equal(before[name], after[name]) for name in before)
        assert set(before) == {"step", "exp_avg", "exp_avg_sq"}


def test_a_folder_without_a_run_is_a_fresh_start(tmp_path: Path) -> None:
    network, optimizer = trained(0)
    assert restore(tmp_path, network, optimizer, "r") == Progress("r")


def test_the_best_epoch_is_the_highest_score_then_the_lowest_loss_then_the_first() -> None:
    assert progress(0.5, 0.9, 0.9, 0.7).best.number == 2
    assert progress(0.5, 0.9, 0.9, 0.7).waited == 2
    assert Progress("r", (Epoch(1, 0, 0.9, 0.5), Epoch(2, 0, 0.9, 0.3))).best.number == 2


def test_only_the_best_weights_are_kept(tmp_path: Path) -> None:
    for steps, scores in enumerate([(0.5,), (0.5, 0.9), (0.5, 0.9, 0.7)]):
        save(tmp_path, *trained(steps), progress(*scores))
    assert [file.name for file in tmp_path.glob("best-*")] == ["best-0002.safetensors"]
    assert best_file(tmp_path).is_file()
    assert not list(tmp_path.glob("*.new"))


def test_nothing_is_pickled(tmp_path: Path) -> None:
    save(tmp_path, *trained(1), progress(0.5))
    assert sorted(file.suffix for file in tmp_path.iterdir()) == [".safetensors", ".safetensors"]
    with safe_open(tmp_path / LAST, framework="pt") as stored:
        assert "optimizer.0.exp_avg" in set(stored.keys())
        assert "epochs" in stored.metadata()["progress"]


def test_a_folder_without_an_epoch_has_no_best_weights(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no finished epoch"):
        best_file(tmp_path)


def test_biases_and_norms_do_not_decay() -> None:
    network, _ = trained(0)
    heavy, light = decayed(network, 0.05)
    assert (heavy["weight_decay"], light["weight_decay"]) == (0.05, 0.0)
    assert isinstance(heavy["params"], list)
    assert {p.ndim for p in heavy["params"]} == {2, 4}
