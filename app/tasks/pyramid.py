"""A trunk's maps, joined from coarse to fine into one (Lin 2017)."""

from timm.models.convnext import ConvNeXt
from timm.models.resnet import ResNet
from torch import Tensor, nn
from torch.nn import functional


class Pyramid(nn.Module):
    """One map at the finest of the chosen stages' strides that knows what the coarse ones saw."""

    def __init__(self, trunk: ResNet | ConvNeXt, stages: dict[int, int], width: int) -> None:
        """`stages`: which of the trunk's maps, fine to coarse, and how many channels each has."""
        super().__init__()
        self.trunk = trunk
        self.stages = list(stages)
        self.lateral = nn.ModuleList(nn.Conv2d(channels, width, 1) for channels in stages.values())
        self.smooth = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for _ in stages)

    def forward(self, pictures: Tensor) -> Tensor:
        maps = self.trunk.forward_intermediates(pictures, indices=self.stages, intermediates_only=True)
        levels = [lateral(level) for lateral, level in zip(self.lateral, maps, strict=True)]
        for index in range(len(levels) - 1, 0, -1):
            levels[index - 1] = levels[index - 1] + grow(levels[index], levels[index - 1])
        smoothed = [smooth(level) for smooth, level in zip(self.smooth, levels, strict=True)]
        joined: Tensor = smoothed[0]
        for level in smoothed[1:]:
            joined = joined + grow(level, joined)
        return functional.relu(joined)


def grow(coarse: Tensor, fine: Tensor) -> Tensor:
    """The coarse map at the size of the fine one."""
    return functional.interpolate(coarse, size=fine.shape[-2:], mode="nearest")
