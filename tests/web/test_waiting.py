"""An exam whose model is not served: what people are told while it waits."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import Unserved
from app.records.claims import LONGEST_WAIT, await_model, claim
from app.records.tables import AuditEntry, SignIn
from app.web.clinic import Clinic
from tests.browsing import Browser
from tests.exams import answer, drawn, found, take_drawn

ABSENT = "No model is installed for this task. Run `make bundles`, or fetch one."
LEASE = timedelta(seconds=60)


@pytest.fixture
def exam(clinic: Clinic) -> UUID:
    with clinic.database.transaction() as session:
        return take_drawn(session, clinic.database, clinic.pictures, drawn())


def miss(clinic: Clinic, exam: UUID, since: timedelta = timedelta()) -> None:
    """The model of this exam is looked for, and not there."""
    with clinic.database.transaction() as session:
        found(session, exam).unserved_since = datetime.now(UTC) - since
        assert claim(session, "worker", LEASE) == exam
        await_model(session, exam, "worker", Unserved(ABSENT))


def test_page_list_and_api_say_what_it_waits_for_and_why(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    miss(clinic, exam)
    page = clinician.get(f"/exams/{exam}").text
    assert "Waiting for its model" in page
    assert "No model is installed for this task." in page
    assert "waiting for its model" in clinician.get("/").text
    said = clinician.client.get(f"/api/v1/exams/{exam}").json()
    assert (said["state"], said["fault"]) == ("received", ABSENT)
    assert said["unserved_since"]


def test_a_page_that_waits_keeps_nobody_signed_in_and_is_no_look_at_the_exam(
    clinic: Clinic, exam: UUID, clinician: Browser
) -> None:
    with clinic.database.transaction() as session:
        (sign_in,) = session.scalars(select(SignIn))
        sign_in.seen_at -= timedelta(minutes=20)
        seen = sign_in.seen_at
    assert "Being analysed" in clinician.get(f"/exams/{exam}/waiting").text
    miss(clinic, exam)
    assert "Waiting for its model" in clinician.get(f"/exams/{exam}/waiting").text
    with clinic.database.reading() as session:
        assert session.scalars(select(SignIn.seen_at)).all() == [seen]
        assert not session.scalars(select(AuditEntry).where(AuditEntry.action == "exam read")).all()


def test_whoever_looks_at_the_pictures_meanwhile_may_sign(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    clinician.post(f"/exams/{exam}/impression", version=0, verdict="uncertain")
    assert clinician.post(f"/exams/{exam}/readings", version=1, verdict="uncertain").status_code == 409
    miss(clinic, exam)
    assert clinician.post(f"/exams/{exam}/readings", version=1, verdict="uncertain").status_code == 303
    assert "signed" in clinician.get("/?state=signed").text


def test_what_is_tried_again_is_said_to_be_analysed(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    miss(clinic, exam)
    with clinic.database.transaction() as session:
        found(session, exam).lease_until = None
        assert claim(session, "worker", LEASE) == exam
    assert "Being analysed" in clinician.get(f"/exams/{exam}").text
    said = clinician.client.get(f"/api/v1/exams/{exam}").json()
    assert (said["state"], said["fault"], said["unserved_since"]) == ("analysing", "", None)


def test_a_page_that_waits_hears_of_its_end_and_nothing_of_the_answer(
    clinic: Clinic, exam: UUID, clinician: Browser
) -> None:
    answer(clinic.database, clinic.pictures)
    ended = clinician.get(f"/exams/{exam}/waiting")
    assert (ended.status_code, ended.text.strip()) == (200, "")


def test_an_exam_of_a_task_that_is_gone_is_listed_and_said_to_be_unreadable(
    clinic: Clinic, exam: UUID, clinician: Browser
) -> None:
    with clinic.database.transaction() as session:
        found(session, exam).task = "knees"
    assert "knees" in clinician.get("/").text
    page = clinician.get(f"/exams/{exam}")
    assert page.status_code == 404
    assert "not part of this version any more" in page.text


def test_after_a_day_it_is_given_up_and_one_click_asks_again(clinic: Clinic, exam: UUID, clinician: Browser) -> None:
    miss(clinic, exam, LONGEST_WAIT)
    page = clinician.get(f"/exams/{exam}").text
    assert "was not served for a whole day" in page
    assert clinician.post(f"/exams/{exam}/again").status_code == 303
    again = clinician.get(f"/exams/{exam}").text
    assert "Being analysed" in again
    assert "whole day" not in again
