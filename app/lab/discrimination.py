"""How well the score tells cases with a finding from those without: areas, curves, folds."""

from collections.abc import Sequence

import numpy as np

from app.lab.evaluation import Discrimination, Figure, FoldArea, Place
from app.lab.operating_point import curve
from app.lab.pool import Pool
from app.lab.statistics import weighted
from app.lab.statistics.bootstrap import Floats, interval
from app.lab.statistics.delong import auroc
from app.lab.statistics.delong import interval as delong
from app.lab.statistics.intervals import proportion
from app.lab.trial import Aims, Verdict

MOST_PLACES = 200


def discrimination(verdicts: Sequence[Verdict], answers: Pool, aims: Aims) -> Discrimination:
    """Areas with DeLong's and the clustered interval, the curves, and each fold's own area."""
    found, score = answers.found, answers.score
    area, precision = (
        interval(statistic(found, score), answers.patient, found, draws=aims.draws, seed=aims.seed)
        for statistic in (weighted.area, weighted.precision)
    )
    accuracy = Figure.of(proportion(int(right(answers).sum()), len(found)))
    around = Figure.of(delong(found, score))
    assert accuracy is not None
    assert around is not None
    return Discrimination(
        auroc=around,
        auroc_clustered=Figure.of(area),
        average_precision=Figure.of(precision),
        accuracy=accuracy,
        roc=roc(answers),
        precision_recall=precision_recall(answers),
        folds=tuple(fold_area(verdict) for verdict in verdicts),
    )


def right(answers: Pool) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Answers whose likeliest class is the true one."""
    likeliest = answers.probabilities.argmax(axis=1)
    truth = answers.found.astype(np.int64) if answers.subtype is not None else answers.truth.argmax(axis=1)
    return np.asarray(likeliest == truth)


def fold_area(verdict: Verdict) -> FoldArea:
    """One fold's area, where its test part holds both sides."""
    found = verdict.answers.found
    both = found.any() and not found.all()
    return FoldArea(
        name=verdict.name,
        cases=len(found),
        auroc=auroc(found, verdict.answers.score) if both else None,
        temperature=verdict.choice.temperature,
    )


def roc(answers: Pool) -> tuple[Place, ...]:
    """Sensitivity over the share of false alarms."""
    _, sensitivity, specificity = curve(answers.found, answers.score)
    return places(1 - specificity, sensitivity)


def precision_recall(answers: Pool) -> tuple[Place, ...]:
    """Precision over sensitivity."""
    _, sensitivity, specificity = curve(answers.found, answers.score)
    hits = sensitivity[1:] * answers.found.sum()
    alarms = (1 - specificity[1:]) * (~answers.found).sum()
    return places(sensitivity[1:], hits / (hits + alarms))


def places(x: Floats, y: Floats) -> tuple[Place, ...]:
    """At most so many points of a curve, its ends among them."""
    if len(x) > MOST_PLACES:
        kept = np.unique(np.linspace(0, len(x) - 1, MOST_PLACES).round().astype(int))
        x, y = x[kept], y[kept]
    return tuple(Place(x=round(float(a), 5), y=round(float(b), 5)) for a, b in zip(x, y, strict=True))
