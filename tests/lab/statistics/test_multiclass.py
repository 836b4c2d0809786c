"""Areas over several findings against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from app.lab.statistics.multiclass import areas


def test_macro_and_micro_areas_equal_those_of_scikit_learn() -> None:
    random = np.random.default_rng(0)
    truth = np.eye(5, dtype=bool)[random.integers(0, 5, 200)]
    scores = (truth + random.normal(0, 1, truth.shape)).round(1)
    found = areas(truth, scores)
    assert found.macro == pytest.approx(roc_auc_score(truth, scores, average="macro"), abs=1e-12)
    assert found.micro == pytest.approx(roc_auc_score(truth, scores, average="micro"), abs=1e-12)
    assert found.each == pytest.approx(roc_auc_score(truth, scores, average=None), abs=1e-12)


def test_a_finding_that_no_case_has_is_left_out_of_the_mean() -> None:
    truth = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 1, 0]], dtype=bool)
    scores = np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0], [0.7, 0.3, 0.5], [0.8, 0.2, 0.0]])
    found = areas(truth, scores)
    assert found.each == (0.75, 0.75, None)
    assert found.macro == 0.75
