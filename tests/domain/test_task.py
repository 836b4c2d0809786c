"""A clinical task."""

import pytest

from app.domain.facts import Facts
from app.domain.finding import Finding
from app.domain.picture_rules import PictureRules
from app.domain.subject import Subject
from app.domain.task import Level, Modality, Task
from app.tasks import TASKS

TASK = Task(
    "auricular",
    "Ears",
    "Is the ear misshapen?",
    Modality.PHOTOGRAPH,
    Level.PICTURE,
    (Finding("none", "None", "Nothing of this kind was seen", absent=True), Finding("cup", "Cup ear", "Folded over")),
    PictureRules(),
    TASKS["cleft"].assess,
    Facts(),
    Subject.CHILD,
)


def test_a_finding_is_found_by_its_slug() -> None:
    assert TASK.finding("cup").title == "Cup ear"


def test_an_unknown_finding_is_answered_with_those_that_are_known() -> None:
    with pytest.raises(KeyError, match="'cop'; it knows none, cup"):
        TASK.finding("cop")
