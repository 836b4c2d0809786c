"""Training of the organ check: minutes on one core, and it goes on where it was cut off."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from app.lab.organ.frames import LABELS, OTHER, Frame
from app.lab.organ.network import OrganNetwork
from app.lab.organ.state import Begun
from app.lab.organ.style import restyle

Tell = Callable[[str], None]
"""Says how far the work is."""


@dataclass(frozen=True, slots=True)
class OrganRecipe:
    """How the organ check learns."""

    size: int = 72
    phantoms: int = 800
    """Frames drawn of each label."""
    phantom_seed: int = 4100
    steps: int = 1700
    batch: int = 64
    learning_rate: float = 3e-3
    weight_decay: float = 0.02
    warmup_steps: int = 150
    smoothing: float = 0.05
    real_share: float = 0.4
    """Of a label's frames in a batch, where it has real ones."""
    seed: int = 0
    save_every: int = 250


def fit(recipe: OrganRecipe, frames: Sequence[Frame], checkpoint: Path, tell: Tell = lambda _: None) -> OrganNetwork:
    """Train to the last step, going on from the checkpoint where there is one."""
    torch.manual_seed(recipe.seed)
    network = OrganNetwork(len(LABELS)).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    begun = Begun(checkpoint, lesson(recipe, frames))
    first = begun.load(network, optimizer) if checkpoint.exists() else 0
    pool = Pool.of(frames)
    network.train()
    for step in range(first, recipe.steps):
        loss = _take_step(network, optimizer, recipe, pool, step)
        if (step + 1) % recipe.save_every == 0 or step + 1 == recipe.steps:
            tell(f"step {step + 1} of {recipe.steps}, loss {loss:.3f}")
            begun.save(network, optimizer, step + 1)
    return network.eval()


@dataclass(frozen=True)
class Pool:
    """Frames by label, drawn ones and real ones apart."""

    pixels: Tensor
    drawn: tuple[np.ndarray[tuple[int], np.dtype[np.intp]], ...]
    real: tuple[np.ndarray[tuple[int], np.dtype[np.intp]], ...]

    @classmethod
    def of(cls, frames: Sequence[Frame]) -> "Pool":
        label = np.array([frame.label for frame in frames])
        real = np.array([frame.real for frame in frames])
        return cls(
            torch.from_numpy(np.stack([frame.pixels for frame in frames])),
            tuple(np.flatnonzero((label == one) & ~real) for one in range(len(LABELS))),
            tuple(np.flatnonzero((label == one) & real) for one in range(len(LABELS))),
        )

    def draw(self, recipe: OrganRecipe, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Every label alike often; of each, real frames in their share."""
        labels = rng.permutation(np.arange(recipe.batch) % len(LABELS))
        rows = [int(rng.choice(self._source(label, recipe, rng))) for label in labels]
        return self.pixels[rows].float().div(255).unsqueeze(1), torch.from_numpy(labels)

    def _source(
        self, label: int, recipe: OrganRecipe, rng: np.random.Generator
    ) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        real, drawn = self.real[label], self.drawn[label]
        return real if real.size and (not drawn.size or rng.random() < recipe.real_share) else drawn


def _take_step(
    network: OrganNetwork, optimizer: torch.optim.Optimizer, recipe: OrganRecipe, pool: Pool, step: int
) -> float:
    """Seed and step alone choose the frames, so that a resumed run sees the same ones."""
    for group in optimizer.param_groups:
        group["lr"] = recipe.learning_rate * _pace(step, recipe)
    frames, labels = pool.draw(recipe, np.random.default_rng([recipe.seed, step]))
    chance = torch.Generator().manual_seed(recipe.seed * 1_000_003 + step)
    torch.manual_seed(step)
    shown, told = restyle(frames, labels, recipe.size, LABELS.index(OTHER), chance)
    with torch.autocast("cpu", torch.bfloat16):
        answer = network(shown.contiguous(memory_format=torch.channels_last))
    loss = functional.cross_entropy(answer.float(), told, label_smoothing=recipe.smoothing)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(network.parameters(), 5.0)
    optimizer.step()
    return float(loss.detach())


def _pace(step: int, recipe: OrganRecipe) -> float:
    """Rises to one, then falls as a cosine to one hundredth."""
    if step < recipe.warmup_steps:
        return (step + 1) / recipe.warmup_steps
    done = (step - recipe.warmup_steps) / max(1, recipe.steps - recipe.warmup_steps)
    return 0.01 + 0.99 * (1 + math.cos(math.pi * done)) / 2


def lesson(recipe: OrganRecipe, frames: Sequence[Frame]) -> str:
    """Names what is learned from and how: a training goes on with the very same alone."""
    said = sha256(f"{recipe.size} {recipe.batch} {recipe.seed} {LABELS}".encode())
    for frame in frames:
        said.update(frame.pixels.tobytes() + bytes((frame.label, frame.real)))
    return said.hexdigest()
