"""What a locator's training must remember to go on after it was cut off."""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from app.lab.yolo import ModelEMA


@dataclass(frozen=True, slots=True)
class LocatorState:
    """The network, its running average and the optimizer."""

    model: nn.Module
    average: ModelEMA
    optimizer: torch.optim.Optimizer


def save(state: LocatorState, file: Path, step: int) -> None:
    """Write beside the old file, then replace it in one go."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".fresh")
    save_file(_tensors(state), fresh, metadata={"step": str(step), "updates": str(state.average.updates)})
    fresh.replace(file)


def load(state: LocatorState, file: Path) -> int:
    """Put everything back; the answer is the next step."""
    with safe_open(file, framework="pt") as stored:
        tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
        metadata = stored.metadata()
    state.model.load_state_dict(_under("model.", tensors))
    state.average.ema.load_state_dict(_under("average.", tensors))
    state.average.updates = int(metadata["updates"])
    _restore(state.optimizer, _under("optimizer.", tensors))
    return int(metadata["step"])


def _tensors(state: LocatorState) -> dict[str, Tensor]:
    tensors = {f"model.{name}": value for name, value in state.model.state_dict().items()}
    tensors |= {f"average.{name}": value for name, value in state.average.ema.state_dict().items()}
    for index, moments in state.optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{index}.{name}": value for name, value in moments.items()}
    return {name: value.detach().contiguous().clone() for name, value in tensors.items()}


def _restore(optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> None:
    moments: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        index, moment = name.split(".")
        moments.setdefault(int(index), {})[moment] = value
    optimizer.load_state_dict(optimizer.state_dict() | {"state": moments})


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
