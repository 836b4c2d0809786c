"""A plain residual trunk for pictures with speckle: it widens early and stays fine enough to show small findings."""

from timm.models.resnet import BasicBlock
from torch import Tensor, nn
from torch.nn import functional

from app.tasks.pyramid import grow

WIDTHS = (32, 64, 128, 192)
STRIDES = (2, 2, 1, 1)
"""After the stem's stride of two: the last map has one cell per eight pixels."""


def residual_trunk() -> nn.Sequential:
    """A stem and four residual blocks, three channels to 192."""
    width = WIDTHS[0] // 2
    layers: list[nn.Module] = [nn.Conv2d(3, width, 5, 2, 2, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
    for wider, stride in zip(WIDTHS, STRIDES, strict=True):
        short = nn.Sequential(nn.Conv2d(width, wider, 1, stride, bias=False), nn.BatchNorm2d(wider))
        layers.append(BasicBlock(width, wider, stride, short))
        width = wider
    return nn.Sequential(*layers)


class FineTrunk(nn.Module):
    """The residual trunk's last map, laid over its finest block's: one cell per four pixels, for small findings."""

    def __init__(self, width: int) -> None:
        super().__init__()
        layers = list(residual_trunk())
        self.fine = nn.Sequential(*layers[:4])
        self.coarse = nn.Sequential(*layers[4:])
        self.lateral = nn.Conv2d(WIDTHS[0], width, 1)
        self.top = nn.Conv2d(WIDTHS[-1], width, 1)
        self.smooth = nn.Sequential(nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width))

    def forward(self, pictures: Tensor) -> Tensor:
        fine = self.fine(pictures)
        lateral = self.lateral(fine)
        joined: Tensor = self.smooth(lateral + grow(self.top(self.coarse(fine)), lateral))
        return functional.relu(joined)
