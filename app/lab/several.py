"""Where more than one finding can be named: each against the rest, and who is taken for whom."""

import numpy as np
from numpy.typing import NDArray

from app.domain.task import Task
from app.lab.evaluation import Figure, FindingArea, Several
from app.lab.pool import Pool
from app.lab.statistics import multiclass
from app.lab.statistics.bootstrap import Floats, Statistic, interval
from app.lab.statistics.confusion import matrix
from app.lab.statistics.delong import interval as delong
from app.lab.statistics.intervals import proportion
from app.lab.trial import Aims

FEWEST_CLASSES = 3


def several(task: Task, answers: Pool, aims: Aims) -> Several | None:
    """None for a yes-or-no task."""
    slugs = tuple(finding.slug for finding in task.findings)
    absent = next(place for place, finding in enumerate(task.findings) if finding.absent)
    if answers.subtype is not None:
        part = answers.found
        if not part.any():
            return None
        named = tuple(slug for place, slug in enumerate(slugs) if place != absent)
        truth, scores = np.delete(answers.truth[part], absent, axis=1), answers.subtype[part]
        return judged("cases with a finding", named, truth, scores, patient=answers.patient[part], aims=aims)
    if len(slugs) < FEWEST_CLASSES:
        return None
    return judged("all cases", slugs, answers.truth, answers.probabilities, patient=answers.patient, aims=aims)


def judged(
    among: str,
    slugs: tuple[str, ...],
    truth: NDArray[np.bool_],
    scores: Floats,
    *,
    patient: NDArray[np.str_],
    aims: Aims,
) -> Several:
    """Areas over all; the matrix and the accuracy over cases of a single finding."""
    single = truth.sum(axis=1) == 1
    real, said = truth[single].argmax(axis=1), scores[single].argmax(axis=1)
    judgeable = multiclass.judgeable(truth)

    def figure(statistic: Statistic) -> Figure | None:
        strata = truth.argmax(axis=1)
        return Figure.of(interval(statistic, patient, strata, draws=aims.draws, seed=aims.seed))

    return Several(
        among=among,
        findings=each(slugs, truth, scores, aims.fewest),
        macro=figure(multiclass.macro(truth, scores)) if judgeable.any() else None,
        micro=figure(multiclass.micro(truth, scores)) if judgeable.any() else None,
        labels=slugs,
        matrix=tuple(tuple(int(cell) for cell in row) for row in matrix(real, said, len(slugs))),
        accuracy=Figure.of(proportion(int((real == said).sum()), len(real))),
    )


def each(slugs: tuple[str, ...], truth: NDArray[np.bool_], scores: Floats, fewest: int) -> tuple[FindingArea, ...]:
    """One finding against the rest, where both sides have the fewest cases."""
    enough = np.minimum(truth.sum(axis=0), (~truth).sum(axis=0)) >= fewest
    return tuple(
        FindingArea(
            finding=slug,
            cases=int(truth[:, place].sum()),
            auroc=Figure.of(delong(truth[:, place], scores[:, place])) if enough[place] else None,
        )
        for place, slug in enumerate(slugs)
    )
