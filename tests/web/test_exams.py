"""The page of an exam: what it shows, to whom, and when."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.domain.exam import ExamState, ReadingMode
from app.records.choices import Choice, choose
from app.records.exams import ask_again
from app.records.tables import AuditEntry, Reading
from app.web.clinic import Clinic
from tests.browsing import Browser
from tests.exams import OTHER_MODEL, answer, answered, complaint, drawn, found, refused, take_drawn
from tests.people import CLINICIAN, FAR_CLINICIAN, NURSE, Someone, site_id

ANSWER = ("Lop ear</b>", "operating point 0.50", "/maps/0", "0.80", "Grad-CAM")
SEES = {"verdict": "suspected", "findings": "lop"}
Sign = Callable[[Someone], Browser]


@pytest.fixture
def exam(clinic: Clinic) -> UUID:
    with clinic.database.transaction() as session:
        return take_drawn(session, clinic.database, clinic.pictures, drawn())


def settle(clinic: Clinic, mode: ReadingMode) -> None:
    with clinic.database.transaction() as session:
        choose(session, site_id(clinic.database), "auricular", Choice(reading_mode=mode))


def trail(clinic: Clinic, action: str) -> list[str]:
    with clinic.database.reading() as session:
        return list(session.scalars(select(AuditEntry.actor).where(AuditEntry.action == action)))


def answer_named(reader: Browser, exam: UUID) -> str:
    found_id = re.search(r'name="answer" value="([0-9a-f-]{36})"', reader.get(f"/exams/{exam}").text)
    assert found_id
    return found_id.group(1)


def named(reader: Browser, exam: UUID) -> dict[str, str]:
    """The answer on this reader's page, as their form sends it."""
    return {"answer": answer_named(reader, exam)}


def test_the_models_answer_waits_for_the_readers_own_impression(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    answer(clinic.database, clinic.pictures)
    before = clinician.get(f"/exams/{exam}")
    assert before.status_code == 200
    assert [word for word in ANSWER if word in before.text] == []
    assert clinician.client.get(f"/api/v1/exams/{exam}/maps/0").status_code == 404
    assert trail(clinic, "answer shown") == []
    locked = clinician.post(f"/exams/{exam}/impression", version=0, **SEES)
    assert (locked.status_code, locked.headers["location"]) == (303, f"/exams/{exam}#answer")
    after = clinician.get(f"/exams/{exam}").text
    assert [word for word in ANSWER if word not in after] == []
    assert "Demonstration model. A person decides." in after
    assert clinician.client.get(f"/api/v1/exams/{exam}/maps/0").status_code == 200
    assert trail(clinic, "impression locked") == trail(clinic, "answer shown") == [CLINICIAN.name]


def test_an_impression_is_taken_once(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    answer(clinic.database, clinic.pictures)
    clinician.post(f"/exams/{exam}/impression", version=0, **SEES)
    again = clinician.post(f"/exams/{exam}/impression", version=1, verdict="not_suspected")
    assert again.status_code == 409


def test_nobody_signs_before_the_impression_or_while_it_is_analysed(
    clinic: Clinic, exam: UUID, clinician: Browser
) -> None:
    assert clinician.post(f"/exams/{exam}/readings", version=0, **SEES).status_code == 409
    answer(clinic.database, clinic.pictures)
    assert clinician.post(f"/exams/{exam}/readings", version=0, agreement="agree").status_code == 403


def test_an_agreement_takes_over_the_models_finding_and_is_signed(
    clinic: Clinic, exam: UUID, clinician: Browser, nurse: Browser
) -> None:
    answer(clinic.database, clinic.pictures)
    clinician.post(f"/exams/{exam}/impression", version=0, verdict="uncertain")
    assert "operating point" not in nurse.get(f"/exams/{exam}").text
    fields = {"agreement": "agree", "verdict": "not_suspected", "entry-grade": "3"} | named(clinician, exam)
    signed = clinician.post(f"/exams/{exam}/readings", version=1, **fields)
    assert signed.status_code == 303
    page = nurse.get(f"/exams/{exam}").text
    assert f"What holds, by {CLINICIAN.full_name}" in page
    assert "Lop ear" in page and "3: moderate" in page and "agrees with the model" in page
    assert "Signed by Chen Wei" in page
    with clinic.database.reading() as session:
        assert found(session, exam).signed_at


def test_a_disagreement_needs_its_reason_and_keeps_what_was_typed(
    clinic: Clinic, exam: UUID, clinician: Browser
) -> None:
    answer(clinic.database, clinic.pictures)
    clinician.post(f"/exams/{exam}/impression", version=0, **SEES)
    fields = {"agreement": "disagree", "verdict": "not_suspected", "note": "flattened by the cap"}
    fields |= named(clinician, exam)
    refused_form = clinician.post(f"/exams/{exam}/readings", version=1, **fields)
    assert refused_form.status_code == 422
    assert "Please give the reason." in refused_form.text and "flattened by the cap" in refused_form.text
    fields["reason"] = "it was the cap"
    assert clinician.post(f"/exams/{exam}/readings", version=1, **fields).status_code == 303


def test_an_amendment_is_a_new_version_and_the_old_one_stays(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    settle(clinic, ReadingMode.CONCURRENT)
    answer(clinic.database, clinic.pictures)
    seen = named(clinician, exam)
    clinician.post(f"/exams/{exam}/readings", version=0, agreement="agree", **seen)
    fields = seen | {"agreement": "correct", "verdict": "suspected", "findings": "cup", "reason": "hooded rim"}
    assert clinician.post(f"/exams/{exam}/readings", version=1, **fields).status_code == 303
    page = clinician.get(f"/exams/{exam}").text
    assert "version 1" in page and "version 2" in page and "hooded rim" in page
    assert trail(clinic, "reading signed") == trail(clinic, "reading amended") == [CLINICIAN.name]


def test_the_later_of_two_readers_is_told_and_keeps_what_was_typed(
    clinic: Clinic, exam: UUID, clinician: Browser, sign_in: Sign
) -> None:
    settle(clinic, ReadingMode.CONCURRENT)
    answer(clinic.database, clinic.pictures)
    seen = named(clinician, exam)
    clinician.post(f"/exams/{exam}/readings", version=0, agreement="agree", **seen)
    fields = seen | {"agreement": "disagree", "verdict": "uncertain", "reason": "I wonder"}
    late = clinician.post(f"/exams/{exam}/readings", version=0, **fields)
    assert late.status_code == 412
    assert "A colleague wrote a reading" in late.text and "I wonder" in late.text
    assert 'name="version" value="1"' in late.text


def test_nobody_signs_for_an_answer_that_was_not_before_their_eyes(
    clinic: Clinic, exam: UUID, clinician: Browser
) -> None:
    settle(clinic, ReadingMode.CONCURRENT)
    answer(clinic.database, clinic.pictures)
    seen = answer_named(clinician, exam)
    with clinic.database.transaction() as session:
        ask_again(session, found(session, exam))
    answer(clinic.database, clinic.pictures, answered(model=OTHER_MODEL))
    late = clinician.post(f"/exams/{exam}/readings", version=0, agreement="agree", answer=seen, note="a clear lop")
    assert late.status_code == 412
    assert "no longer the one you saw" in late.text and "a clear lop" in late.text
    assert not re.search(r'name="agreement"[^>]*checked', late.text)
    assert trail(clinic, "reading signed") == []
    now = answer_named(clinician, exam)
    assert now != seen
    assert clinician.post(f"/exams/{exam}/readings", version=0, agreement="agree", answer=now).status_code == 303
    signed = clinician.get(f"/exams/{exam}").text
    assert f"model 1.0, {OTHER_MODEL[:8]}" in signed and "no longer in force" not in signed
    with clinic.database.transaction() as session:
        ask_again(session, found(session, exam))
    answer(clinic.database, clinic.pictures)
    after = clinician.get(f"/exams/{exam}").text
    assert "no longer in force" in after and "made with an earlier answer" in after


@pytest.mark.parametrize("stance", ["agree", "disagree"])
def test_a_stance_that_names_no_answer_is_refused_with_everything_typed(
    clinic: Clinic, exam: UUID, clinician: Browser, stance: str
) -> None:
    settle(clinic, ReadingMode.CONCURRENT)
    typed = {"agreement": stance, "verdict": "uncertain", "reason": "a fold", "boxes": "1 1 2 3 40 30"}
    answer(clinic.database, clinic.pictures, refused())
    without = clinician.post(f"/exams/{exam}/readings", version=0, **typed)
    with clinic.database.transaction() as session:
        ask_again(session, found(session, exam))
    answer(clinic.database, clinic.pictures, answered(model=OTHER_MODEL))
    unnamed = clinician.post(f"/exams/{exam}/readings", version=0, **typed)
    for refusal in (without, unnamed):
        assert refusal.status_code == 412
        assert "no longer the one you saw" in refusal.text
        assert "1 1 2 3 40 30</textarea>" in refusal.text and "a fold</textarea>" in refusal.text
    assert trail(clinic, "reading signed") == []


def test_boxes_are_kept_with_the_reading_and_shown_as_the_readers(
    clinic: Clinic, exam: UUID, clinician: Browser, nurse: Browser
) -> None:
    answer(clinic.database, clinic.pictures)
    clinician.post(f"/exams/{exam}/impression", version=0, boxes="1 1 2 3 40 30\r\n1, 1, 5, 6, 7, 8", **SEES)
    page = clinician.get(f"/exams/{exam}").text
    assert "1 1 2 3 40 30\n1 1 5 6 7 8</textarea>" in page
    fields = {"agreement": "agree", "boxes": "1 1 2 3 41 31"} | named(clinician, exam)
    assert clinician.post(f"/exams/{exam}/readings", version=1, **fields).status_code == 303
    page = nurse.get(f"/exams/{exam}").text
    assert f"{CLINICIAN.full_name}: 2, 3 – 41, 31</td>" in page
    assert "Box on Picture 1 of 1: 2, 3 – 40, 30" in page and "Box on Picture 1 of 1: 2, 3 – 41, 31" in page
    assert "&#34;kind&#34;:&#34;reader&#34;" in page and "&#34;own&#34;:false" in page


@pytest.mark.parametrize(
    "typed", ["here", "1 1 2 3 40", "2 1 2 3 40 30", "1 2 2 3 40 30", "1 1 40 3 2 30", "1 1 2 3 65 30", "1 1 2 3 40 49"]
)
def test_a_box_that_lies_on_no_picture_is_refused_and_stays(
    clinic: Clinic, exam: UUID, clinician: Browser, typed: str
) -> None:
    answer(clinic.database, clinic.pictures)
    refusal = clinician.post(f"/exams/{exam}/impression", version=0, boxes=typed, **SEES)
    assert refusal.status_code == 422
    assert "one box inside the picture" in refusal.text and f"{typed}</textarea>" in refusal.text


def test_ratios_are_told_while_they_are_typed_and_nothing_is_kept(
    clinic: Clinic, exam: UUID, clinician: Browser
) -> None:
    with clinic.database.transaction() as session:
        found(session, exam).task = "fetal_cns"
    typed = {"entry-peak": "60", "entry-end": "20", "entry-bpd": "7,"}
    told = clinician.post(f"/exams/{exam}/derived", version=0, **typed)
    assert told.status_code == 200
    assert "<dd>3.00</dd>" in told.text and "<dd>0.67</dd>" in told.text and "<html" not in told.text
    assert "<dd>" not in clinician.post(f"/exams/{exam}/derived", version=0).text
    with clinic.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Reading)) == 0


def test_a_text_at_its_limit_is_taken_line_breaks_and_all(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    answer(clinic.database, clinic.pictures)
    note = "\r\n".join(["x" * 99] * 40)
    assert len(note) > 4000
    assert clinician.post(f"/exams/{exam}/impression", version=0, note=note, **SEES).status_code == 303


def test_a_list_calls_nothing_negative_that_no_model_called_so(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    settle(clinic, ReadingMode.CONCURRENT)
    for outcome in (answered(), refused(model=OTHER_MODEL), answered()):
        answer(clinic.database, clinic.pictures, outcome)
        with clinic.database.transaction() as session:
            ask_again(session, found(session, exam))
    answer(clinic.database, clinic.pictures)
    assert "below the operating point" not in clinician.get("/").text


def test_a_blind_model_is_seen_after_signing(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    settle(clinic, ReadingMode.TRIAGE_BLIND)
    answer(clinic.database, clinic.pictures)
    page = clinician.get(f"/exams/{exam}").text
    assert "It is shown after you have signed." in page and "I agree" not in page
    assert clinician.post(f"/exams/{exam}/readings", version=0, **SEES).status_code == 303
    assert "operating point 0.50" in clinician.get(f"/exams/{exam}").text


def test_a_refusal_says_what_to_do_and_soft_complaints_may_be_overruled_with_a_reason(
    clinic: Clinic, exam: UUID, clinician: Browser, nurse: Browser
) -> None:
    answer(clinic.database, clinic.pictures, refused(complaint()))
    page = clinician.get(f"/exams/{exam}").text
    assert "The picture is too dark. Please take it again with more light." in page
    assert "Take new pictures" in page and "Judge them all the same" in page
    assert "Judge them all the same" not in nurse.get(f"/exams/{exam}").text
    assert clinician.post(f"/exams/{exam}/overrides", codes="dark").status_code == 422
    long = clinician.post(f"/exams/{exam}/overrides", codes="dark", reason="x" * 2001)
    assert long.status_code == 422 and "This is too long." in long.text
    assert clinician.post(f"/exams/{exam}/overrides", codes="no_ear", reason="plain").status_code == 422
    assert clinician.post(f"/exams/{exam}/overrides", codes="dark", reason="plain to see").status_code == 303
    with clinic.database.reading() as session:
        assert found(session, exam).state is ExamState.RECEIVED
    assert "plain to see" in clinician.get(f"/exams/{exam}").text
    assert trail(clinic, "complaint overruled") == [CLINICIAN.name]


def test_a_hard_complaint_cannot_be_overruled(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    answer(clinic.database, clinic.pictures, refused(complaint(hard=True)))
    assert "Judge them all the same" not in clinician.get(f"/exams/{exam}").text
    assert clinician.post(f"/exams/{exam}/overrides", codes="dark", reason="plain").status_code == 422


def test_a_birth_corrected_to_after_the_pictures_is_said_on_the_exam(
    clinic: Clinic, exam: UUID, clinician: Browser
) -> None:
    said = "These pictures were taken before this patient was born."
    answer(clinic.database, clinic.pictures)
    assert said not in clinician.get(f"/exams/{exam}").text
    with clinic.database.transaction() as session:
        taken = found(session, exam)
        taken.patient.birth_date = taken.taken_at.date() + timedelta(days=2)
    page = clinician.get(f"/exams/{exam}").text
    assert said in page and "a note; the picture was judged" in page
    assert "Judge them all the same" not in page


def test_a_note_beside_refused_pictures_does_not_say_that_they_were_judged(
    clinic: Clinic, exam: UUID, clinician: Browser
) -> None:
    answer(clinic.database, clinic.pictures, refused(complaint(hard=True), complaint(code="age", note=True)))
    page = clinician.get(f"/exams/{exam}").text
    assert "· a note</small>" in page and "a note; the picture was judged" not in page


def test_refused_pictures_can_still_be_read_by_a_person(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    answer(clinic.database, clinic.pictures, refused())
    assert clinician.post(f"/exams/{exam}/readings", version=0, **SEES).status_code == 303


def test_an_earlier_exam_is_laid_beside_and_a_strangers_is_not(
    clinic: Clinic, exam: UUID, clinician: Browser, sign_in: Sign
) -> None:
    with clinic.database.transaction() as session:
        other = take_drawn(session, clinic.database, clinic.pictures, drawn(7))
    page = clinician.get(f"/exams/{exam}?beside={other}").text
    with clinic.database.reading() as session:
        asked = select(AuditEntry.details).where(AuditEntry.subject_id == str(other), AuditEntry.action == "exam read")
        assert [json.loads(one) for one in session.scalars(asked)] == [{"beside": str(exam)}]
    assert page.count("data-stage=") == 2 and f"/api/v1/exams/{other}/pictures/0/frames/0" in page
    assert clinician.get(f"/exams/{exam}?beside={UUID(int=5)}").status_code == 404
    assert sign_in(FAR_CLINICIAN).get(f"/exams/{exam}").status_code == 404


def test_patient_side_and_day_stand_on_the_picture_and_a_demonstration_says_so(
    clinic: Clinic, exam: UUID, sign_in: Sign
) -> None:
    settle(clinic, ReadingMode.CONCURRENT)
    answer(clinic.database, clinic.pictures, answered())
    page = sign_in(NURSE).get(f"/exams/{exam}").text
    burnt = re.search(r'<p class="burnt">(.*?)</p>', page, re.DOTALL)
    assert burnt and all(word in burnt[1] for word in ("Baby Zhou", "N-1", "2026-11-04", "left"))
    assert "Trained on synthetic pictures; not for clinical use." in page


def test_no_page_of_an_exam_calls_anything_normal(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    settle(clinic, ReadingMode.CONCURRENT)
    answer(clinic.database, clinic.pictures)
    said = re.sub(r"<[^>]+>", " ", clinician.get(f"/exams/{exam}").text)
    assert [
        each for each in re.findall(r"\bnormal\b[^.]*", said, re.IGNORECASE) if "normal ears" not in each.lower()
    ] == []
