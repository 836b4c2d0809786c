"""How far an embedding lies from the training pictures, against scipy's Mahalanobis distance."""

import numpy as np
import pytest
from scipy.spatial.distance import mahalanobis

from app.inference.familiar import distance, strangeness
from app.inference.manifest import Familiar

TURN, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(4, 4)))
KNOWN = Familiar(
    mean=(0.1, -0.2, 0.3, 0.0),
    directions=tuple(tuple(row) for row in TURN[:2].tolist()),
    variances=(4.0, 0.25),
    rest=0.01,
    threshold=3.0,
)


def test_the_distance_is_mahalanobis_under_the_covariance_of_probabilistic_pca() -> None:
    inverse = np.linalg.inv(TURN.T @ np.diag([4.0, 0.25, 0.01, 0.01]) @ TURN)
    rows = np.random.default_rng(1).normal(size=(20, 4))
    expected = [mahalanobis(row, KNOWN.mean, inverse) for row in rows]
    assert distance(rows, KNOWN) == pytest.approx(expected, rel=1e-9)


def test_strangeness_is_one_at_the_limit() -> None:
    at_limit = np.array(KNOWN.mean) + np.array(KNOWN.directions[0]) * 2.0 * 3.0
    assert strangeness(at_limit, KNOWN) == pytest.approx([1.0])
    assert strangeness(np.array([KNOWN.mean]), KNOWN) == pytest.approx([0.0])
