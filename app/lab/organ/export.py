"""The trained organ check as one ONNX file."""

from pathlib import Path

import torch

from app.errors import Unavailable
from app.inference.organ import CHANCES
from app.lab.export import compare, write
from app.lab.organ.network import OrganGraph, OrganNetwork

TOLERANCE = 1e-4


def export_organ(network: OrganNetwork, file: Path, size: int) -> None:
    """Write the file and check it against PyTorch; it takes any number of frames of this size."""
    graph = OrganGraph(network.float().to(memory_format=torch.contiguous_format).requires_grad_(False)).eval()
    frames = torch.rand(3, 1, size, size, generator=torch.Generator().manual_seed(0))
    file.parent.mkdir(parents=True, exist_ok=True)
    write(graph, frames, (CHANCES,), file)
    difference = compare(graph, file, (CHANCES,), frames)
    if not difference <= TOLERANCE:
        file.unlink()
        raise Unavailable(f"The exported organ check differs from the trained one by {difference:.1e}: not kept.")
