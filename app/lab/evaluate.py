"""From frozen predictions to the whole record: what a network does, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.task import Level, Task
from app.errors import Invalid
from app.lab.angles import angles
from app.lab.calibration import bins, brier, calibration_error, weighted_error
from app.lab.cases import Cases, Words
from app.lab.discrimination import discrimination
from app.lab.evaluation import (
    Baseline,
    Calibration,
    Counts,
    Evaluation,
    Figure,
    Group,
    Locating,
    Place,
    Point,
    Predictive,
    ReliabilityBin,
    Stressed,
    Uncertainty,
)
from app.lab.grading import grading
from app.lab.operating_point import achieved_by
from app.lab.pool import Pool, pool
from app.lab.several import several
from app.lab.statistics import weighted
from app.lab.statistics.bootstrap import Statistic, interval
from app.lab.statistics.delong import auroc
from app.lab.statistics.intervals import proportion
from app.lab.statistics.prevalence import Table, negative_value, positive_value
from app.lab.subgroups import groups, weeks
from app.lab.trial import Aims, Trial, Verdict, choose, judge

Corrupted = Mapping[tuple[str, int], Cases]
"""Test cases of the first trial, answered again for each kind and level of stress."""


@dataclass(frozen=True, slots=True)
class About:
    """What was judged, in words."""

    protocol: str
    data: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Extras:
    """What needs pictures rather than predictions, measured elsewhere."""

    stress: Corrupted | None = None
    locating: Locating | None = None
    baseline: Baseline | None = None
    visits: Cases | None = None
    """Ears seen again and again, several pictures a visit: what happens within an ear is told of them."""


def evaluate(
    task: Task, trials: Sequence[Trial], about: About, aims: Aims | None = None, extras: Extras | None = None
) -> Evaluation:
    """Each trial chooses on its validation part; all test parts are judged together."""
    aims, extras = aims or Aims(), extras or Extras()
    verdicts = [judge(trial, task.level, aims) for trial in trials]
    all_answers = pool(verdicts)
    if all_answers.found.all() or not all_answers.found.any():
        raise Invalid("The test part has no case with, or none without, a finding. Add patients of both kinds.")
    first = verdicts[0].choice.points
    return Evaluation(
        task=task.slug,
        title=task.title,
        level=task.level.value,
        protocol=about.protocol,
        data=about.data,
        synthetic=about.synthetic,
        counts=counts(verdicts, all_answers),
        discrimination=discrimination(verdicts, all_answers, aims),
        points=tuple(one_point(place, verdicts, all_answers, aims) for place in range(len(first))),
        several=several(task, all_answers, aims),
        calibration=calibration(all_answers, aims),
        uncertainty=uncertainty(verdicts, all_answers, aims),
        groups=every_group(task.level, trials, verdicts, all_answers, aims),
        fewest=aims.fewest,
        stress=stressed(task.level, trials[0], extras.stress, aims) if extras.stress else (),
        grading=grading([trial.test for trial in trials], extras.visits, aims),
        locating=extras.locating,
        baseline=extras.baseline,
        angles=angles(trials, aims),
    )


def counts(verdicts: Sequence[Verdict], answers: Pool) -> Counts:
    """How much was judged."""
    lines = [verdict.lines for verdict in verdicts]
    exams = {(p, e) for one in lines for p, e in zip(one.patient, one.exam, strict=True)}
    return Counts(
        pictures=sum(len(one.truth) for one in lines),
        exams=len(exams),
        patients=len({name for one in lines for name in one.patient}),
        cases=len(answers.found),
        with_finding=int(answers.found.sum()),
    )


def clustered(statistic: Statistic, answers: Pool, aims: Aims) -> Figure | None:
    """The bootstrap over patients."""
    return Figure.of(interval(statistic, answers.patient, answers.found, draws=aims.draws, seed=aims.seed))


def one_point(place: int, verdicts: Sequence[Verdict], answers: Pool, aims: Aims) -> Point:
    """What an operating point achieved on the test cases of all folds."""
    chosen = [verdict.choice.points[place] for verdict in verdicts]
    called = answers.called[place]
    done = achieved_by(chosen[0], answers.found, called)
    return Point(
        name=chosen[0].name,
        thresholds=tuple(point.threshold for point in chosen),
        chosen_on=chosen[0].chosen_on,
        true_positive=done.table.true_positive,
        false_positive=done.table.false_positive,
        false_negative=done.table.false_negative,
        true_negative=done.table.true_negative,
        sensitivity=Figure.of(done.sensitivity),
        specificity=Figure.of(done.specificity),
        sensitivity_clustered=clustered(weighted.share(called, answers.found), answers, aims),
        specificity_clustered=clustered(weighted.share(~called, ~answers.found), answers, aims),
        predictive=predictive(done.table, aims),
    )


def predictive(table: Table, aims: Aims) -> tuple[Predictive, ...]:
    """PPV and NPV at each asked prevalence."""
    return tuple(
        Predictive(
            prevalence=one.share,
            words=one.words,
            ppv=Figure.of(positive_value(table, one.share)),
            npv=Figure.of(negative_value(table, one.share)),
        )
        for one in aims.prevalences
    )


def calibration(answers: Pool, aims: Aims) -> Calibration:
    """Before and after temperature scaling."""
    return Calibration(
        error_before=calibration_error(answers.found, answers.plain),
        error_after=clustered(weighted_error(answers.found, answers.score), answers, aims),
        brier_before=brier(answers.found, answers.plain),
        brier_after=brier(answers.found, answers.score),
        before=reliability(answers.found, answers.plain),
        after=reliability(answers.found, answers.score),
    )


def reliability(found: NDArray[np.bool_], said: NDArray[np.float64]) -> tuple[ReliabilityBin, ...]:
    """Ten bins of equal numbers of cases."""
    return tuple(ReliabilityBin(said=b.said, seen=b.seen, cases=b.cases) for b in bins(found, said, 10))


def uncertainty(verdicts: Sequence[Verdict], answers: Pool, aims: Aims) -> Uncertainty:
    """How often the answer stays open, and how often a given answer is wrong."""
    inside = ~(answers.below | answers.above)
    missed = proportion(int((answers.below & answers.found).sum()), int(answers.found.sum()))
    alarmed = proportion(int((answers.above & ~answers.found).sum()), int((~answers.found).sum()))
    share = Figure.of(proportion(int(inside.sum()), len(inside)))
    assert share is not None
    return Uncertainty(
        miss=aims.miss,
        zones=tuple(Place(x=v.choice.zone.low, y=v.choice.zone.high) for v in verdicts),
        uncertain=share,
        missed=Figure.of(missed),
        alarmed=Figure.of(alarmed),
    )


def every_group(
    level: Level, trials: Sequence[Trial], verdicts: Sequence[Verdict], answers: Pool, aims: Aims
) -> tuple[Group, ...]:
    """Parts of the answers by attribute at the first operating point; views by picture."""
    found: list[Group] = []
    for attribute in ("skin_tone", "site", "device", "gestational_age"):
        values = np.concatenate([getattr(v.lines, attribute)[v.answers.first] for v in verdicts])
        named = weeks(values) if attribute == "gestational_age" else values
        found += split(attribute, named, answers, aims)
    if level is Level.PATIENT:
        found += by_view(trials, aims)
    return tuple(found)


def by_view(trials: Sequence[Trial], aims: Aims) -> tuple[Group, ...]:
    """Each view's pictures, answered one by one, whether or not the view enters the patient's answer."""
    every = replace(aims, views=())
    single = pool([judge(trial, Level.PICTURE, every) for trial in trials])
    views: Words = np.concatenate([trial.test.view for trial in trials])
    return split("view", views, single, aims)


def split(attribute: str, values: Words, answers: Pool, aims: Aims) -> tuple[Group, ...]:
    """The answers by an attribute, at the first operating point."""
    return groups(
        attribute,
        values,
        found=answers.found,
        score=answers.score,
        called=answers.called[0],
        fewest=aims.fewest,
    )


def stressed(level: Level, trial: Trial, answered: Corrupted, aims: Aims) -> tuple[Stressed, ...]:
    """The first trial's choice on its own test pictures, made worse; level 0 is as they were."""
    choice = choose(trial.validation, level, aims)
    lines: list[Stressed] = []
    for (kind, strength), cases in answered.items():
        verdict = judge(Trial(trial.name, trial.validation, cases), level, aims)
        done = achieved_by(choice.points[0], verdict.answers.found, verdict.called[0])
        both = 0 < done.table.positives < len(verdict.answers.found)
        lines.append(
            Stressed(
                kind=kind,
                level=strength,
                cases=len(verdict.answers.found),
                auroc=auroc(verdict.answers.found, verdict.answers.score) if both else None,
                sensitivity=done.sensitivity.value if done.sensitivity else None,
                specificity=done.specificity.value if done.specificity else None,
            )
        )
    return tuple(lines)
