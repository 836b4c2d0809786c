"""What every task's network can do: the one shape that training, explaining and exporting rely on."""

from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

Outputs = dict[str, Tensor]
"""Named answers of a network: `logits` always; `features` while training; the rest as the task has it."""
Truth = dict[str, Tensor]
"""What is known of a batch.

`target`: (B,) class numbers, or (B, K) 0/1 where findings combine; `weights`: (K,) class weights, optional;
`mask`: (B, 1, S, S) in 0/1 with `has_mask`: (B,), optional; `severity`: (B,), NaN where unknown, optional.
"""


@runtime_checkable
class Network(Protocol):
    """A picture network in two halves, so that the second can be explained inside the exported graph."""

    cam_layer: nn.Module
    """The module whose output is `features`."""

    def features(self, pictures: Tensor) -> Tensor:
        """B x 3 x S x S to the last feature map, B x C x h x w."""

    def decide(self, features: Tensor) -> Outputs:
        """The answers; of a bag, one row for all frames."""

    def forward(self, pictures: Tensor) -> Outputs:
        """`decide` of `features`, with the features beside the answers."""

    def loss(self, outputs: Outputs, truth: Truth) -> Tensor:
        """One number to make smaller."""


def forward_bags(network: Network, pictures: Tensor, sizes: list[int]) -> Outputs:
    """Several exams in one step: the trunk sees all frames at once, each exam is decided alone."""
    features = network.features(pictures)
    answers = [network.decide(bag) for bag in features.split_with_sizes(sizes)]
    joined = {name: torch.cat([answer[name] for answer in answers]) for name in answers[0]}
    return joined | {"features": features}
