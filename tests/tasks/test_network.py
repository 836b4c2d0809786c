"""Every task's network keeps the contract that training and export rely on."""

from importlib import import_module

import pytest
import torch
from torch import Tensor, nn

from app.domain.recipe import Recipe, Target
from app.lab.network import Network, Outputs, forward_bags
from app.tasks import TASKS

pytestmark = pytest.mark.parametrize("slug", TASKS)


def small(slug: str) -> tuple[Network, Recipe]:
    module = import_module(f"app.tasks.{slug}.network")
    torch.manual_seed(0)
    return module.build("demo", pretrained=False), module.RECIPES["demo"]


def truth(slug: str, recipe: Recipe, pictures: Tensor) -> Outputs:
    """Half of the pictures (or exams) have the last finding, with a lesion in the upper left."""
    count = len(pictures)
    mask = torch.zeros(count, 1, recipe.preparation.size, recipe.preparation.size)
    mask[count // 2 :, :, :40, :40] = 1
    has_mask = mask.flatten(1).any(1).float()
    classes = len(TASKS[slug].findings)
    target = torch.zeros(count, dtype=torch.long)
    target[count // 2 :] = classes - 1
    known = {"mask": mask, "has_mask": has_mask, "severity": has_mask * torch.rand(count)}
    if recipe.target is Target.FINDINGS:
        return known | {"target": nn.functional.one_hot(target, classes).float()}
    if recipe.frames:
        target = torch.tensor([0, 1])
    return known | {"target": target, "weights": torch.ones(classes)}


def answer(network: Network, recipe: Recipe, pictures: Tensor) -> Outputs:
    if recipe.frames:
        return forward_bags(network, pictures, [len(pictures) // 2] * 2)
    return network.forward(pictures)


def test_it_is_a_network_with_both_presets(slug: str) -> None:
    network, _ = small(slug)
    recipes = import_module(f"app.tasks.{slug}.network").RECIPES
    assert isinstance(network, Network)
    assert {"reference", "demo"} <= set(recipes)
    assert all(name == recipe.name for name, recipe in recipes.items())


def test_the_small_one_is_small(slug: str) -> None:
    network, _ = small(slug)
    assert isinstance(network, nn.Module)
    assert sum(parameter.numel() for parameter in network.parameters()) < 1_500_000


def test_it_answers_one_row_a_picture_or_one_an_exam(slug: str) -> None:
    network, recipe = small(slug)
    pictures = torch.rand(4, 3, recipe.preparation.size, recipe.preparation.size)
    outputs = network.forward(pictures)
    answers = 1 if recipe.frames else 4
    classes = 2 if "subtype" in outputs else len(TASKS[slug].findings)
    assert outputs["logits"].shape == (answers, classes)
    assert outputs["embedding"].norm(dim=1).sub(1).abs().max() < 1e-5
    assert outputs["features"].shape[0] == 4


def test_a_few_steps_lower_the_loss_and_reach_every_weight(slug: str) -> None:
    network, recipe = small(slug)
    assert isinstance(network, nn.Module)
    pictures = torch.rand(8, 3, recipe.preparation.size, recipe.preparation.size)
    known = truth(slug, recipe, pictures)
    pictures = pictures + known["mask"]
    optimizer = torch.optim.AdamW(network.parameters(), 1e-3)
    losses = []
    for _ in range(6):
        optimizer.zero_grad()
        loss = network.loss(answer(network, recipe, pictures), known)
        torch.autograd.backward(loss)
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0]
    assert [name for name, weight in network.named_parameters() if weight.grad is None] == []


def test_the_loss_needs_no_masks_and_no_gradients(slug: str) -> None:
    network, recipe = small(slug)
    pictures = torch.rand(4, 3, recipe.preparation.size, recipe.preparation.size)
    known = truth(slug, recipe, pictures)
    with torch.no_grad():
        outputs = answer(network, recipe, pictures)
        assert torch.isfinite(network.loss(outputs, known))
        bare: Outputs = {name: known[name] for name in known if name in {"target", "weights"}}
        assert torch.isfinite(network.loss(outputs, bare))
