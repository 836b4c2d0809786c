"""Whom a task's pictures show, and whether they can show a given patient."""

from datetime import date
from enum import StrEnum

from app.domain.age import Age
from app.message import message

NEWBORN_DAYS = 28
"""How long after birth, or after the due date of a child born early, somebody is a newborn."""
CHILD_DAYS = 18 * 365 + 4


class Subject(StrEnum):
    """Whom a task asks about."""

    FETUS = "fetus"
    NEWBORN = "newborn"
    CHILD = "child"

    @property
    def born(self) -> bool:
        """Its pictures are taken after birth."""
        return self is not Subject.FETUS

    @property
    def oldest_days(self) -> int | None:
        """The age up to which the task is made for somebody."""
        return {Subject.NEWBORN: NEWBORN_DAYS, Subject.CHILD: CHILD_DAYS}.get(self)


UNBORN = message(
    "This patient is recorded as a fetus. If the child is born, please record the date of birth first, "
    "or add the child as a patient."
)
AFTER = message(
    "This patient was born before these pictures were taken, so they cannot show the fetus. "
    "Please check what is asked, and when they were taken."
)
BEFORE = message(
    "These pictures were taken before this patient was born. Please check the date and time, or the date of birth."
)


def misfit(subject: Subject, birth: date | None, on: date) -> tuple[str, str] | None:
    """Why pictures taken on this day cannot show the patient: the field to mend, and a sentence."""
    if subject.born and birth is None:
        return "task", UNBORN
    if birth is not None and subject.born and on < birth:
        return "taken_at", BEFORE
    if birth is not None and not subject.born and on > birth:
        return "task", AFTER
    return None


def outgrown(subject: Subject, age: Age) -> bool:
    """Whether somebody is older than those the task is made for; whoever was born early is given that time."""
    return subject.oldest_days is not None and age.least > subject.oldest_days
