"""Ages of children born early or late, as clinics count them."""

from dataclasses import dataclass
from datetime import date

TERM_DAYS = 40 * 7


@dataclass(frozen=True, slots=True)
class Weeks:
    """A length of pregnancy: completed weeks and days."""

    weeks: int
    days: int

    @classmethod
    def of(cls, days: int) -> "Weeks":
        return cls(*divmod(days, 7))

    def __str__(self) -> str:
        return f"{self.weeks} w {self.days} d"


def age_days(birth: date, on: date) -> int:
    """Days since birth; the day of birth is day 0."""
    return (on - birth).days


def corrected_days(birth: date, gestation_days: int, on: date) -> int:
    """Days since the due date, for a child born before term."""
    return age_days(birth, on) - (TERM_DAYS - gestation_days)


def gestation_on(due: date, on: date) -> int:
    """Days of gestation of a fetus on a day."""
    return TERM_DAYS - (due - on).days
