"""Which scores may be joined and compared, and when a difference is a change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.exam import Ear
from app.domain.trend import Direction, Point, Scorer, Trend, average, breaks, latest, series, trend_since, whole_trend

OLD, NEW = Scorer("a" * 64, "0.1.0", True), Scorer("b" * 64, "0.2.0", True)
BIRTH = datetime(2026, 9, 1, 4, tzinfo=UTC)


def point(day: int, score: float, ear: Ear = Ear.LEFT, scorer: Scorer = OLD, detectable: float | None = 0.4) -> Point:
    return Point(
        exam=UUID(int=day * 2 + (ear is Ear.RIGHT)),
        ear=ear,
        taken_at=BIRTH + timedelta(days=day),
        score=score,
        low=None if detectable is None else score - 0.3,
        high=None if detectable is None else score + 0.3,
        detectable=detectable,
        percentile=90,
        scorer=scorer,
    )


@pytest.mark.parametrize(
    ("first", "last", "direction"),
    [
        (1.0, 0.5, Direction.FELL),
        (0.5, 1.0, Direction.ROSE),
        (1.0, 0.7, Direction.STEADY),
        (0.7, 1.0, Direction.STEADY),
        (0.0, 0.4, Direction.STEADY),
        (0.5, 0.5, Direction.STEADY),
    ],
)
def test_a_change_is_more_than_repeated_pictures_differ_by(first: float, last: float, direction: Direction) -> None:
    assert Trend(point(1, first), point(8, last)).direction is direction


def test_each_further_comparison_asks_for_a_larger_change() -> None:
    points = [point(day, 1.0) for day in range(1, 9)]
    limits = [trend.detectable for many in range(2, 9) if (trend := whole_trend(points[:many], Ear.LEFT))]
    assert limits[0] == pytest.approx(0.4)
    assert limits == sorted(set(limits), key=lambda limit: limit or 0)
    assert limits[-1] == pytest.approx(0.4 * 2.690 / 1.960, rel=1e-3)  # 0.05 / 7, both sides


def test_of_unchanged_ears_at_most_five_in_a_hundred_ever_pass_the_limit_of_their_last_visit() -> None:
    chance = np.random.default_rng(3)
    sem = 0.15
    least = 1.96 * 2**0.5 * sem
    for visits in (2, 4, 8):
        scores = chance.normal(0.5, sem, (4000, visits))
        trend = whole_trend([point(day, 0.5, detectable=least) for day in range(visits)], Ear.LEFT)
        assert trend and trend.detectable
        passed = (abs(scores[:, 1:] - scores[:, :1]) > trend.detectable).any(axis=1).mean()
        assert 0.02 < passed < 0.06


def test_since_a_treatment_only_the_comparisons_after_it_count() -> None:
    points = [point(day, 1.0) for day in (1, 3, 6, 13, 20)]
    since = trend_since(points, Ear.LEFT, BIRTH + timedelta(days=7))
    assert since
    assert since.looks == 2


def test_a_model_that_does_not_know_its_spread_tells_no_change() -> None:
    assert Trend(point(1, 1.0, detectable=None), point(8, 0.1)).direction is Direction.UNTOLD


def test_scores_of_two_models_or_two_ears_cannot_be_compared() -> None:
    for other in (point(8, 0.1, scorer=NEW), point(8, 0.1, ear=Ear.RIGHT)):
        with pytest.raises(ValueError, match="one ear by one model"):
            Trend(point(1, 1.0), other)


def test_the_trend_begins_with_the_newest_models_first_score() -> None:
    points = [point(1, 1.5), point(8, 1.4), point(15, 0.9, scorer=NEW), point(22, 0.2, scorer=NEW)]
    trend = whole_trend(points, Ear.LEFT)
    assert trend
    assert (trend.first.score, trend.last.score) == (0.9, 0.2)


def test_one_comparable_score_is_no_trend() -> None:
    assert whole_trend([point(1, 1.5), point(8, 1.4, scorer=NEW)], Ear.LEFT) is None
    assert whole_trend([], Ear.LEFT) is None


def test_since_a_treatment_began_counts_from_the_last_score_before_it() -> None:
    points = [point(1, 1.2), point(6, 1.0), point(13, 0.4)]
    trend = trend_since(points, Ear.LEFT, BIRTH + timedelta(days=7))
    assert trend
    assert trend.first.score == 1.0
    assert trend_since(points, Ear.LEFT, BIRTH) is None
    assert trend_since(points, Ear.LEFT, BIRTH + timedelta(days=20)) is None


def test_breaks_lie_where_another_model_took_over() -> None:
    points = [point(1, 1), point(1, 1, Ear.RIGHT), point(8, 1, scorer=NEW), point(8, 1, Ear.RIGHT, NEW)]
    [found] = breaks(points)
    assert (found.before.scorer, found.after.scorer) == (OLD, NEW)


def test_several_pictures_of_one_exam_are_one_point_with_the_band_of_a_single_picture() -> None:
    several = [point(1, 0.4), point(1, 0.6), point(1, 0.8)]
    found = average(several)
    assert found.score == pytest.approx(0.6)
    assert found.low == pytest.approx(0.3)
    assert found.high == pytest.approx(0.9)
    assert (found.pictures, found.detectable) == (3, 0.4)
    assert average([several[0], replace(several[1], low=None)]).low is None


points_of_any_kind = st.lists(
    st.builds(
        point,
        day=st.integers(0, 80),
        score=st.floats(-0.5, 2),
        ear=st.sampled_from(Ear),
        scorer=st.sampled_from([OLD, NEW]),
    ),
    max_size=25,
)


@given(points_of_any_kind)
def test_no_line_ever_joins_two_models_or_two_ears_and_none_is_lost(points: list[Point]) -> None:
    lines = series(points)
    assert sum(map(len, lines)) == len(points)
    for line in lines:
        assert len({(each.ear, each.scorer) for each in line}) == 1
        assert list(line) == sorted(line, key=lambda each: each.taken_at)


@given(points_of_any_kind, st.sampled_from(Ear))
def test_what_is_compared_with_the_newest_score_is_of_its_model(points: list[Point], ear: Ear) -> None:
    assert len({each.scorer for each in latest(points, ear)}) <= 1
