"""A term of the loss that asks a Grad-CAM map to lie on the lesion."""

import torch
from torch import Tensor
from torch.nn import functional


def stray_heat(score: Tensor, features: Tensor, truth: dict[str, Tensor]) -> Tensor:
    """The share of the map's energy outside the true mask, averaged over the pictures that have one.

    `score` is the sum of the logits to explain; the map is the one the exported network will show.
    """
    if "mask" not in truth or not score.requires_grad:
        return features.new_zeros(())
    mask = truth["mask"].to(features)
    chosen = truth["has_mask"].bool() & mask.flatten(1).any(1)
    if not bool(chosen.any()):
        return features.new_zeros(())
    (gradient,) = torch.autograd.grad(score, features, create_graph=True)
    evidence = (gradient.mean((2, 3), keepdim=True) * features).sum(1, keepdim=True).float()
    heat = functional.interpolate(soften(evidence), size=mask.shape[-2:], mode="bilinear", align_corners=False)
    inside = (heat * mask).sum((1, 2, 3)) / heat.sum((1, 2, 3))
    return (1 - inside)[chosen].mean()


def soften(evidence: Tensor) -> Tensor:
    """The map's ReLU with a soft knee: a map that is negative everywhere must still learn where to rise."""
    knee = 0.25 * evidence.detach().square().mean((1, 2, 3), keepdim=True).sqrt().clamp_min(1e-12)
    return functional.softplus(evidence / knee)
