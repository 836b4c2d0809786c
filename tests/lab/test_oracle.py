"""pytorch-grad-cam agrees with our maps on networks that have trained, and scores the lab's other methods."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from app.errors import Invalid
from app.inference.graph import Graph
from app.lab.export import export
from app.lab.network import Network, Outputs, forward_bags
from app.lab.oracle import Method, agreement, heat, judge, road
from app.lab.predict import as_module
from app.tasks import TASKS

COUNT = 4


def trained(slug: str, preset: str, steps: int) -> tuple[Network, int]:
    """A network after a few steps on random pictures, so that its weights are no longer those it began with."""
    module = import_module(f"app.tasks.{slug}.network")
    torch.manual_seed(0)
    network: Network = module.build(preset, pretrained=False)
    size: int = module.RECIPES[preset].preparation.size
    optimizer = torch.optim.SGD(as_module(network).parameters(), 1e-3)
    for _ in range(steps):
        pictures = torch.rand(COUNT, 3, size, size)
        optimizer.zero_grad()
        torch.autograd.backward(network.loss(*batch(slug, network, pictures)))
        optimizer.step()
    as_module(network).eval()
    return network, size


def batch(slug: str, network: Network, pictures: torch.Tensor) -> tuple[Outputs, Outputs]:
    if slug == "hemorrhage":
        return forward_bags(network, pictures, [2, 2]), {"target": torch.tensor([0, 1])}
    if slug == "auricular":
        return network.forward(pictures), {"target": torch.eye(9)[:COUNT]}
    return network.forward(pictures), {"target": torch.tensor([0, 1, 0, 1])}


def check_against_oracle(slug: str, preset: str, folder: Path) -> None:
    network, size = trained(slug, preset, steps=2)
    export(network, size, folder / "model.onnx")
    pictures = torch.rand(COUNT, 3, size, size)
    answers = Graph(folder / "model.onnx", threads=1).answer(pictures.numpy())
    asked = {"cam": Method.GRADCAM, "hirescam": Method.HIRESCAM}
    for cam, method in asked.items():
        for label in range(answers[cam].shape[1] if cam in answers else 0):
            found = agreement(answers[cam][:, label], judge(network, pictures, label, method))
            assert found.difference < 1e-4
            assert found.same_peak == 1


@pytest.mark.slow
@pytest.mark.parametrize("slug", TASKS)
def test_the_papers_network_trains_exports_and_agrees(slug: str, tmp_path: Path) -> None:
    check_against_oracle(slug, "reference", tmp_path)


def test_a_small_bag_network_agrees(tmp_path: Path) -> None:
    check_against_oracle("hemorrhage", "demo", tmp_path)


def test_agreement_sees_a_wrong_map_and_a_moved_peak() -> None:
    ours = np.zeros((2, 4, 4), np.float32)
    ours[:, 1, 1] = 3.0
    theirs = ours / np.float32(3)
    assert agreement(ours, theirs).same_peak == 1
    moved = np.roll(theirs, 1, axis=2)
    assert agreement(ours, moved).same_peak == 0
    assert agreement(ours, moved).difference == pytest.approx(1, abs=1e-5)


def test_methods_that_change_single_pictures_refuse_exams() -> None:
    network, size = trained("hemorrhage", "demo", steps=0)
    with pytest.raises(Invalid, match="scorecam explains single pictures"):
        heat(network, torch.rand(2, 3, size, size), 1, Method.SCORECAM)


class Corner(nn.Module):
    """Answers with the light in the upper left corner."""

    def __init__(self) -> None:
        super().__init__()
        layer = nn.Conv2d(3, 4, 4, stride=4)
        nn.init.constant_(layer.weight, 0.1)
        self.cam_layer: nn.Module = layer

    def features(self, pictures: torch.Tensor) -> torch.Tensor:
        features: torch.Tensor = self.cam_layer(pictures)
        return features

    def decide(self, features: torch.Tensor) -> Outputs:
        light = features[:, :, :3, :3].mean((1, 2, 3))
        return {"logits": torch.stack([-light, light], 1)}

    def forward(self, pictures: torch.Tensor) -> Outputs:
        return self.decide(self.features(pictures))

    def loss(self, outputs: Outputs, truth: Outputs) -> torch.Tensor:
        return nn.functional.cross_entropy(outputs["logits"], truth["target"])


def test_road_prefers_the_map_that_shows_what_was_used() -> None:
    network = Corner()
    pictures = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(1)) * 0.1
    pictures[:, :, 3:8, 3:8] = 1.0
    true, false = np.zeros((1, 32, 32), np.float32), np.zeros((1, 32, 32), np.float32)
    true[:, :12, :12], false[:, 20:, 20:] = 1, 1
    noise = np.random.default_rng(0).random((1, 32, 32)).astype(np.float32) * 0.01
    good = road(network, pictures, true + noise, 1)
    bad = road(network, pictures, false + noise, 1)
    assert good.shape == (1,)
    assert good[0] > bad[0]
