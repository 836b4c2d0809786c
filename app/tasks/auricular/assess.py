"""From the network's numbers to an assessment: first whether this ear is deformed, then how, and how far."""

from collections.abc import Iterator

import numpy as np

from app.domain.answered import Answered, Outputs
from app.domain.assessment import Assessment, GradedPicture
from app.domain.severity import grade
from app.tasks.judgement import Heat, Numbers, conclude, even, sigmoid, softmax


def assess(given: Answered) -> Assessment:
    """One answer for one ear from all its pictures; two suspected shapes make it mixed."""
    return conclude(given, numbers(given), maps, severity(given))


def numbers(given: Answered) -> Numbers:
    """Screening says whether, the second head says how; shapes may occur together."""
    absent = softmax(given.outputs["logits"], given.scale.temperature)[:, :1]
    shapes = sigmoid(given.outputs["subtype"], given.scale.subtype_temperature)
    each = np.concatenate([absent, shapes], axis=1)
    return Numbers(each.mean(axis=0), each, even(len(each)), several=True)


def maps(outputs: Outputs, row: int, labels: tuple[int, ...]) -> Iterator[Heat]:
    """Of the shapes that are spoken of; else of the screening."""
    for label in labels:
        yield Heat(label, "Grad-CAM", outputs["subtype_cam"][row, label - 1])
    if not labels:
        yield Heat(None, "Grad-CAM", outputs["cam"][row, 1])


def severity(given: Answered) -> tuple[GradedPicture, ...]:
    """Each picture's, whatever the screening says: what is followed over time must not come and go."""
    anchors = given.scale.anchors
    if anchors is None:
        return ()
    found = [grade(row, anchors) for row in given.outputs["embedding"]]
    return tuple(
        GradedPicture(seen.picture, one.score, one.percentile, one.low, one.high, one.detectable)
        for seen, one in zip(given.seen, found, strict=True)
    )
