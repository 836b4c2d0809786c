"""Whether a network in a lower precision says the same: over many variations of a bundle's golden pictures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.inference.bundle import Bundle
from app.inference.golden import read_golden, shown
from app.inference.graph import Floats, Network
from app.inference.manifest import Manifest

RUNS = 200
"""So that one changed finding is 0.5 %."""
FRAMES = 3
"""The most of one run where pictures form a bag."""
LEAST_UNCHANGED = 0.995
LEAST_CORRELATION = 0.99
MAPS = ("cam", "hirescam", "subtype_cam", "segmentation")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two runs of one network agree."""

    runs: int
    unchanged: float
    """Share of runs with the same findings at every operating point."""
    correlation: float
    """Mean over heat maps."""

    @property
    def holds(self) -> bool:
        return self.unchanged >= LEAST_UNCHANGED and self.correlation >= LEAST_CORRELATION


def compare(
    bundle: Bundle, exact: Network, quick: Network, runs: int = RUNS, go_on: Callable[[], bool] = lambda: True
) -> Agreement:
    """Both networks over the same variations; given up, and no agreement, once it shall not go on."""
    same, correlations = 0, []
    for pictures in varied(bundle, runs):
        if not go_on():
            break
        wanted, given = exact.answer(pictures), quick.answer(pictures)
        same += bool(np.array_equal(findings(bundle.manifest, wanted), findings(bundle.manifest, given)))
        correlations += [like(wanted[name], given[name]) for name in MAPS if name in wanted]
    return Agreement(runs, same / runs, float(np.mean(correlations)) if correlations else 1.0)


def varied(bundle: Bundle, runs: int) -> Iterator[Floats]:
    """Golden pictures brighter, duller, moved, turned over and noisy, always the same ones."""
    chance = np.random.default_rng(0)
    cases = [shown(bundle, case) for case in read_golden(bundle).cases]
    for number in range(runs):
        pictures = cases[number % len(cases)]
        if bundle.manifest.preparation.frames is not None:
            pictures = pictures[chance.permutation(len(pictures))[: chance.integers(1, FRAMES + 1)]]
        yield np.stack([vary(picture, chance) for picture in pictures])


def vary(picture: Floats, chance: np.random.Generator) -> Floats:
    """Channels x height x width, as the network sees it."""
    reach = picture.shape[-1] // 10
    moved = np.roll(picture, chance.integers(-reach, reach + 1, 2), (1, 2))[:, :, :: chance.choice((-1, 1))]
    light = moved * chance.uniform(0.7, 1.3) + chance.uniform(-0.3, 0.3)
    return (light + chance.normal(0, chance.uniform(0, 0.1), picture.shape)).astype(np.float32)


def findings(manifest: Manifest, answers: dict[str, Floats]) -> NDArray[np.bool_]:
    """What is called positive: at each operating point, among the labels, among the subtypes."""
    shares = softmax(answers["logits"] / manifest.temperature)
    thresholds = [point.threshold for point in manifest.operating_points]
    called = [1 - shares[:, 0] >= threshold for threshold in thresholds]
    labels = list((shares == shares.max(1, keepdims=True)).T)
    subtypes = list((answers["subtype"] > 0).T) if "subtype" in answers else []
    return np.array([*called, *labels, *subtypes], bool)


def softmax(values: Floats) -> NDArray[np.float64]:
    raised = np.exp(values.astype(np.float64) - values.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def like(wanted: Floats, given: Floats) -> float:
    """Correlation of the maps of one run; two empty maps are alike."""
    first, second = (values.ravel().astype(np.float64) - values.mean() for values in (wanted, given))
    spread = float(np.sqrt((first @ first) * (second @ second)))
    if spread == 0:
        return 1.0 if np.allclose(wanted, given) else 0.0
    return float(first @ second) / spread
