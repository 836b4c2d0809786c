"""How far an answer's embedding lies from those of the training pictures."""

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Known(Protocol):
    """A mean, the main directions with their variances, one variance for the rest, and a limit."""

    @property
    def mean(self) -> tuple[float, ...]: ...
    @property
    def directions(self) -> tuple[tuple[float, ...], ...]: ...
    @property
    def variances(self) -> tuple[float, ...]: ...
    @property
    def rest(self) -> float: ...
    @property
    def threshold(self) -> float: ...


def distance(embeddings: ArrayLike, known: Known) -> Floats:
    """Mahalanobis distance of each row, under the covariance of probabilistic PCA."""
    gaps = np.atleast_2d(np.asarray(embeddings, dtype=np.float64)) - np.asarray(known.mean)
    along = gaps @ np.asarray(known.directions).T
    beside = np.maximum((gaps**2).sum(axis=1) - (along**2).sum(axis=1), 0)
    squared = (along**2 / np.asarray(known.variances)).sum(axis=1) + beside / known.rest
    return np.asarray(np.sqrt(squared))


def strangeness(embeddings: ArrayLike, known: Known) -> Floats:
    """The distance over its limit: above one is unlike what the network has seen."""
    return distance(embeddings, known) / known.threshold
