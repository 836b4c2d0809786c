"""What all tasks do alike: from calibrated numbers to verdict, findings, evidence and maps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.domain.answered import Answered, Outputs
from app.domain.assessment import ANY, Assessment, Call, Chance, Evidence, GradedPicture, HeatMap, Verdict
from app.domain.predictive_value import negative_value, positive_value
from app.domain.scale import Point
from app.imaging.heatmap import upright

Floats = NDArray[np.float64]

HALF = 0.5
"""What a finding among several must reach to be named for itself."""
MAPPED = 10
"""Pictures or frames that get maps: those that spoke most for a finding."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Calibrated probabilities, a number a label, the absent one first."""

    whole: Floats
    """Of the exam."""
    each: Floats | None
    """Of each picture or frame; None where the network answers for all together."""
    weights: Floats
    """Each one's share of the answer."""
    several: bool = False
    """Findings may occur together, and each has a probability of its own."""


@dataclass(frozen=True, slots=True)
class Heat:
    """One output map of the network."""

    label: int | None
    """The finding's place; None explains that there is any."""
    method: str
    values: NDArray[np.float32]


Maps = Callable[[Outputs, int, tuple[int, ...]], Iterator[Heat]]
"""From the outputs, a row and the labels that are reported to the maps that explain them."""


def softmax(logits: ArrayLike, temperature: float) -> Floats:
    """Probabilities of labels that exclude each other."""
    scaled = np.asarray(logits, np.float64) / temperature
    raised = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    found: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return found


def sigmoid(logits: ArrayLike, temperature: float = 1.0) -> Floats:
    """Probabilities of findings that may occur together."""
    found: Floats = (1 + np.tanh(np.asarray(logits, np.float64) / temperature / 2)) / 2
    return found


def even(count: int) -> Floats:
    """The shares of a mean."""
    return np.full(count, 1 / count)


def conclude(given: Answered, numbers: Numbers, maps: Maps, severity: tuple[GradedPicture, ...] = ()) -> Assessment:
    """The whole answer, from a task's own numbers and maps."""
    scale, point = given.scale, given.scale.point(given.point)
    named = positive(given, numbers.whole, numbers)
    probability = chance_of_any(numbers.whole)
    return Assessment(
        task=given.task,
        verdict=verdict(probability, point, scale.uncertain),
        probability=probability,
        chances=chances(given, numbers.whole, named),
        point=point.name,
        calls=tuple(call(probability, one) for one in scale.points),
        uncertain=scale.uncertain,
        prevalence=given.prevalence,
        ppv=positive_value(point.sensitivity, point.specificity, given.prevalence),
        npv=negative_value(point.sensitivity, point.specificity, given.prevalence),
        evidence=evidence(given, numbers),
        maps=tuple(explain(given, numbers, maps, reported(given, numbers, named))),
        severity=severity,
        embedding=given.outputs.get("embedding"),
    )


def chance_of_any(values: Floats) -> float:
    return float(np.clip(1 - values[0], 0, 1))


def verdict(probability: float, point: Point, uncertain: tuple[float, float]) -> Verdict:
    """Inside the zone the answer stays open, whatever the operating point says."""
    if uncertain[0] < probability < uncertain[1]:
        return Verdict.UNCERTAIN
    return Verdict.SUSPECTED if probability >= point.threshold else Verdict.NOT_SUSPECTED


def call(probability: float, point: Point) -> Call:
    return Call(
        name=point.name,
        threshold=point.threshold,
        positive=probability >= point.threshold,
        sensitivity=point.sensitivity,
        specificity=point.specificity,
        achieved_on=point.achieved_on,
    )


def positive(given: Answered, values: Floats, numbers: Numbers) -> tuple[int, ...]:
    """The places of the findings that are suspected.

    An exam called positive has a finding: the likeliest. Where several may occur together, one that is
    unlikely by itself is not named while the answer is open.
    """
    threshold, (low, high) = given.scale.point(given.point).threshold, given.scale.uncertain
    probability = chance_of_any(values)
    called, left_open = probability >= threshold, low < probability < high
    likeliest = 1 + int(np.argmax(values[1:]))
    reach = HALF if numbers.several else threshold
    spoken = called or (numbers.several and left_open)
    sure = called and not (numbers.several and left_open)
    return tuple(
        place for place in range(1, len(values)) if (spoken and values[place] >= reach) or (sure and place == likeliest)
    )


def chances(given: Answered, values: Floats, named: tuple[int, ...]) -> tuple[Chance, ...]:
    return tuple(
        Chance(finding.slug, float(np.clip(value, 0, 1)), place in named)
        for place, (finding, value) in enumerate(zip(given.findings, values, strict=True))
    )


def evidence(given: Answered, numbers: Numbers) -> tuple[Evidence, ...]:
    """What each picture brought, in the order of the exam."""
    rows = [None] * len(given.seen) if numbers.each is None else list(numbers.each)
    return tuple(
        Evidence(
            picture=seen.picture,
            frame=seen.frame,
            weight=float(weight),
            chances=() if values is None else chances(given, values, positive(given, values, numbers)),
            region=seen.region,
            landmarks=seen.landmarks,
        )
        for seen, weight, values in zip(given.seen, numbers.weights, rows, strict=True)
    )


def reported(given: Answered, numbers: Numbers, named: tuple[int, ...]) -> tuple[int, ...]:
    """The findings that maps explain: the suspected ones, else the likeliest.

    Where findings may occur together, none is spoken of below the open zone and the operating point.
    """
    threshold, low = given.scale.point(given.point).threshold, given.scale.uncertain[0]
    if named or (numbers.several and chance_of_any(numbers.whole) < min(threshold, low)):
        return named
    return (1 + int(np.argmax(numbers.whole[1:])),)


def explain(given: Answered, numbers: Numbers, maps: Maps, labels: tuple[int, ...]) -> Iterator[HeatMap]:
    """Upright maps of the pictures that spoke most."""
    for row in foremost(numbers):
        seen = given.seen[row]
        for heat in maps(given.outputs, row, labels):
            values, box = upright(heat.values, seen.placement)
            finding = ANY if heat.label is None else given.findings[heat.label].slug
            yield HeatMap(seen.picture, seen.frame, finding, heat.method, values, box)


def foremost(numbers: Numbers) -> list[int]:
    """The rows that spoke most for any finding, in the order of the exam."""
    spoke = numbers.weights if numbers.each is None else numbers.weights * (1 - numbers.each[:, 0])
    return sorted(np.argsort(-spoke, kind="stable")[:MAPPED].tolist())
