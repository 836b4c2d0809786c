"""The three networks of MTCNN (Zhang 2016) and their export; weights by facenet-pytorch, MIT licence."""

from pathlib import Path
from zipfile import ZipFile

import torch
from torch import Tensor, nn

from app.errors import Invalid
from app.lab.export import write

WEIGHTS = "facenet_pytorch/data/{}net.pt"
SIZES = {"p": 96, "r": 24, "o": 48}


def layers(widths: tuple[int, ...], kernels: tuple[int, ...], pools: tuple[int, ...]) -> nn.Sequential:
    """Convolutions with PReLU, each but the last ones followed by a pool that keeps the ragged edge."""
    built: list[nn.Module] = []
    given = 3
    for index, (width, kernel) in enumerate(zip(widths, kernels, strict=True)):
        built += [nn.Conv2d(given, width, kernel), nn.PReLU(width)]
        if index < len(pools):
            built.append(nn.MaxPool2d(pools[index], 2, ceil_mode=True))
        given = width
    return nn.Sequential(*built)


class Proposer(nn.Module):
    """P-Net: convolutions only, so that it reads a picture of any size."""

    names = ("chance", "shift")

    def __init__(self) -> None:
        super().__init__()
        self.layers = layers((10, 16, 32), (3, 3, 3), (2,))
        self.chance = nn.Conv2d(32, 2, 1)
        self.shift = nn.Conv2d(32, 4, 1)

    def forward(self, pictures: Tensor) -> tuple[Tensor, ...]:
        seen = self.layers(pictures)
        return self.chance(seen).softmax(1)[:, 1], self.shift(seen)


class Judge(nn.Module):
    """R-Net and O-Net: a crop to its chance, its correction and, from O-Net, its landmarks."""

    def __init__(self, trunk: nn.Sequential, flat: int, width: int, *, points: bool) -> None:
        super().__init__()
        self.layers = trunk
        self.dense = nn.Sequential(nn.Linear(flat, width), nn.PReLU(width))
        self.chance = nn.Linear(width, 2)
        self.shift = nn.Linear(width, 4)
        self.points = nn.Linear(width, 10) if points else None
        self.names = ("chance", "shift", "points") if points else ("chance", "shift")

    def forward(self, crops: Tensor) -> tuple[Tensor, ...]:
        # The weights were trained with columns before rows.
        seen = self.dense(self.layers(crops).permute(0, 3, 2, 1).flatten(1))
        judged = self.chance(seen).softmax(1)[:, 1], self.shift(seen)
        return judged if self.points is None else (*judged, self.points(seen))


def build(stage: str) -> Proposer | Judge:
    """The network of a stage, `p`, `r` or `o`, without weights."""
    match stage:
        case "p":
            return Proposer()
        case "r":
            return Judge(layers((28, 48, 64), (3, 3, 2), (3, 3)), 576, 128, points=False)
        case "o":
            return Judge(layers((32, 64, 64, 128), (3, 3, 3, 2), (3, 3, 2)), 1152, 256, points=True)
    raise Invalid(f"{stage!r} is no stage of the face detector. Use one of: p, r, o.")


def load(stage: str, wheel: Path) -> Proposer | Judge:
    """The network with the weights that lie in the wheel; both list them from first layer to last."""
    network = build(stage)
    with ZipFile(wheel) as archive, archive.open(WEIGHTS.format(stage)) as file:
        weights: dict[str, Tensor] = torch.load(file, map_location="cpu", weights_only=True)
    network.load_state_dict(dict(zip(network.state_dict(), weights.values(), strict=True)))
    return network.eval().requires_grad_(False)


def export_detector(wheel: Path, folder: Path) -> list[Path]:
    """`detector_p.onnx`, `detector_r.onnx` and `detector_o.onnx` in the folder."""
    files = []
    for stage, size in SIZES.items():
        network = load(stage, wheel)
        file = folder / f"detector_{stage}.onnx"
        if isinstance(network, Proposer):
            write(network, torch.rand(1, 3, size, size + 10), network.names, file, any_size=True)
        else:
            write(network, torch.rand(3, 3, size, size), network.names, file)
        files.append(file)
    return files
