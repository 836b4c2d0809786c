"""Who may see what, who is next, and what holds, by what was said of an exam."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.assessment import Verdict
from app.domain.box import Box
from app.domain.exam import Agreement, ReadingKind, ReadingMode
from app.domain.reading import Mark, Opinion, Reading, Signature, Step, Story, check_statement
from app.errors import Invalid

ANNA, BO, CHEN, DINA = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
ANSWER = UUID(int=9)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
BLEED = Opinion(Verdict.SUSPECTED, ("hemorrhage",))
NOTHING = Opinion(Verdict.NOT_SUSPECTED)


def tell(mode: ReadingMode, *said: tuple[ReadingKind, UUID, Opinion]) -> Story:
    readings = []
    for number, (kind, reader, opinion) in enumerate(said, start=1):
        signature = None if kind is ReadingKind.IMPRESSION else Signature("Somebody", NOON, "read")
        readings.append(Reading(number, kind, reader, "Somebody", opinion, None, "", NOON, signature))
    return Story(mode, tuple(readings))


def blind(*said: tuple[ReadingKind, UUID, Opinion]) -> Story:
    return tell(ReadingMode.SECOND_READER, *said)


IMPRESSION, DECISION = ReadingKind.IMPRESSION, ReadingKind.DECISION
SECOND, ADJUDICATION = ReadingKind.SECOND, ReadingKind.ADJUDICATION


def test_a_second_reader_model_answers_only_who_has_said_what_they_see() -> None:
    fresh = blind()
    assert not fresh.sees_answer(ANNA, reads=True)
    assert fresh.step(ANNA, reads=True) is Step.IMPRESSION
    said = blind((IMPRESSION, ANNA, NOTHING))
    assert said.sees_answer(ANNA, reads=True)
    assert said.step(ANNA, reads=True) is Step.DECIDE
    assert not said.sees_answer(BO, reads=True)
    assert said.step(BO, reads=True) is Step.IMPRESSION


def test_whoever_does_not_read_sees_the_answer_once_a_reading_holds() -> None:
    assert not blind((IMPRESSION, ANNA, BLEED)).sees_answer(CHEN, reads=False)
    assert blind((IMPRESSION, ANNA, BLEED), (DECISION, ANNA, BLEED)).sees_answer(CHEN, reads=False)
    assert blind().step(CHEN, reads=False) is Step.WATCH


def test_a_concurrent_model_answers_everybody_at_once() -> None:
    story = tell(ReadingMode.CONCURRENT)
    assert story.sees_answer(ANNA, reads=True)
    assert story.sees_answer(CHEN, reads=False)
    assert story.step(ANNA, reads=True) is Step.DECIDE


def test_a_model_that_only_orders_the_list_is_seen_after_signing() -> None:
    fresh = tell(ReadingMode.TRIAGE_BLIND)
    assert fresh.step(ANNA, reads=True) is Step.DECIDE
    assert not fresh.sees_answer(ANNA, reads=True)
    assert tell(ReadingMode.TRIAGE_BLIND, (DECISION, ANNA, BLEED)).sees_answer(ANNA, reads=True)


def test_a_second_reader_reads_before_seeing_model_or_colleague() -> None:
    asked = Opinion(Verdict.SUSPECTED, ("hemorrhage",), second_wanted=True)
    story = blind((IMPRESSION, ANNA, BLEED), (DECISION, ANNA, asked))
    assert story.second_waits and story.final is None
    assert story.step(BO, reads=True) is Step.IMPRESSION
    assert not story.sees_others(BO, reads=True)
    assert (
        blind((IMPRESSION, ANNA, BLEED), (DECISION, ANNA, asked), (IMPRESSION, BO, BLEED)).step(BO, reads=True)
        is Step.SECOND
    )


def test_two_who_agree_settle_it_and_two_who_do_not_need_a_third() -> None:
    agreed = blind((DECISION, ANNA, BLEED), (SECOND, BO, BLEED))
    assert agreed.final is agreed.readings[0] and not agreed.disputed
    split = blind((DECISION, ANNA, BLEED), (SECOND, BO, NOTHING))
    assert split.disputed and split.final is None
    assert split.step(ANNA, reads=True) is Step.AMEND
    assert split.step(CHEN, reads=True) is Step.IMPRESSION
    ready = blind((DECISION, ANNA, BLEED), (SECOND, BO, NOTHING), (IMPRESSION, CHEN, BLEED))
    assert ready.step(CHEN, reads=True) is Step.ADJUDICATE
    settled = blind((DECISION, ANNA, BLEED), (SECOND, BO, NOTHING), (ADJUDICATION, CHEN, BLEED))
    assert settled.final is settled.readings[2]


def test_an_amendment_that_agrees_ends_the_dispute() -> None:
    story = blind((DECISION, ANNA, BLEED), (SECOND, BO, NOTHING), (SECOND, BO, BLEED))
    assert not story.disputed
    assert story.final is story.readings[0]


SPLIT = ((DECISION, ANNA, BLEED), (SECOND, BO, NOTHING))
UNSURE = Opinion(Verdict.UNCERTAIN)


def test_an_amendment_does_not_undo_what_a_third_person_settled() -> None:
    towards = blind(*SPLIT, (ADJUDICATION, CHEN, BLEED), (SECOND, BO, BLEED))
    assert towards.final is towards.readings[2] and not towards.reopened
    noted = blind(*SPLIT, (ADJUDICATION, CHEN, NOTHING), (DECISION, ANNA, replace(BLEED, note="left, small")))
    assert noted.final is noted.readings[2] and not noted.reopened


@pytest.mark.parametrize("changed", [(SECOND, BO, BLEED), (DECISION, ANNA, UNSURE)])
def test_a_mind_changed_away_from_what_was_settled_lets_nothing_hold_until_it_is_settled_again(
    changed: tuple[ReadingKind, UUID, Opinion],
) -> None:
    story = blind(*SPLIT, (ADJUDICATION, CHEN, NOTHING), changed)
    assert story.reopened and story.final is None
    assert story.step(CHEN, reads=True) is Step.AMEND
    assert story.step(DINA, reads=True) is Step.IMPRESSION
    ready = blind(*SPLIT, (ADJUDICATION, CHEN, NOTHING), changed, (IMPRESSION, DINA, BLEED))
    assert ready.step(DINA, reads=True) is Step.ADJUDICATE
    again = blind(*SPLIT, (ADJUDICATION, CHEN, NOTHING), changed, (ADJUDICATION, CHEN, BLEED))
    assert again.final is again.readings[4]
    back = blind(*SPLIT, (ADJUDICATION, CHEN, NOTHING), (SECOND, BO, BLEED), (SECOND, BO, NOTHING))
    assert back.final is back.readings[2]


def test_too_many_boxes_are_not_taken() -> None:
    mark = Mark(0, 0, Box(1, 1, 9, 9))
    with pytest.raises(Invalid):
        replace(BLEED, marks=(mark,) * 21)


def test_a_note_is_no_dispute() -> None:
    assert not BLEED.differs(Opinion(Verdict.SUSPECTED, ("hemorrhage",), note="left, small"))
    assert BLEED.differs(Opinion(Verdict.UNCERTAIN, ("hemorrhage",)))


def test_whoever_suspects_names_what_and_whoever_does_not_names_nothing() -> None:
    with pytest.raises(Invalid):
        Opinion(Verdict.SUSPECTED)
    with pytest.raises(Invalid):
        Opinion(Verdict.NOT_SUSPECTED, ("hemorrhage",))


def test_a_disagreement_and_an_amendment_give_their_reason() -> None:
    with pytest.raises(Invalid):
        check_statement(Agreement.DISAGREE, ANSWER, " ", amends=False)
    with pytest.raises(Invalid):
        check_statement(Agreement.AGREE, ANSWER, "", amends=True)
    check_statement(Agreement.AGREE, ANSWER, "", amends=False)
    check_statement(Agreement.DISAGREE, ANSWER, "a vessel", amends=False)


def test_nobody_agrees_or_disagrees_with_no_answer() -> None:
    with pytest.raises(ValueError, match="name the model's answer"):
        check_statement(Agreement.AGREE, None, "", amends=False)
