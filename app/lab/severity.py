"""Anchors of the severity score, made from the embeddings of training ears."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.domain.severity import Anchors, distance

FEWEST = 10


def anchors(normal: ArrayLike, deformed: ArrayLike, unseen: ArrayLike | None = None) -> Anchors:
    """From embeddings of normal and of deformed training ears; no repeatability yet.

    A network crowds the normal ears it was trained on closer together than others: unseen ones, where they
    are given and not too few, set the nought and the percentiles.
    """
    usual, unusual = (np.asarray(rows, dtype=np.float64) for rows in (normal, deformed))
    if len(usual) < FEWEST or len(unusual) < FEWEST:
        raise ValueError(
            f"severity needs {FEWEST} normal and {FEWEST} deformed ears, got {len(usual)} and {len(unusual)}"
        )
    prototype = _direction(usual)
    fresh = None if unseen is None else np.asarray(unseen, dtype=np.float64)
    near = distance(usual if fresh is None or len(fresh) < FEWEST else fresh, prototype)
    return Anchors(
        prototype=tuple(float(value) for value in prototype),
        zero=float(np.median(near)),
        one=float(np.quantile(distance(unusual, prototype), 0.95)),
        normals=tuple(float(value) for value in np.quantile(near, np.linspace(0, 1, 101))),
        sem=None,
    )


def measurement_error(scores: ArrayLike, ears: ArrayLike) -> float | None:
    """Standard error of measurement from repeated pictures of the same ears; None without a repeat.

    The square root of the mean variance within an ear, each ear by its degrees of freedom.
    """
    values = np.asarray(scores, dtype=np.float64)
    names, owner = np.unique(np.asarray(ears), return_inverse=True)
    freedom = len(values) - len(names)
    if freedom == 0:
        return None
    middle = np.bincount(owner, weights=values) / np.bincount(owner)
    return float(np.sqrt(((values - middle[owner]) ** 2).sum() / freedom))


def with_measurement_error(made: Anchors, scores: ArrayLike, ears: ArrayLike) -> Anchors:
    """The anchors with the repeatability of these scores."""
    return Anchors(made.prototype, made.zero, made.one, made.normals, measurement_error(scores, ears))


def _direction(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    middle = units.mean(axis=0)
    found: NDArray[np.float64] = middle / np.linalg.norm(middle)
    return found
