"""From the network's numbers to an assessment: the exam is one bag of frames, weighed by attention."""

from collections.abc import Iterator

from app.domain.answered import Answered, Outputs
from app.domain.assessment import Assessment
from app.tasks.judgement import Heat, Numbers, conclude, softmax


def assess(given: Answered) -> Assessment:
    """One answer for all frames; a frame's weight says what the network used, not where blood is."""
    return conclude(given, numbers(given), maps)


def numbers(given: Answered) -> Numbers:
    """Two labels exclude each other; frames have no answer of their own."""
    whole = softmax(given.outputs["logits"], given.scale.temperature)[0]
    attention = given.outputs["attention"].astype(float)
    return Numbers(whole, None, attention / attention.sum())


def maps(outputs: Outputs, row: int, labels: tuple[int, ...]) -> Iterator[Heat]:
    for label in labels:
        yield Heat(label, "Grad-CAM", outputs["cam"][row, label])
