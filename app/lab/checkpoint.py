"""A training run on disk: weights and optimizer as safetensors, whole after a power cut, never pickled."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.optim import Optimizer

from app.errors import Invalid

LAST = "checkpoint.safetensors"


@dataclass(frozen=True, slots=True)
class Epoch:
    """What one epoch brought."""

    number: int
    loss: float
    score: float
    """What the best epoch is chosen by, on validation: higher is better."""
    validation_loss: float
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come."""

    recipe: str
    """The recipe and data this run belongs to, as a fingerprint."""
    epochs: tuple[Epoch, ...] = ()
    scale: float = 1.0
    """The loss scale of half floats."""

    @property
    def best(self) -> Epoch:
        return max(self.epochs, key=lambda epoch: (epoch.score, -epoch.validation_loss, -epoch.number))

    @property
    def waited(self) -> int:
        """Epochs since the best one."""
        return self.epochs[-1].number - self.best.number if self.epochs else 0


def save(folder: Path, network: nn.Module, optimizer: Optimizer, progress: Progress) -> None:
    """Keeps the last epoch, and the best one's weights beside it; older best weights go last."""
    if progress.epochs and progress.best == progress.epochs[-1]:
        write(folder / best_name(progress), weights(network), {})
    tensors = {f"network.{name}": tensor for name, tensor in weights(network).items()}
    tensors |= {f"optimizer.{name}": tensor for name, tensor in flatten(optimizer).items()}
    write(folder / LAST, tensors, {"progress": json.dumps(asdict(progress))})
    for old in folder.glob("best-*.safetensors"):
        if old.name != best_name(progress):
            old.unlink()


def restore(folder: Path, network: nn.Module, optimizer: Optimizer, recipe: str) -> Progress:
    """Puts the last epoch back; a fresh start where there is none."""
    file = folder / LAST
    if not file.is_file():
        return Progress(recipe)
    with safe_open(file, framework="pt") as stored:
        progress = parse((stored.metadata() or {})["progress"])
        tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
    if progress.recipe != recipe:
        raise Invalid(
            f"The run in {folder.name!r} was begun with another recipe, seed or set of pictures. "
            "Choose another folder with --out, or repeat the first command's options."
        )
    network.load_state_dict(under(tensors, "network."))
    unflatten(optimizer, under(tensors, "optimizer."))
    return progress


def load_best(folder: Path, network: nn.Module) -> None:
    """The best epoch's weights."""
    network.load_state_dict(load_file(best_file(folder)))


def best_file(folder: Path) -> Path:
    """Where the best weights lie, as the last checkpoint says."""
    if not (folder / LAST).is_file():
        raise Invalid(f"There is no finished epoch in {folder.name!r}. Run `neoscreen train` first.")
    with safe_open(folder / LAST, framework="pt") as stored:
        return folder / best_name(parse((stored.metadata() or {})["progress"]))


def best_name(progress: Progress) -> str:
    return f"best-{progress.best.number:04d}.safetensors"


def parse(text: str) -> Progress:
    fields = json.loads(text)
    return Progress(fields["recipe"], tuple(Epoch(**epoch) for epoch in fields["epochs"]), fields["scale"])


def write(file: Path, tensors: Mapping[str, Tensor], metadata: dict[str, str]) -> None:
    """Under a temporary name, forced to disk, then renamed: never a torn file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".new")
    save_file(dict(tensors), unfinished, metadata)
    with unfinished.open("rb") as stream:
        os.fsync(stream.fileno())
    unfinished.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def weights(network: nn.Module) -> dict[str, Tensor]:
    """Parameters and buffers, plain and apart: safetensors refuses shared or strided memory."""
    return {
        name: tensor.detach().cpu().contiguous().clone(memory_format=torch.contiguous_format)
        for name, tensor in network.state_dict().items()
    }


def flatten(optimizer: Optimizer) -> dict[str, Tensor]:
    """Moments and step counts by parameter number: `12.exp_avg`."""
    state = optimizer.state_dict()["state"]
    return {
        f"{number}.{name}": value.detach().cpu().contiguous().clone(memory_format=torch.contiguous_format)
        for number, moments in state.items()
        for name, value in moments.items()
    }


def unflatten(optimizer: Optimizer, tensors: Mapping[str, Tensor]) -> None:
    moments: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        number, moment = name.split(".", 1)
        moments.setdefault(int(number), {})[moment] = tensor
    optimizer.load_state_dict({**optimizer.state_dict(), "state": moments})


def under(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def decayed(network: nn.Module, weight_decay: float) -> Iterable[dict[str, object]]:
    """Weight decay for matrices and filters; none for biases and norms."""
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    return (
        {"params": [p for p in trained if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in trained if p.ndim <= 1], "weight_decay": 0.0},
    )
