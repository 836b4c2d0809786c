"""Grad-CAM of every class as part of the forward pass, so that one exported graph answers and explains."""

from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor, fx, nn
from torch._decomp import core_aten_decompositions
from torch.func import vjp
from torch.fx.experimental.proxy_tensor import make_fx
from torch.nn import functional

from app.lab.network import Network, Outputs

EXPLAINED = {"logits": "cam", "subtype": "subtype_cam"}
"""Which answers get one map a class, and what the maps are called."""
Pull = Callable[[Outputs], tuple[Tensor]]
"""From a weight for each answer to the gradient of their weighted sum."""


class Explained(nn.Module):
    """A network that also says where it looked; its answers are a tuple in the order of `names`."""

    def __init__(self, network: Network, pictures: Tensor) -> None:
        super().__init__()
        self.trunk = network.cam_layer
        with torch.no_grad():
            features = network.features(pictures)
        uneven = weighs_places(network, features)
        self.names = tuple(explain(network, features, uneven))
        self.head = trace(lambda given: tuple(explain(network, given, uneven).values()), features)

    def forward(self, pictures: Tensor) -> tuple[Tensor, ...]:
        return cast("tuple[Tensor, ...]", self.head(self.trunk(pictures)))


def explain(network: Network, features: Tensor, uneven: bool) -> Outputs:
    """The answers, and for each class of those in EXPLAINED the map ReLU(sum of mean gradient x feature).

    Where the head weighs places unequally, HiResCAM too: the sum of gradient x feature, place by place.
    """
    scores, pull, answers = pullback(network, features)
    explained = dict(answers)
    for name, score in scores.items():
        gradients = [pull(only(scores, name, index))[0] for index in range(score.shape[1])]
        explained[EXPLAINED[name]] = maps([one.mean((2, 3), keepdim=True) for one in gradients], features)
        if uneven and name == "logits":
            explained["hirescam"] = maps(gradients, features)
    return explained


def pullback(network: Network, features: Tensor) -> tuple[Outputs, Pull, Outputs]:
    """What is to be explained, how to explain it, and all answers, the gradient of which is not paid for."""

    def decide(given: Tensor) -> tuple[Outputs, Outputs]:
        answers = network.decide(given)
        return {name: answers[name] for name in EXPLAINED if name in answers}, answers

    return cast("tuple[Outputs, Pull, Outputs]", vjp(decide, features, has_aux=True))


def only(answers: Outputs, name: str, index: int) -> Outputs:
    """A cotangent that asks for one class of one answer."""
    zeros = {key: torch.zeros_like(answer) for key, answer in answers.items()}
    classes = torch.arange(answers[name].shape[1], device=answers[name].device)
    return zeros | {name: zeros[name] + (classes == index).to(answers[name])}


def maps(weights: list[Tensor], features: Tensor) -> Tensor:
    """One map a class: B x K x h x w."""
    return torch.stack([functional.relu((weight * features).sum(1)) for weight in weights], 1)


def weighs_places(network: Network, features: Tensor) -> bool:
    """Whether the head treats places unequally; after a plain mean, Grad-CAM and HiResCAM agree."""
    scores, pull, _ = pullback(network, torch.rand_like(features))
    (gradient,) = pull(only(scores, "logits", scores["logits"].shape[1] - 1))
    return not torch.allclose(gradient, gradient.mean((2, 3), keepdim=True).expand_as(gradient), rtol=1e-3)


def trace(head: Callable[[Tensor], tuple[Tensor, ...]], features: Tensor) -> fx.GraphModule:
    """The head with its gradients as one plain graph of any batch size; the trunk stays undecomposed."""
    decompositions = dict(core_aten_decompositions())
    decompositions[torch.ops.aten.convolution_backward.default] = convolution_backward
    return make_fx(
        head,
        tracing_mode="symbolic",
        _allow_non_fake_inputs=True,
        decomposition_table=decompositions,
    )(features)


def convolution_backward(
    gradient: Tensor,
    given: Tensor,
    weight: Tensor,
    _bias_sizes: list[int] | None,
    stride: list[int],
    padding: list[int],
    dilation: list[int],
    transposed: bool,
    _output_padding: list[int],
    groups: int,
    output_mask: list[bool],
) -> tuple[Tensor | None, None, None]:
    """The gradient of a convolution's input as a transposed convolution; PyTorch decomposes it no further."""
    if transposed or any(output_mask[1:]):
        raise NotImplementedError("only the input of a plain convolution can be explained")
    if not output_mask[0]:
        return None, None, None
    spare = [
        given.shape[axis + 2]
        - ((gradient.shape[axis + 2] - 1) * stride[axis] - 2 * padding[axis])
        - dilation[axis] * (weight.shape[axis + 2] - 1)
        - 1
        for axis in range(len(stride))
    ]
    back = torch.ops.aten.convolution(gradient, weight, None, stride, padding, dilation, True, spare, groups)
    return back, None, None
