"""Ages of children born early or late."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.age import TERM_DAYS, Weeks, age_days, corrected_days, gestation_on

DAYS = st.dates(date(1950, 1, 1), date(2050, 1, 1))


def test_the_day_of_birth_is_day_0() -> None:
    assert age_days(date(2026, 11, 3), date(2026, 11, 3)) == 0
    assert age_days(date(2026, 2, 28), date(2026, 3, 1)) == 1


def test_a_child_born_at_28_weeks_is_12_weeks_younger_when_corrected() -> None:
    assert corrected_days(date(2026, 1, 1), 28 * 7, date(2026, 1, 1) + timedelta(days=84)) == 0


def test_gestation_is_40_weeks_on_the_due_date() -> None:
    assert str(Weeks.of(gestation_on(date(2026, 11, 3), date(2026, 11, 3)))) == "40 w 0 d"
    assert str(Weeks.of(gestation_on(date(2026, 11, 3), date(2026, 10, 31)))) == "39 w 4 d"


@given(DAYS, st.integers(0, 315), DAYS)
def test_corrected_age_is_gestation_plus_age_less_term(birth: date, gestation: int, on: date) -> None:
    assert corrected_days(birth, gestation, on) == gestation + age_days(birth, on) - TERM_DAYS


@given(st.integers(0, 400))
def test_weeks_and_days_make_the_days_again(days: int) -> None:
    weeks = Weeks.of(days)
    assert weeks.weeks * 7 + weeks.days == days
    assert 0 <= weeks.days < 7
