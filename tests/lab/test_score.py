"""The watched number is the area under the ROC curve."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from app.lab.score import area


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_the_area_equals_scikit_learns_ties_included(cases: list[tuple[int, bool]]) -> None:
    scores, truth = np.array([c[0] for c in cases], float), np.array([c[1] for c in cases])
    if truth.all() or not truth.any():
        assert area(scores, truth) is None
    else:
        assert area(scores, truth) == pytest.approx(roc_auc_score(truth, scores), abs=1e-12)
