"""The training loop: one for every task, resumable at any epoch."""

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import AdamW

from app.errors import NeoscreenError
from app.lab import checkpoint
from app.lab.augment import augment, standardise, unit
from app.lab.checkpoint import Epoch, Progress
from app.lab.dataset import Batch, Dataset
from app.lab.device import Device
from app.lab.folds import Fold
from app.lab.network import Network
from app.lab.predict import answer, as_module, place, predict
from app.lab.schedule import rate
from app.lab.score import score


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told of a run's progress."""

    step: Callable[[int, int], None] = lambda _done, _steps: None
    epoch: Callable[[Epoch, Progress], None] = lambda _epoch, _progress: None


@dataclass(frozen=True)
class Course:
    """Everything that stays the same from the first step of a run to the last."""

    network: Network
    data: Dataset
    fold: Fold
    folder: Path
    device: Device
    seed: int
    watch: Watch = Watch()

    @property
    def module(self) -> nn.Module:
        return as_module(self.network)

    def fingerprint(self) -> str:
        """Changes with anything that would make a resumed run another run."""
        rows = [(str(row.file.name), row.findings) for row in self.data.rows]
        told = repr((self.data.task.slug, self.data.recipe, self.seed, self.fold, rows))
        return hashlib.sha256(told.encode()).hexdigest()


def fit(course: Course) -> Progress:
    """Trains until the epochs are done or validation has stopped improving; leaves the best weights in the network."""
    module = course.module.to(course.device.place).to(memory_format=torch.channels_last)
    optimizer = AdamW(checkpoint.decayed(module, course.data.recipe.weight_decay), lr=course.data.recipe.learning_rate)
    progress = checkpoint.restore(course.folder, module, optimizer, course.fingerprint())
    scaler = torch.amp.GradScaler(
        course.device.place.type, enabled=course.device.scaled, init_scale=max(progress.scale, 2.0**10)
    )
    weights = course.data.class_weights(course.fold.train).to(course.device.place)
    recipe = course.data.recipe
    while len(progress.epochs) < recipe.epochs and progress.waited < recipe.patience:
        number, begun = len(progress.epochs) + 1, time.monotonic()
        loss = train_epoch(course, optimizer, scaler, weights, number)
        found = predict(course.network, course.data, course.fold.validation, course.device)
        epoch = Epoch(number, loss, score(found, course.data), found.loss, time.monotonic() - begun)
        progress = replace(progress, epochs=(*progress.epochs, epoch), scale=scaler.get_scale())
        checkpoint.save(course.folder, module, optimizer, progress)
        course.watch.epoch(epoch, progress)
    checkpoint.load_best(course.folder, module)
    return progress


def train_epoch(course: Course, optimizer: AdamW, scaler: torch.amp.GradScaler, weights: Tensor, number: int) -> float:
    """One pass over the training part; all chance of an epoch follows from the seed and its number."""
    seed = int(np.random.SeedSequence([course.seed, number]).generate_state(1)[0])
    torch.manual_seed(seed)
    chance = torch.Generator(course.device.place).manual_seed(seed)
    course.module.train()
    steps = course.data.steps(course.fold.train)
    total = 0.0
    for done, batch in enumerate(course.data.batches(course.fold.train, np.random.default_rng(seed))):
        for group in optimizer.param_groups:
            group["lr"] = rate(course.data.recipe, (number - 1) * steps + done, steps)
        loss = batch_loss(course, batch, weights, chance)
        total += finite(loss.item(), number)
        optimizer.zero_grad()
        torch.autograd.backward(scaler.scale(loss))
        scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(course.module.parameters(), 5.0)
        scaler.step(optimizer)
        scaler.update()
        course.watch.step(done + 1, steps)
    return total / steps


def batch_loss(course: Course, batch: Batch, weights: Tensor, chance: torch.Generator) -> Tensor:
    """The network's own loss on one batch, its pictures varied a little."""
    truth = place(batch.truth, course.device) | {"weights": weights}
    recipe = course.data.recipe
    shown = unit(batch.pictures.to(course.device.place))
    pictures, truth["mask"] = augment(shown, truth["mask"], recipe.augmentation, chance)
    inputs = standardise(pictures, recipe.preparation).contiguous(memory_format=torch.channels_last)
    with course.device.mixed():
        return course.network.loss(answer(course.network, batch, inputs), truth)


def finite(loss: float, epoch: int) -> float:
    if not math.isfinite(loss):
        raise NeoscreenError(
            f"The loss is no number in epoch {epoch}. Lower the recipe's learning rate and train again."
        )
    return loss
