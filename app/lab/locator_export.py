"""The trained ear locator as one ONNX file."""

import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from app.errors import Unavailable
from app.lab.export import compare, write
from app.lab.yolo import Detect

NAMES = ("boxes", "scores")
SIZE = 384
TOLERANCE = 2.5e-4
"""A tenth of a pixel; how exactly a processor adds makes half of that."""


class LocatorGraph(nn.Module):
    """Pictures in [0, 1] to boxes (left, top, right, bottom in pixels of the square) with their scores."""

    def __init__(self, detector: nn.Module, size: int) -> None:
        super().__init__()
        self.detector = detector.float().eval().requires_grad_(False)
        for module in self.detector.modules():
            if isinstance(module, Detect):
                module.export = True
        self.detector(torch.zeros(1, 3, size, size))

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        answer = self.detector(pictures)
        centre, half = answer[:, :2], answer[:, 2:4] / 2
        return torch.cat([centre - half, centre + half], dim=1).transpose(1, 2), answer[:, 4]


def export_locator(detector: nn.Module, file: Path, size: int = SIZE) -> None:
    """Write the file and check it against PyTorch; it takes any number of pictures of this size."""
    graph = LocatorGraph(detector.to(memory_format=torch.contiguous_format), size).eval()
    pictures = torch.rand(2, 3, size, size, generator=torch.Generator().manual_seed(0))
    file.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The tensor attributes")  # the anchors depend on the size alone
        write(graph, pictures, NAMES, file)
    difference = compare(graph, file, NAMES, pictures)
    if not difference <= TOLERANCE:
        file.unlink()
        raise Unavailable(f"The exported locator differs from the trained one by {difference:.1e}: it was not kept.")
