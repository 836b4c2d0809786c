"""A child's ears over time: ages, and what is told of each ear."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.course import Birth, Course, Period, Since
from app.domain.exam import Ear
from app.domain.treatment import PeriodFacts
from app.domain.trend import Direction, Point, Scorer

SHANGHAI = ZoneInfo("Asia/Shanghai")
BORN = date(2026, 9, 1)
BIRTH = Birth(BORN, 250, SHANGHAI)
OLD, NEW = Scorer("a" * 64, "0.1.0", True), Scorer("b" * 64, "0.2.0", False)


def point(day: int, score: float, scorer: Scorer = OLD, ear: Ear = Ear.LEFT) -> Point:
    taken_at = datetime(2026, 9, 1, 4, tzinfo=UTC) + timedelta(days=day)
    return Point(UUID(int=day), ear, taken_at, score, score - 0.3, score + 0.3, 0.4, 90, scorer)


def treated(first: int, last: int | None) -> Period:
    ended = None if last is None else BORN + timedelta(days=last)
    return Period(UUID(int=1), PeriodFacts(Ear.LEFT, "EarWell", BORN + timedelta(days=first), ended), 1)


def test_a_day_is_the_one_on_the_clinics_wall() -> None:
    late = datetime(2026, 9, 1, 20, tzinfo=UTC)
    assert BIRTH.day(late) == date(2026, 9, 2)


def test_corrected_age_counts_from_the_due_date_and_only_where_gestation_is_known() -> None:
    assert BIRTH.age(date(2026, 10, 1)) == 30
    assert BIRTH.age(date(2026, 10, 1), corrected=True) == 0
    assert Birth(BORN, None, SHANGHAI).age(date(2026, 10, 1), corrected=True) == 30


def test_an_ear_is_told_from_the_first_score_since_treatment_and_by_earlier_models() -> None:
    points = (
        point(2, 1.4), point(9, 0.9),
        point(20, 1.0, NEW), point(27, 1.1, NEW), point(34, 0.5, NEW),
    )  # fmt: skip
    course = Course(BIRTH, date(2026, 11, 1), points, periods=(treated(28, None),))
    told = course.tell(Ear.LEFT)
    assert [each.since for each in told] == [Since.FIRST, Since.TREATMENT, Since.EARLIER_MODEL]
    assert [each.trend.first.score for each in told] == [1.0, 1.1, 1.4]
    assert told[2].trend.direction is Direction.FELL
    assert course.tell(Ear.RIGHT) == ()


def test_a_picture_of_the_day_the_device_was_fitted_counts_as_before_it() -> None:
    course = Course(BIRTH, date(2026, 11, 1), (point(2, 1.4), point(6, 1.2), point(20, 0.5)), periods=(treated(6, 20),))
    assert course.tell(Ear.LEFT)[1].trend.first.score == 1.2


def test_what_is_worn_is_the_treatment_that_has_no_end() -> None:
    assert Course(BIRTH, date(2026, 11, 1), periods=(treated(1, 5), treated(6, None))).worn(Ear.LEFT) == treated(
        6, None
    )
    assert Course(BIRTH, date(2026, 11, 1), periods=(treated(1, 5),)).worn(Ear.LEFT) is None


def test_one_synthetic_score_makes_the_course_say_so() -> None:
    assert Course(BIRTH, date(2026, 11, 1), (point(1, 1, NEW), point(2, 1, OLD))).synthetic
    assert not Course(BIRTH, date(2026, 11, 1), (point(1, 1, NEW),)).synthetic
