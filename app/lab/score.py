"""The one number that early stopping watches on the inner validation: an area under the curve."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from app.domain.recipe import Target
from app.lab.dataset import Dataset
from app.lab.predict import Predictions

Floats = NDArray[np.float64]


def score(predictions: Predictions, data: Dataset) -> float:
    """Macro area over the findings that have cases on both sides; of identities, same against different."""
    if data.recipe.target is Target.IDENTITY:
        return verification(predictions, data)
    said = [data.rows[row].findings for row in predictions.rows]
    areas = [
        area(predictions.probabilities[:, column], np.array([finding.slug in found for found in said]))
        for column, finding in enumerate(data.task.findings)
    ]
    known = [value for value in areas if value is not None]
    return round(float(np.mean(known)), 4) if known else 0.0


def verification(predictions: Predictions, data: Dataset) -> float:
    """How well closeness of embeddings tells pairs of one person from pairs of two."""
    if predictions.embedding is None:
        raise TypeError("face recognition needs a network with an embedding")
    people = data.truth.target.numpy()[list(predictions.rows)]
    first, second = np.triu_indices(len(people), 1)
    closeness = (predictions.embedding @ predictions.embedding.T)[first, second]
    return area(closeness, people[first] == people[second]) or 0.0


def area(scores: Floats, truth: NDArray[np.bool_]) -> float | None:
    """Area under the ROC curve by ranks; None where all cases are alike."""
    positive, negative = int(truth.sum()), int((~truth).sum())
    if not positive or not negative:
        return None
    ranks = rankdata(scores)
    return float((ranks[truth].sum() - positive * (positive + 1) / 2) / (positive * negative))
