"""The organ check's network: a few small convolutions, quick on one core."""

import torch
from torch import Tensor, nn

WIDTHS = (16, 24, 40, 48)


class OrganNetwork(nn.Module):
    """Gray frames (B x 1 x S x S) in [0, 1] to a number per label."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        first, second, third, last = WIDTHS
        self.features = nn.Sequential(
            _step(1, first, kernel=5, stride=2),
            _step(first, first),
            _step(first, second, stride=2),
            _step(second, second),
            _step(second, third, stride=2),
            _step(third, last, stride=2),
            _step(last, last),
        )
        self.drop = nn.Dropout(0.2)
        self.decide = nn.Linear(2 * last, labels)

    def forward(self, frames: Tensor) -> Tensor:
        seen = self.features(standardise(frames))
        answer: Tensor = self.decide(self.drop(torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1)))
        return answer


class OrganGraph(nn.Module):
    """As it is exported: frames to a chance per label."""

    def __init__(self, network: OrganNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, frames: Tensor) -> tuple[Tensor]:
        return (torch.softmax(self.network(frames), 1),)


def standardise(frames: Tensor) -> Tensor:
    """Each frame against its own mean and spread, so that gain says nothing."""
    middle = frames.mean((1, 2, 3), keepdim=True)
    spread = ((frames - middle) ** 2).mean((1, 2, 3), keepdim=True).sqrt()
    return (frames - middle) / (spread + 0.02)


def _step(narrow: int, wide: int, *, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(narrow, wide, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(wide), nn.ReLU()
    )
