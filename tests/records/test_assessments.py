"""Outcomes kept and given back."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
from sqlalchemy import func, select

from app.domain.assessment import Outcome
from app.domain.box import Box
from app.domain.exam import ExamState, Laterality
from app.records.assessments import find_outcome, keep_outcome, outcomes_of
from app.records.database import Database
from app.records.outcomes import KeptMap, KeptOutcome, Terms
from app.records.summaries import summarise
from app.records.tables import Assessment, Complaint, SeverityScore
from tests.exams import MODEL, OTHER_MODEL, TERMS, answered, complaint, ear, found, refused, take


def keep(records: Database, exam_id: UUID, outcome: Outcome, terms: Terms = TERMS) -> None:
    maps = outcome.assessment.maps if outcome.assessment else ()
    kept = [KeptMap.of(drawn, f"{place:064}", 2.5) for place, drawn in enumerate(maps)]
    with records.transaction() as session:
        keep_outcome(session, found(session, exam_id), outcome, terms, kept)


def kept(records: Database, exam_id: UUID) -> list[KeptOutcome]:
    with records.reading() as session:
        return outcomes_of(session, found(session, exam_id))


def count(records: Database, table: type[Assessment | SeverityScore | Complaint]) -> int:
    with records.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_answer_comes_back_whole(records: Database) -> None:
    taken = take(records, "one", "two")
    outlined = complaint(values={"value": 0.25, "many": 3}, outlines=(Box(1, 2, 3, 4),), frame=7)
    given = answered(outlined, complaint(code="glare", note=True, picture=None), pictures=2)
    keep(records, taken, given)
    (back,) = kept(records, taken)
    assert given.assessment and back.outcome.assessment
    assert given.assessment.embedding is not None and back.outcome.assessment.embedding is not None
    np.testing.assert_array_equal(back.outcome.assessment.embedding, given.assessment.embedding)
    assert replace(back.outcome.assessment, embedding=None) == replace(given.assessment, embedding=None, maps=())
    assert replace(back.outcome, assessment=None) == replace(given, assessment=None)
    assert back.terms == TERMS
    first = given.assessment.maps[0]
    assert back.maps[0] == KeptMap(0, 0, "lop", "Grad-CAM", first.box, 3, 4, f"{0:064}", 2.5)
    with records.reading() as session:
        assert found(session, taken).state is ExamState.DONE


def test_a_refusal_is_an_answer_that_can_be_counted(records: Database) -> None:
    taken = take(records)
    given = refused(complaint(code="no_ear", hard=True), complaint())
    keep(records, taken, given)
    (back,) = kept(records, taken)
    assert back.outcome == given
    with records.reading() as session:
        assert found(session, taken).state is ExamState.REFUSED
        assert session.scalar(select(func.count()).where(Complaint.code == "no_ear", Complaint.hard)) == 1


def test_the_same_answer_twice_adds_nothing(records: Database) -> None:
    taken = take(records)
    for _ in range(2):
        keep(records, taken, answered(complaint()))
    assert [count(records, table) for table in (Assessment, Complaint, SeverityScore)] == [1, 1, 1]


def test_another_model_adds_an_answer_and_a_score_of_its_own(records: Database) -> None:
    taken = take(records)
    keep(records, taken, answered(score=0.4))
    keep(records, taken, answered(model=OTHER_MODEL, score=0.9))
    assert [back.outcome.model.sha256 for back in kept(records, taken)] == [OTHER_MODEL, "a" * 64]
    with records.reading() as session:
        scores = session.execute(select(SeverityScore.model_sha256, SeverityScore.score))
        assert {tuple(row) for row in scores} == {("a" * 64, 0.4), (OTHER_MODEL, 0.9)}


def test_an_answer_given_again_is_in_force_again(records: Database) -> None:
    taken = take(records)
    for model in (MODEL, OTHER_MODEL, MODEL):
        keep(records, taken, answered(model=model))
    assert count(records, Assessment) == 2
    assert [back.outcome.model.sha256 for back in kept(records, taken)] == [MODEL, OTHER_MODEL]
    with records.reading() as session:
        exam = found(session, taken)
        front = find_outcome(session, exam, None)
        assert front and front.outcome.model.sha256 == MODEL
        listed = summarise(session, [exam])[taken].answer
        assert listed and listed.model_sha256 == MODEL


def test_a_choice_that_the_model_did_not_know_is_kept_with_the_answer(records: Database) -> None:
    taken = take(records)
    keep(records, taken, answered())
    keep(records, taken, answered(), replace(TERMS, missed="of the last model"))
    assert [back.terms.missed for back in kept(records, taken)] == ["of the last model", ""]


def test_a_child_whose_date_of_birth_was_mended_is_answered_anew(records: Database) -> None:
    taken = take(records)
    keep(records, taken, answered())
    keep(records, taken, answered(), replace(TERMS, outgrown=200))
    assert [back.terms.outgrown for back in kept(records, taken)] == [200, None]


def test_a_suspicion_that_comes_after_the_signature_is_to_be_read(records: Database) -> None:
    taken, signed = take(records), datetime(2026, 11, 20, tzinfo=UTC)
    for outcome, stays in ((refused(), signed), (answered(), None), (answered(), signed)):
        with records.transaction() as session:
            found(session, taken).signed_at = signed
        keep(records, taken, outcome, replace(TERMS, overrides=frozenset({"dark"})) if outcome.accepted else TERMS)
        with records.reading() as session:
            assert found(session, taken).signed_at == stays


def test_the_state_is_that_of_the_answer_in_force(records: Database) -> None:
    """The same model under the same terms was more lenient before."""
    taken = take(records)
    keep(records, taken, answered())
    keep(records, taken, refused())
    with records.reading() as session:
        assert found(session, taken).state is ExamState.DONE


def test_an_answer_of_another_exam_is_not_found(records: Database) -> None:
    mine, other = take(records, "one"), take(records, "two")
    keep(records, other, answered())
    with records.reading() as session:
        exam = found(session, mine)
        assert find_outcome(session, exam, None) is None
        assert find_outcome(session, exam, found(session, other).assessment_id) is None


def test_other_terms_add_an_answer_and_score_only_what_was_not_scored(records: Database) -> None:
    taken = take(records, "one", "two")
    keep(records, taken, answered(complaint(picture=1)))
    keep(records, taken, answered(pictures=2), replace(TERMS, overrides=frozenset({"dark"})))
    assert count(records, Assessment) == 2
    assert count(records, SeverityScore) == 2
    assert kept(records, taken)[0].terms.overrides == {"dark"}


def test_of_several_frames_of_one_picture_the_first_is_scored(records: Database) -> None:
    taken = take(records)
    given = answered()
    assert given.assessment
    frames = tuple(replace(given.assessment.severity[0], score=score) for score in (0.4, 0.7, 0.9))
    keep(records, taken, replace(given, assessment=replace(given.assessment, severity=frames)))
    with records.reading() as session:
        assert list(session.scalars(select(SeverityScore.score))) == [0.4]


def test_a_refused_exam_that_is_answered_later_is_done(records: Database) -> None:
    taken = take(records)
    keep(records, taken, refused())
    keep(records, taken, answered(), replace(TERMS, overrides=frozenset({"dark"})))
    with records.reading() as session:
        exam = found(session, taken)
        assert exam.state is ExamState.DONE
        in_force = find_outcome(session, exam, None)
        assert in_force and in_force.outcome.accepted
        first = find_outcome(session, exam, outcomes_of(session, exam)[1].id)
        assert first and not first.outcome.accepted


def test_a_score_names_ear_patient_and_day(records: Database) -> None:
    taken = take(records, facts=ear(Laterality.RIGHT))
    keep(records, taken, answered())
    with records.reading() as session:
        (score,) = session.scalars(select(SeverityScore))
        exam = found(session, taken)
        assert (score.ear.value, score.patient_id, score.taken_at) == ("right", exam.patient_id, exam.taken_at)
        assert (score.score, score.percentile, score.low, score.detectable) == (0.4, 97.5, None, None)
