"""Who was taken for whom."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.lab.statistics.prevalence import Table


def table(truth: ArrayLike, called: ArrayLike) -> Table:
    """The four cells of a yes-or-no answer."""
    marks, answers = np.asarray(truth, dtype=bool), np.asarray(called, dtype=bool)
    return Table(
        true_positive=int((marks & answers).sum()),
        false_positive=int((~marks & answers).sum()),
        false_negative=int((marks & ~answers).sum()),
        true_negative=int((~marks & ~answers).sum()),
    )


def matrix(truth: ArrayLike, answers: ArrayLike, classes: int) -> NDArray[np.int64]:
    """Cases by true class (rows) and answered class (columns)."""
    cells = np.asarray(truth, dtype=np.int64) * classes + np.asarray(answers, dtype=np.int64)
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)
