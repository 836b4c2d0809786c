"""What the organ check's training must remember to go on after it was cut off."""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from app.errors import Invalid
from app.lab.organ.network import OrganNetwork


@dataclass(frozen=True, slots=True)
class Begun:
    """A file, and the lesson that the training in it learns."""

    file: Path
    lesson: str

    def save(self, network: OrganNetwork, optimizer: torch.optim.Optimizer, step: int) -> None:
        """Beside the old file, then in its place in one go."""
        tensors = {f"network.{name}": value for name, value in network.state_dict().items()}
        for index, moments in optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{index}.{name}": value for name, value in moments.items()}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".fresh")
        kept = {name: value.detach().contiguous().clone() for name, value in tensors.items()}
        save_file(kept, fresh, metadata={"step": str(step), "lesson": self.lesson})
        fresh.replace(self.file)

    def load(self, network: OrganNetwork, optimizer: torch.optim.Optimizer) -> int:
        """Everything put back; the answer is the next step. Another lesson is refused, not mixed in."""
        with safe_open(self.file, framework="pt") as stored:
            tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
            metadata = stored.metadata()
        if metadata["lesson"] != self.lesson:
            raise Invalid(f"{self.file.parent} holds a training on other pictures. Name another folder with --out.")
        network.load_state_dict(_under("network.", tensors))
        moments: dict[int, dict[str, Tensor]] = {}
        for name, value in _under("optimizer.", tensors).items():
            index, moment = name.split(".")
            moments.setdefault(int(index), {})[moment] = value
        optimizer.load_state_dict(optimizer.state_dict() | {"state": moments})
        return int(metadata["step"])


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
