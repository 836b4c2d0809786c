"""Training of the ear locator: YOLO11n on boxed scenes and synthetic ears, on a processor alone."""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from app.lab.ear_crops import Crop, draw
from app.lab.ear_scenes import Scene
from app.lab.locator_state import LocatorState, load, save
from app.lab.yolo import DetectionModel, ModelEMA, get_cfg, load_checkpoint

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LocatorRecipe:
    """How the locator learns."""

    architecture: str = "yolo11n.yaml"
    weights: str = "yolo11n.pt"
    size: int = 320
    steps: int = 2500
    batch: int = 16
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.02
    warmup_steps: int = 200
    seed: int = 0
    phantom_share: float = 0.35
    save_every: int = 250


def build(recipe: LocatorRecipe, *, pretrained: bool = True) -> nn.Module:
    """The network for one class, from published weights where they can be had."""
    model = DetectionModel(recipe.architecture, nc=1, verbose=False)  # type: ignore[no-untyped-call]
    model.args = get_cfg()  # type: ignore[assignment]
    model.names = {0: "ear"}
    if pretrained:
        _begin_from_published(model, recipe.weights)
    return model.to(memory_format=torch.channels_last)


def fit(
    recipe: LocatorRecipe,
    scenes: Sequence[Scene],
    phantoms: Sequence[Scene],
    checkpoint: Path,
    *,
    pretrained: bool = True,
) -> nn.Module:
    """Train to the last step, going on from the checkpoint where there is one; the averaged network is the result."""
    torch.manual_seed(recipe.seed)
    cv2.setNumThreads(1)
    model = build(recipe, pretrained=pretrained and not checkpoint.exists())
    optimizer = torch.optim.AdamW(_groups(model, recipe.weight_decay), lr=recipe.learning_rate)
    state = LocatorState(model, ModelEMA(model), optimizer)  # type: ignore[no-untyped-call]
    first = load(state, checkpoint) if checkpoint.exists() else 0
    model.train()
    for step in range(first, recipe.steps):
        loss = _take_step(state, recipe, _batch(recipe, scenes, phantoms, step), step)
        if (step + 1) % recipe.save_every == 0 or step + 1 == recipe.steps:
            log.info("step %d of %d, loss %.3f", step + 1, recipe.steps, loss)
            save(state, checkpoint, step + 1)
    return state.average.ema.eval()


def _take_step(state: LocatorState, recipe: LocatorRecipe, batch: dict[str, Tensor], step: int) -> float:
    for group in state.optimizer.param_groups:
        group["lr"] = recipe.learning_rate * _pace(step, recipe)
    with torch.autocast("cpu", torch.bfloat16):
        outputs = state.model(batch["img"])
    loss = state.model.loss(batch, _in_full(outputs))[0].sum() / recipe.batch  # type: ignore[operator]
    state.optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(state.model.parameters(), 10.0)
    state.optimizer.step()
    state.average.update(state.model)  # type: ignore[no-untyped-call]
    return float(loss.detach())


def _pace(step: int, recipe: LocatorRecipe) -> float:
    """Rises to one, then falls as a cosine to one hundredth."""
    if step < recipe.warmup_steps:
        return (step + 1) / recipe.warmup_steps
    done = (step - recipe.warmup_steps) / max(1, recipe.steps - recipe.warmup_steps)
    return 0.01 + 0.99 * (1 + math.cos(math.pi * done)) / 2


def _batch(recipe: LocatorRecipe, scenes: Sequence[Scene], phantoms: Sequence[Scene], step: int) -> dict[str, Tensor]:
    """Crops that depend on seed and step alone, so that a resumed run sees the same ones."""
    rng = np.random.default_rng([recipe.seed, step])
    sources = [phantoms if phantoms and rng.random() < recipe.phantom_share else scenes for _ in range(recipe.batch)]
    return _stack([draw(source, recipe.size, rng) for source in sources], recipe.size)


def _stack(crops: Sequence[Crop], size: int) -> dict[str, Tensor]:
    pixels = torch.from_numpy(np.stack([crop.pixels for crop in crops]))
    boxes = np.vstack([crop.boxes for crop in crops]) / size
    owners = np.concatenate([np.full(len(crop.boxes), index) for index, crop in enumerate(crops)])
    centred = np.hstack([(boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]])
    return {
        "img": (pixels.permute(0, 3, 1, 2).float() / 255).contiguous(memory_format=torch.channels_last),
        "bboxes": torch.from_numpy(centred).float(),
        "cls": torch.zeros(len(owners), 1),
        "batch_idx": torch.from_numpy(owners).float(),
    }


def _in_full(outputs: object) -> object:
    """Half-precision outputs as float32, however they are nested."""
    if isinstance(outputs, Tensor):
        return outputs.float()
    if isinstance(outputs, dict):
        return {name: _in_full(value) for name, value in outputs.items()}
    if isinstance(outputs, list | tuple):
        return [_in_full(value) for value in outputs]
    return outputs


def _groups(model: nn.Module, weight_decay: float) -> list[dict[str, object]]:
    """Decay kernels only, not biases and norms."""
    kernels = [value for value in model.parameters() if value.requires_grad and value.ndim > 1]
    others = [value for value in model.parameters() if value.requires_grad and value.ndim <= 1]
    return [{"params": kernels, "weight_decay": weight_decay}, {"params": others, "weight_decay": 0.0}]


def _begin_from_published(model: DetectionModel, weights: str) -> None:
    try:
        published, _ = load_checkpoint(weights)  # type: ignore[no-untyped-call]
    except OSError as error:
        log.warning("%s cannot be had (%s): the locator begins from random weights.", weights, error)
        return
    model.load(published, verbose=False)  # type: ignore[no-untyped-call]
