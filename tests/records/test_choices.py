"""What a site has chosen for a task."""

import pytest

from app.domain.exam import ReadingMode
from app.errors import Invalid
from app.records.choices import Choice, choice_of, choose
from app.records.database import Database
from tests.people import SOUTH, site_id


def test_a_choice_is_kept_for_one_site_and_task_and_can_be_changed(records: Database) -> None:
    here = site_id(records)
    for choice in (Choice("sensitive", 0.058, ReadingMode.CONCURRENT), Choice(prevalence=0.1)):
        with records.transaction() as session:
            choose(session, here, "hemorrhage", choice)
        with records.reading() as session:
            assert choice_of(session, here, "hemorrhage") == choice
            assert choice_of(session, here, "cleft") == Choice()
            assert choice_of(session, site_id(records, SOUTH), "hemorrhage") == Choice()


def test_readers_answer_before_they_see_the_model_unless_a_site_says_otherwise() -> None:
    assert Choice().reading_mode is ReadingMode.SECOND_READER


@pytest.mark.parametrize("prevalence", [0, 1, -0.1, 5.8])
def test_a_prevalence_is_a_share(prevalence: float) -> None:
    with pytest.raises(Invalid):
        Choice(prevalence=prevalence)
