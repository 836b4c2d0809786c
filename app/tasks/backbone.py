"""Where the tasks' networks get their trunks: timm, with pretrained weights where they can be had."""

import warnings
from collections.abc import Iterable
from typing import cast

import timm
from timm.models.convnext import ConvNeXt
from timm.models.resnet import BasicBlock, Bottleneck, ResNet
from torch import nn


def fetch(name: str, *, pretrained: bool) -> nn.Module:
    """A timm model without its head; random weights, with a warning, where there are no pretrained ones."""
    if pretrained:
        try:
            return timm.create_model(name, pretrained=True, num_classes=0, global_pool="")
        except (OSError, RuntimeError):
            warnings.warn(
                f"The pretrained weights of {name} cannot be reached: training starts from random weights. "
                "Connect this machine to the internet once, or expect a weaker network.",
                stacklevel=2,
            )
    return timm.create_model(name, pretrained=False, num_classes=0, global_pool="")


def resnet(name: str, *, pretrained: bool) -> ResNet:
    """A ResNet of the paper's size."""
    return cast("ResNet", fetch(name, pretrained=pretrained))


def convnext(name: str, *, pretrained: bool) -> ConvNeXt:
    """A ConvNeXt of the paper's size."""
    return cast("ConvNeXt", fetch(name, pretrained=pretrained))


def small_resnet(block: type[BasicBlock] | type[Bottleneck], channels: Iterable[int], *, stride: int = 8) -> ResNet:
    """A ResNet with few channels; a stride below 32 keeps the last map fine enough to show small findings."""
    widths = tuple(channels)
    return ResNet(
        cast("BasicBlock", block),
        layers=(1, 1, 1, 1),
        channels=widths,
        stem_width=widths[0],
        output_stride=stride,
        num_classes=0,
        global_pool="",
    )
