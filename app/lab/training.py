"""From rows to a trained network: the stages of a preset, one after the other."""

from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import cast

import torch

from app.domain.recipe import Recipe
from app.domain.task import Task
from app.errors import Invalid
from app.lab.checkpoint import Progress
from app.lab.dataset import load
from app.lab.device import Device
from app.lab.fit import Course, Watch, fit
from app.lab.folds import Fold, holdout
from app.lab.network import Network
from app.lab.predict import as_module
from app.lab.row import Row
from app.lab.show import Show


@dataclass(frozen=True)
class Plan:
    """What is to be trained, on which rows, and where."""

    task: Task
    preset: str
    rows: tuple[Row, ...]
    seed: int
    device: Device
    cache: Path
    show: Show
    epochs: int | None = None
    """Instead of the recipe's."""
    faces: tuple[Row, ...] = ()
    """Pictures of known people for the first stage; the plan's own rows where there are none."""
    pretrained: bool = field(default=True)

    @property
    def recipe(self) -> Recipe:
        found = recipe(self.task, self.preset)
        return found if self.epochs is None else replace(found, epochs=self.epochs)


def learn(plan: Plan, fold: Fold, folder: Path) -> tuple[Course, Progress]:
    """Trains a preset, after the one whose weights it starts from; goes on where it was cut off."""
    given = plan.recipe
    torch.manual_seed(plan.seed)  # of the weights that are not given
    network = build(plan.task, plan.preset, pretrained=plan.pretrained and given.first is None)
    if given.first is not None:
        start, _ = learn_first(plan, given.first, fold, folder / "first")
        as_module(network).load_state_dict(start.module.state_dict())
    with plan.show.preparing(f"{plan.task.slug} pictures", len(plan.rows)) as seen:
        data = load(plan.task, plan.rows, given, plan.cache, seen)
    with plan.show.training(f"{plan.task.slug} {plan.preset}", given.epochs) as watch:
        course = Course(network, data, fold, folder, plan.device, plan.seed, watch)
        progress = fit(course)
    return replace(course, watch=Watch()), progress


def learn_first(plan: Plan, preset: str, fold: Fold, folder: Path) -> tuple[Course, Progress]:
    """The first stage, on faces of its own or on the same training part: the test part stays unseen."""
    if not plan.faces:
        return learn(replace(plan, preset=preset), fold, folder)
    return learn(replace(plan, preset=preset, rows=plan.faces), holdout(plan.faces, plan.seed), folder)


def recipe(task: Task, preset: str) -> Recipe:
    """The task's recipe of this name."""
    recipes = cast("dict[str, Recipe]", import_module(f"app.tasks.{task.slug}.network").RECIPES)
    if preset not in recipes:
        raise Invalid(f"{preset!r} is no preset of {task.slug}. Use one of: {', '.join(recipes)}.")
    return recipes[preset]


def build(task: Task, preset: str, *, pretrained: bool) -> Network:
    """The task's network of this preset."""
    module = import_module(f"app.tasks.{task.slug}.network")
    return cast("Network", module.build(preset, pretrained=pretrained))
