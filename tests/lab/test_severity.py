"""Severity: anchors, order, repeatability."""

import numpy as np
import pytest
from scipy.spatial.distance import cosine

from app.domain.severity import distance, grade, score
from app.lab.severity import anchors, measurement_error, with_measurement_error

RANDOM = np.random.default_rng(0)
TOWARDS = np.eye(8)[0]


def ears(
    severities: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Embeddings that turn from the first axis to the second with severity."""
    angles = severities * np.pi / 2
    plain = np.cos(angles)[:, None] * np.eye(8)[0] + np.sin(angles)[:, None] * np.eye(8)[1]
    return np.asarray(plain + RANDOM.normal(0, 0.02, plain.shape))


NORMAL, DEFORMED = ears(np.zeros(200)), ears(RANDOM.uniform(0.2, 1, 300))
MADE = anchors(NORMAL, DEFORMED)


def test_the_distance_is_scipys_cosine_distance() -> None:
    expected = [cosine(row, TOWARDS) for row in DEFORMED[:10]]
    assert distance(DEFORMED[:10], TOWARDS) == pytest.approx(expected, abs=1e-12)


def test_nought_is_the_median_normal_ear_and_one_the_95th_percentile_of_deformed_ears() -> None:
    assert np.median(score(NORMAL, MADE)) == pytest.approx(0, abs=1e-12)
    assert np.quantile(score(DEFORMED, MADE), 0.95) == pytest.approx(1, abs=1e-12)


def test_a_worse_ear_scores_higher() -> None:
    rising = [grade(row, MADE).score for row in ears(np.linspace(0.1, 1, 10))]
    assert rising == sorted(rising)


def test_the_percentile_counts_the_normal_ears_that_are_less_deformed() -> None:
    row = NORMAL[17]
    below = (score(NORMAL, MADE) < grade(row, MADE).score).mean() * 100
    assert grade(row, MADE).percentile == pytest.approx(below, abs=1)
    assert grade(DEFORMED[0], MADE).percentile == 100


def test_the_measurement_error_is_the_spread_within_an_ear() -> None:
    names = np.repeat(np.arange(400), 3)
    scores = np.repeat(RANDOM.random(400), 3) + RANDOM.normal(0, 0.05, 1200)
    assert measurement_error(scores, names) == pytest.approx(0.05, rel=0.1)
    assert measurement_error([0.1, 0.2, 0.3, 0.5], ["a", "a", "b", "b"]) == pytest.approx(np.sqrt((0.005 + 0.02) / 2))


def test_the_smallest_detectable_change_follows_from_the_measurement_error() -> None:
    made = with_measurement_error(MADE, [0.1, 0.2, 0.3, 0.5], ["a", "a", "b", "b"])
    found = grade(DEFORMED[0], made)
    assert made.sem is not None
    assert found.low is not None
    assert found.high is not None
    assert found.detectable == pytest.approx(1.96 * np.sqrt(2) * made.sem)
    assert found.high - found.low == pytest.approx(2 * 1.96 * made.sem)


def test_without_repeated_pictures_no_band_is_claimed() -> None:
    assert measurement_error([0.1, 0.2], ["a", "b"]) is None
    assert grade(DEFORMED[0], MADE).detectable is None


def test_too_few_ears_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="10 normal and 10 deformed"):
        anchors(NORMAL[:3], DEFORMED)


def test_normal_ears_never_trained_on_set_the_nought_and_the_percentiles() -> None:
    crowded = NORMAL / np.linalg.norm(NORMAL, axis=1, keepdims=True) * 0.05 + TOWARDS
    fresh = ears(np.zeros(100))
    made = anchors(crowded, DEFORMED, fresh)
    assert np.median(score(fresh, made)) == pytest.approx(0, abs=1e-12)
    assert made.zero > anchors(crowded, DEFORMED).zero
    assert anchors(crowded, DEFORMED, fresh[:3]) == anchors(crowded, DEFORMED)
