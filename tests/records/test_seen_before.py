"""Pictures that were sent before as something else."""

from uuid import UUID

from app.domain.exam import ExamFacts, Laterality
from app.records.database import Database
from app.records.seen_before import OTHER_EAR, OTHER_PATIENT, seen_before
from app.tasks import TASKS
from tests.exams import TAKEN, ear, found, take
from tests.people import SOUTH


def seen(records: Database, exam: UUID) -> list[tuple[str, int, UUID]]:
    with records.reading() as session:
        return [(one.code, one.picture, one.exam_id) for one in seen_before(session, found(session, exam))]


def test_a_picture_of_the_other_ear_is_seen_from_both_exams(records: Database) -> None:
    left, right = take(records, "one", "two"), take(records, "three", "two", facts=ear(Laterality.RIGHT))
    assert seen(records, right) == [(OTHER_EAR, 1, left)]
    assert seen(records, left) == [(OTHER_EAR, 1, right)]


def test_a_picture_of_another_patient_is_seen_whatever_was_asked(records: Database) -> None:
    first = take(records, "one", facts=ExamFacts(TASKS["hemorrhage"], Laterality.NONE, TAKEN))
    other = take(records, "one", patient="N-2")
    assert seen(records, other) == [(OTHER_PATIENT, 0, first)]


def test_the_first_of_each_kind_is_named(records: Database) -> None:
    left, stranger = take(records, "one"), take(records, "one", patient="N-2")
    take(records, "one", "two", patient="N-2")
    right = take(records, "one", facts=ear(Laterality.RIGHT))
    assert set(seen(records, right)) == {(OTHER_EAR, 0, left), (OTHER_PATIENT, 0, stranger)}


def test_the_same_ear_again_another_question_or_another_site_is_nothing(records: Database) -> None:
    take(records, "one", "two")
    asked = take(records, "one", facts=ExamFacts(TASKS["hemorrhage"], Laterality.NONE, TAKEN))
    take(records, "one", site=SOUTH)
    assert seen(records, take(records, "one", "three")) == []
    assert seen(records, asked) == []
