"""From the network's numbers to an assessment: the exam is the mean of the views; the palate is not assessed."""

from collections.abc import Iterator

import numpy as np

from app.domain.answered import Answered, Outputs
from app.domain.assessment import Assessment
from app.tasks.judgement import Heat, Numbers, conclude, even, sigmoid, softmax


def assess(given: Answered) -> Assessment:
    """One answer for the exam, with the cleft as the network draws it."""
    return conclude(given, numbers(given), maps)


def numbers(given: Answered) -> Numbers:
    """Two labels exclude each other."""
    each = softmax(given.outputs["logits"], given.scale.temperature)
    return Numbers(each.mean(axis=0), each, even(len(each)))


def maps(outputs: Outputs, row: int, labels: tuple[int, ...]) -> Iterator[Heat]:
    """The attention inside the network is near nought and explains nothing: it is not shown."""
    for label in labels:
        yield Heat(label, "segmentation", sigmoid(outputs["segmentation"][row, 0]).astype(np.float32))
        yield Heat(label, "HiResCAM", outputs["hirescam"][row, label])
