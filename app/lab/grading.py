"""How well a severity score follows the true severity, within an ear and between ears."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from app.domain.severity import DETECTABLE
from app.lab.cases import Cases, Words
from app.lab.evaluation import Figure, Grading, Moved, Place
from app.lab.severity import measurement_error
from app.lab.statistics import weighted
from app.lab.statistics.bootstrap import Floats, interval
from app.lab.statistics.intervals import proportion
from app.lab.statistics.paired import change
from app.lab.trial import Aims

FEWEST = 3
MOST_PLACES = 400
Visits = dict[tuple[str, str], dict[str, list[int]]]
"""Lines of each ear (patient and side) by exam."""


@dataclass(frozen=True, slots=True)
class Graded:
    """Scores beside the truth, of all tests that have any."""

    scores: Floats
    true: Floats
    patient: Words
    ears: Visits


def grading(tests: Sequence[Cases], seen_again: Cases | None, aims: Aims) -> Grading | None:
    """None where no network graded anything; ears seen again, if given, tell of change within an ear."""
    known = collect(tests)
    if known is None:
        return None
    again = collect([seen_again]) if seen_again is not None else None
    within = again or known
    sem = repeatability(within.scores, within.ears)
    pairs = list(first_and_last(within.scores, within.ears))
    moved = change([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    return Grading(
        cases=len(known.scores),
        spearman=rank(known, ~np.isnan(known.true), aims),
        spearman_deformed=rank(known, known.true > 0, aims),
        ordered=ordered(within.scores, within.true, within.ears),
        moved=None if moved is None else Moved(**asdict(moved)),
        sem=sem,
        detectable=None if sem is None else DETECTABLE * sem,
        scatter=scatter(known.true, known.scores),
    )


def collect(tests: Sequence[Cases]) -> Graded | None:
    """All graded lines; None where there are none."""
    kept = [test for test in tests if test.graded is not None]
    if not kept:
        return None
    patient, view, exam = (
        np.concatenate([getattr(test, name) for test in kept]) for name in ("patient", "view", "exam")
    )
    return Graded(
        scores=np.concatenate([test.graded for test in kept if test.graded is not None]),
        true=np.concatenate([test.severity for test in kept]),
        patient=patient,
        ears=visits(patient, view, exam),
    )


def rank(known: Graded, part: NDArray[np.bool_], aims: Aims) -> Figure | None:
    """Spearman's correlation with the bootstrap over patients."""
    if part.sum() < FEWEST:
        return None
    statistic = weighted.correlation(known.scores[part], known.true[part])
    strata = known.true[part] > 0
    return Figure.of(interval(statistic, known.patient[part], strata, draws=aims.draws, seed=aims.seed))


def visits(patient: Words, view: Words, exam: Words) -> Visits:
    """Each ear's exams, in the order of their names."""
    found: Visits = defaultdict(lambda: defaultdict(list))
    for line in np.argsort(exam, kind="stable"):
        found[str(patient[line]), str(view[line])][str(exam[line])].append(int(line))
    return found


def repeatability(graded: Floats, ears: Visits) -> float | None:
    """From ears with more than one picture at one visit."""
    groups = [lines for exams in ears.values() for lines in exams.values() if len(lines) > 1]
    if not groups:
        return None
    names = np.repeat(np.arange(len(groups)), [len(lines) for lines in groups])
    return measurement_error(np.concatenate([graded[lines] for lines in groups]), names)


def first_and_last(graded: Floats, ears: Visits) -> Iterator[tuple[float, float]]:
    """The mean score of each ear's first and last visit."""
    for exams in ears.values():
        if len(exams) > 1:
            lines = list(exams.values())
            yield float(graded[lines[0]].mean()), float(graded[lines[-1]].mean())


def ordered(graded: Floats, true: Floats, ears: Visits) -> Figure | None:
    """Pairs of visits of one ear whose true severity differs: the share that the scores order alike."""
    right: list[bool] = []
    for exams in ears.values():
        means = [(float(true[lines].mean()), float(graded[lines].mean())) for lines in exams.values()]
        right += [(a[0] - b[0]) * (a[1] - b[1]) > 0 for a, b in combinations(means, 2) if a[0] != b[0]]
    return Figure.of(proportion(sum(right), len(right)))


def scatter(true: Floats, graded: Floats) -> tuple[Place, ...]:
    """Some of the cases, for the plot."""
    known = np.flatnonzero(~np.isnan(true))
    step = max(1, len(known) // MOST_PLACES)
    return tuple(Place(x=round(float(true[i]), 4), y=round(float(graded[i]), 4)) for i in known[::step])
