"""Confusion against scikit-learn."""

import numpy as np
from sklearn.metrics import confusion_matrix

from app.lab.statistics.confusion import matrix, table


def test_the_matrix_equals_that_of_scikit_learn() -> None:
    random = np.random.default_rng(0)
    truth, answers = random.integers(0, 4, (2, 300))
    assert (matrix(truth, answers, 4) == confusion_matrix(truth, answers)).all()


def test_a_class_that_never_occurs_keeps_its_row() -> None:
    assert matrix([0, 1], [1, 1], 3).tolist() == [[0, 1, 0], [0, 1, 0], [0, 0, 0]]


def test_the_four_cells_are_told_apart() -> None:
    found = table([1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 1, 0, 0, 0])
    assert (found.true_positive, found.false_negative) == (2, 1)
    assert (found.false_positive, found.true_negative) == (1, 3)
