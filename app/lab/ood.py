"""Pictures unlike the training pictures: Mahalanobis distance of embeddings, in a few directions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.decomposition import PCA

from app.inference.familiar import distance

MOST_DIRECTIONS = 16
QUANTILE = 0.975


@dataclass(frozen=True, slots=True)
class Familiar:
    """Where training embeddings lie: a mean, the main directions with their variances, and one for the rest.

    The distance is Mahalanobis's under the covariance of probabilistic PCA, so that a bundle's manifest
    holds a few numbers an embedding dimension instead of their square.
    """

    mean: tuple[float, ...]
    directions: tuple[tuple[float, ...], ...]
    variances: tuple[float, ...]
    rest: float
    threshold: float
    """A distance above this is unlike what the network has seen."""


def familiar(training: ArrayLike, validation: ArrayLike, quantile: float = QUANTILE) -> Familiar:
    """Directions from training embeddings, the threshold from validation embeddings."""
    rows = np.asarray(training, dtype=np.float64)
    count = min(MOST_DIRECTIONS, rows.shape[1] - 1, len(rows) - 1)
    found = PCA(n_components=count, svd_solver="full").fit(rows)
    floor = 1e-6 * float(found.explained_variance_[0]) + 1e-12
    open_ended = Familiar(
        mean=tuple(float(value) for value in found.mean_),
        directions=tuple(tuple(float(value) for value in row) for row in found.components_),
        variances=tuple(max(float(value), floor) for value in found.explained_variance_),
        rest=max(float(found.noise_variance_), floor),
        threshold=float("inf"),
    )
    limit = float(np.quantile(distance(validation, open_ended), quantile))
    return Familiar(open_ended.mean, open_ended.directions, open_ended.variances, open_ended.rest, threshold=limit)


def unfamiliar(embeddings: ArrayLike, known: Familiar) -> NDArray[np.bool_]:
    """Which rows are unlike what the network has seen."""
    return distance(embeddings, known) > known.threshold
