"""A baseline that sees no detail: logistic regression on 32×32 thumbnails. A network must do much better."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from app.lab.statistics.bootstrap import Floats
from app.lab.statistics.delong import auroc

SIDE = 32
STRENGTHS = (1e-4, 1e-3, 1e-2, 1e-1)
FOLDS = 3
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """Pictures with what they show; pictures of one unit (picture, exam or patient) share its answer."""

    pictures: Sequence[Pixels]
    found: NDArray[np.bool_]
    unit: NDArray[np.str_]


def thumbnail(pixels: Pixels) -> Floats:
    """All that is left of a picture at 32×32, as one row of numbers."""
    small = Image.fromarray(pixels.squeeze()).resize((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float64).ravel() / 255


def baseline(train: Thumbnails, test: Thumbnails) -> float:
    """The area that it reaches on the test units, at the strength that does best inside training."""
    seen = np.stack([thumbnail(one) for one in train.pictures])
    new = np.stack([thumbnail(one) for one in test.pictures])
    best = max(STRENGTHS, key=lambda strength: _inner(seen, train, strength))
    said = _model(best).fit(seen, train.found).decision_function(new)
    return unit_auroc(said, test.found, test.unit)


def unit_auroc(scores: ArrayLike, found: NDArray[np.bool_], unit: NDArray[np.str_]) -> float:
    """The area over units, each by the mean score of its pictures."""
    _, first, owner = np.unique(unit, return_index=True, return_inverse=True)
    means = np.bincount(owner, weights=np.asarray(scores, dtype=np.float64)) / np.bincount(owner)
    return auroc(found[first], means)


def _inner(rows: Floats, train: Thumbnails, strength: float) -> float:
    parts = GroupKFold(n_splits=min(FOLDS, len(np.unique(train.unit))))
    said = cross_val_predict(
        _model(strength), rows, train.found, groups=train.unit, cv=parts, method="decision_function"
    )
    return unit_auroc(said, train.found, train.unit)


def _model(strength: float) -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=500))
