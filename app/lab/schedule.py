"""The learning rate of a step: a linear warm-up, then half a cosine to nothing."""

import math

from app.domain.recipe import Recipe


def rate(recipe: Recipe, step: int, steps: int) -> float:
    """The rate of the step counted from 0 over the whole run; `steps` make an epoch."""
    warmup, total = recipe.warmup_epochs * steps, recipe.epochs * steps
    if step < warmup:
        return recipe.learning_rate * (step + 1) / warmup
    done = (step - warmup) / max(total - warmup, 1)
    return recipe.learning_rate * 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))
