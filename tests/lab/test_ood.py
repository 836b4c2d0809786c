"""Distances against the covariance that scikit-learn states and scipy's own distance."""

import numpy as np
import pytest
from scipy.spatial.distance import mahalanobis
from sklearn.decomposition import PCA

from app.inference.familiar import distance
from app.lab.ood import familiar, unfamiliar

RANDOM = np.random.default_rng(0)
MIXING = RANDOM.normal(0, 1, (32, 32)) * np.linspace(2, 0.1, 32)
TRAINING, VALIDATION = (RANDOM.normal(0, 1, (count, 32)) @ MIXING.T for count in (600, 400))
KNOWN = familiar(TRAINING, VALIDATION)


def test_the_distance_is_mahalanobis_under_probabilistic_pca() -> None:
    precision = PCA(n_components=16, svd_solver="full").fit(TRAINING).get_precision()
    expected = [mahalanobis(row, TRAINING.mean(0), precision) for row in VALIDATION[:20]]
    assert distance(VALIDATION[:20], KNOWN) == pytest.approx(expected, rel=1e-9)


def test_one_in_forty_of_like_pictures_is_called_unfamiliar() -> None:
    fresh = RANDOM.normal(0, 1, (4000, 32)) @ MIXING.T
    assert unfamiliar(fresh, KNOWN).mean() == pytest.approx(0.025, abs=0.02)


def test_a_direction_that_training_never_took_is_unfamiliar() -> None:
    away = TRAINING.mean(0) + 60 * np.linalg.svd(TRAINING)[2][-1]
    assert unfamiliar(away, KNOWN).all()
    assert not unfamiliar(TRAINING.mean(0), KNOWN).any()


def test_embeddings_of_one_length_do_not_divide_by_nought() -> None:
    units = TRAINING / np.linalg.norm(TRAINING, axis=1, keepdims=True)
    flat = np.concatenate([units[:, :5], np.zeros((600, 27))], axis=1)
    assert np.isfinite(distance(flat, familiar(flat, flat))).all()
