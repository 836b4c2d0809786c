"""A network's answers over many pictures or exams, as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.lab.augment import standardise, unit
from app.lab.dataset import Batch, Dataset
from app.lab.device import Device
from app.lab.network import Network, Outputs, forward_bags

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Predictions:
    """One line per picture, or per exam where pictures form bags."""

    rows: tuple[int, ...]
    """The row each line is about: the first frame of a bag."""
    frames: tuple[int, ...]
    """The row of every picture that was seen."""
    probabilities: Floats
    """(lines, findings), in the task's order."""
    logits: Floats
    subtype: Floats | None
    embedding: Floats | None
    attention: Floats | None
    """One number per frame."""
    loss: float


def predict(network: Network, data: Dataset, indexes: Sequence[int], device: Device) -> Predictions:
    """Answers without augmentation, in full precision."""
    as_module(network).eval()
    heard: dict[str, list[NDArray[np.float32]]] = {}
    rows: list[int] = []
    frames: list[int] = []
    total = 0.0
    for batch in data.batches(indexes):
        with torch.no_grad():
            outputs = answer(
                network, batch, standardise(unit(batch.pictures.to(device.place)), data.recipe.preparation)
            )
            total += float(network.loss(outputs, place(batch.truth, device))) * units(batch)
        for name in ("logits", "subtype", "embedding", "attention"):
            if name in outputs:
                heard.setdefault(name, []).append(outputs[name].float().cpu().numpy())
        rows += firsts(batch)
        frames += batch.indexes
    joined = {name: np.concatenate(parts).astype(np.float64) for name, parts in heard.items()}
    return collect(joined, tuple(rows), tuple(frames), total / max(len(rows), 1))


def collect(
    outputs: Mapping[str, Floats], rows: tuple[int, ...], frames: tuple[int, ...], loss: float = float("nan")
) -> Predictions:
    """Joined outputs, whether PyTorch or an exported bundle gave them."""
    return Predictions(
        rows=rows,
        frames=frames,
        probabilities=finding_probabilities(outputs["logits"], outputs.get("subtype")),
        logits=outputs["logits"],
        subtype=outputs.get("subtype"),
        embedding=outputs.get("embedding"),
        attention=outputs.get("attention"),
        loss=loss,
    )


def answer(network: Network, batch: Batch, pictures: Tensor) -> Outputs:
    """One answer a picture, or one a bag."""
    if batch.sizes is None:
        return network.forward(pictures)
    return forward_bags(network, pictures, list(batch.sizes))


def finding_probabilities(logits: Floats, subtype: Floats | None) -> Floats:
    """Findings exclude each other, unless a second head names any number beside the absence of all."""
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    exclusive: Floats = shifted / shifted.sum(1, keepdims=True)
    if subtype is None:
        return exclusive
    return np.concatenate([exclusive[:, :1], 1 / (1 + np.exp(-subtype))], axis=1)


def firsts(batch: Batch) -> list[int]:
    """The first row of each picture or bag."""
    if batch.sizes is None:
        return list(batch.indexes)
    return [batch.indexes[start] for start in np.cumsum((0, *batch.sizes[:-1]))]


def units(batch: Batch) -> int:
    return len(batch.indexes if batch.sizes is None else batch.sizes)


def place(truth: Mapping[str, Tensor], device: Device) -> dict[str, Tensor]:
    return {name: tensor.to(device.place) for name, tensor in truth.items()}


def as_module(network: Network) -> nn.Module:
    """The network as PyTorch's own kind; the protocol says only what we add to it."""
    if not isinstance(network, nn.Module):
        raise TypeError(f"a network must be a torch module, got {type(network).__name__}")
    return network
