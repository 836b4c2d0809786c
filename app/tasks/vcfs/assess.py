"""From the network's numbers to an assessment: the child is the mean of the frontal photographs."""

from collections.abc import Iterator

from app.domain.answered import Answered, Outputs
from app.domain.assessment import Assessment
from app.tasks.judgement import Heat, Numbers, conclude, even, softmax


def assess(given: Answered) -> Assessment:
    """One answer for the child; what is not frontal was left out before."""
    return conclude(given, numbers(given), maps)


def numbers(given: Answered) -> Numbers:
    """Two labels exclude each other."""
    each = softmax(given.outputs["logits"], given.scale.temperature)
    return Numbers(each.mean(axis=0), each, even(len(each)))


def maps(outputs: Outputs, row: int, labels: tuple[int, ...]) -> Iterator[Heat]:
    for label in labels:
        yield Heat(label, "Grad-CAM", outputs["cam"][row, label])
