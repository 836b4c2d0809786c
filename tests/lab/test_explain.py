"""The maps inside the graph are the gradients that PyTorch would compute outside it."""

from importlib import import_module

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from app.lab.explain import Explained, convolution_backward
from app.lab.export import freeze
from app.lab.network import Network
from app.tasks import TASKS


def build(slug: str) -> tuple[Network, int]:
    module = import_module(f"app.tasks.{slug}.network")
    torch.manual_seed(0)
    return freeze(module.build("demo", pretrained=False)), module.RECIPES["demo"].preparation.size


def by_hand(network: Network, pictures: Tensor, name: str, label: int) -> tuple[Tensor, Tensor]:
    """Grad-CAM and HiResCAM by plain autograd."""
    features = network.features(pictures).detach().requires_grad_()
    (gradient,) = torch.autograd.grad(network.decide(features)[name][:, label].sum(), features)
    features = features.detach()
    mean = gradient.mean((2, 3), keepdim=True)
    return functional.relu((mean * features).sum(1)), functional.relu((gradient * features).sum(1))


@pytest.mark.parametrize("slug", TASKS)
def test_maps_of_every_class_equal_autograd_at_any_batch_size(slug: str) -> None:
    network, size = build(slug)
    explained = Explained(network, torch.rand(3, 3, size, size))
    for count in (1, 5):
        pictures = torch.rand(count, 3, size, size)
        answers = dict(zip(explained.names, explained(pictures), strict=True))
        for name, cam in (("logits", "cam"), ("subtype", "subtype_cam")):
            for label in range(answers[name].shape[1] if name in answers else 0):
                wanted, places = by_hand(network, pictures, name, label)
                torch.testing.assert_close(answers[cam][:, label], wanted, rtol=1e-4, atol=1e-5 * float(wanted.max()))
                if cam == "cam" and "hirescam" in answers:
                    torch.testing.assert_close(
                        answers["hirescam"][:, label], places, rtol=1e-4, atol=1e-5 * float(places.max())
                    )


def test_only_a_head_that_weighs_places_gets_a_hirescam() -> None:
    network, size = build("cleft")
    assert "hirescam" in Explained(network, torch.rand(2, 3, size, size)).names
    network, size = build("fetal_cns")
    assert "hirescam" not in Explained(network, torch.rand(2, 3, size, size)).names


@pytest.mark.parametrize(
    ("stride", "padding", "dilation", "groups", "side"),
    [(1, 0, 1, 1, 9), (1, 1, 1, 2, 9), (2, 1, 1, 1, 9), (2, 1, 1, 1, 10), (3, 0, 2, 1, 17)],
)
def test_the_gradient_of_a_convolution_is_exact(
    stride: int, padding: int, dilation: int, groups: int, side: int
) -> None:
    layer = nn.Conv2d(4, 6, 3, stride, padding, dilation, groups).double()
    given = torch.rand(2, 4, side, side, dtype=torch.float64, requires_grad=True)
    answer = layer(given)
    pull = torch.rand_like(answer)
    (wanted,) = torch.autograd.grad(answer, given, pull)
    gradient, _, _ = convolution_backward(
        pull,
        given,
        layer.weight,
        None,
        [stride] * 2,
        [padding] * 2,
        [dilation] * 2,
        False,
        [0, 0],
        groups,
        [True, False, False],
    )
    assert gradient is not None
    torch.testing.assert_close(gradient, wanted)
