"""Ages of children born early or late, as clinics count them."""

from dataclasses import dataclass
from datetime import date, timedelta

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


@dataclass(frozen=True, slots=True)
class Age:
    """How old a child is on a day."""

    days: int
    corrected: int | None = None
    """Days since the due date, where that is known."""

    @property
    def least(self) -> int:
        """In days, with the time given to whoever was born early."""
        return self.days if self.corrected is None else min(self.days, self.corrected)


def age_on(birth: date, gestation_days: int | None, on: date) -> Age:
    """The age of a child on a day."""
    corrected = None if gestation_days is None else corrected_days(birth, gestation_days, on)
    return Age(age_days(birth, on), corrected)


def age_days(birth: date, on: date) -> int:
    """Days since birth; the day of birth is day 0."""
    return (on - birth).days


def corrected_days(birth: date, gestation_days: int, on: date) -> int:
    """Days since the due date, for a child born before term."""
    return age_days(birth, on) - (TERM_DAYS - gestation_days)


def gestation_on(due: date, on: date) -> int:
    """Days of gestation of a fetus on a day."""
    return TERM_DAYS - (due - on).days


def due_date(birth: date, gestation_days: int) -> date:
    """When a child born at this gestation was expected."""
    return birth + timedelta(days=TERM_DAYS - gestation_days)
