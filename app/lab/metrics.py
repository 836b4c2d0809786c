"""The figures of an evaluation that a manifest carries."""

from collections.abc import Iterator

from app.inference.manifest import Measured, Metric
from app.lab.evaluation import Evaluation, Figure


def metrics(evaluation: Evaluation) -> tuple[Metric, ...]:
    """Only what was measured, in a fixed order."""
    return tuple(
        Metric(name=name, value=figure.value, low=figure.low, high=figure.high, on=evaluation.data)
        for name, figure in figures(evaluation)
        if figure is not None
    )


def figures(evaluation: Evaluation) -> Iterator[tuple[str, Figure | None]]:
    yield "auroc", evaluation.discrimination.auroc
    yield "average precision", evaluation.discrimination.average_precision
    yield "accuracy", evaluation.discrimination.accuracy
    if evaluation.angles is not None:
        seen_from = " or ".join(evaluation.angles.views)
        yield f"accuracy, {seen_from}, picture by picture", evaluation.angles.asked
        yield "accuracy, mixed angles, picture by picture", evaluation.angles.mixed
    if evaluation.several is not None:
        yield "macro auroc", evaluation.several.macro
        yield "micro auroc", evaluation.several.micro
    yield "calibration error", evaluation.calibration.error_after
    if evaluation.grading is not None:
        yield "severity spearman", evaluation.grading.spearman
        yield "severity spearman, deformed ears", evaluation.grading.spearman_deformed
        yield "severity ordered within an ear", evaluation.grading.ordered
    if evaluation.locating is not None:
        yield "heat inside the lesion", evaluation.locating.energy
    if evaluation.acquaintance is not None:
        yield "own pictures accepted as familiar", evaluation.acquaintance.accepted
        yield "pictures of other tasks refused", evaluation.acquaintance.refused


def achieved(figure: Figure | None) -> Measured | None:
    return None if figure is None else Measured(value=figure.value, low=figure.low, high=figure.high)
