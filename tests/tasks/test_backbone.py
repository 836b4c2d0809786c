"""Trunks come with pretrained weights, or with a warning."""

from collections.abc import Callable

import pytest
import timm
from torch import nn

from app.tasks.backbone import fetch


def test_it_warns_and_goes_on_where_weights_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    create: Callable[..., nn.Module] = timm.create_model

    def offline(name: str, *, pretrained: bool, **options: str | int) -> nn.Module:
        if pretrained:
            raise OSError("no route to host")
        return create(name, pretrained=False, **options)

    monkeypatch.setattr(timm, "create_model", offline)
    with pytest.warns(UserWarning, match="pretrained weights of resnet18 cannot be reached"):
        trunk = fetch("resnet18", pretrained=True)
    assert isinstance(trunk, nn.Module)
