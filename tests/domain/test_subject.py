"""Whom a task is for."""

from datetime import date

import pytest

from app.domain.age import Age, age_on
from app.domain.subject import AFTER, BEFORE, UNBORN, Subject, misfit, outgrown
from app.tasks import TASKS

BIRTH, EVE, MORROW = date(2026, 11, 3), date(2026, 11, 2), date(2026, 11, 4)


@pytest.mark.parametrize(
    ("subject", "birth", "on", "fault"),
    [
        (Subject.FETUS, None, BIRTH, None),
        (Subject.FETUS, BIRTH, EVE, None),
        (Subject.FETUS, BIRTH, BIRTH, None),
        (Subject.FETUS, BIRTH, MORROW, ("task", AFTER)),
        (Subject.NEWBORN, None, BIRTH, ("task", UNBORN)),
        (Subject.NEWBORN, BIRTH, EVE, ("taken_at", BEFORE)),
        (Subject.NEWBORN, BIRTH, BIRTH, None),
        (Subject.CHILD, BIRTH, EVE, ("taken_at", BEFORE)),
        (Subject.CHILD, None, BIRTH, ("task", UNBORN)),
        (Subject.CHILD, BIRTH, date(2070, 1, 1), None),
    ],
)
def test_pictures_show_somebody_before_or_after_birth(
    subject: Subject, birth: date | None, on: date, fault: tuple[str, str] | None
) -> None:
    assert misfit(subject, birth, on) == fault


def test_a_newborn_is_one_for_four_weeks_and_longer_when_born_early() -> None:
    assert not outgrown(Subject.NEWBORN, Age(28))
    assert outgrown(Subject.NEWBORN, Age(29))
    early = age_on(BIRTH, 200, date(2027, 1, 20))
    assert (early.days, early.corrected, early.least) == (78, -2, -2)
    assert not outgrown(Subject.NEWBORN, early)


def test_a_child_born_late_is_not_made_older() -> None:
    assert age_on(BIRTH, 290, BIRTH).least == 0


def test_children_are_of_any_age_and_a_fetus_has_none() -> None:
    assert not outgrown(Subject.CHILD, Age(6000))
    assert outgrown(Subject.CHILD, Age(7000))
    assert not outgrown(Subject.FETUS, Age(7000))


def test_every_task_says_whom_it_is_for() -> None:
    assert {slug: task.subject.value for slug, task in TASKS.items()} == {
        "auricular": "newborn",
        "cleft": "fetus",
        "fetal_cns": "fetus",
        "hemorrhage": "newborn",
        "vcfs": "child",
    }
