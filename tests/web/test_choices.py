"""What a site chooses for each task."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.domain.exam import ReadingMode
from app.records.choices import Choice, choice_of, choose
from app.records.tables import AuditEntry
from app.web.clinic import Clinic
from tests.browsing import Browser
from tests.people import FAR_ADMINISTRATOR, NORTH, SOUTH, Someone, site_id
from tests.screening import bundle

ROUTE = "/choices/hemorrhage"


@pytest.fixture
def served(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """The committed model answers."""
    monkeypatch.setattr(clinic.engine, "bundle", bundle)


def chosen(clinic: Clinic, site: str = NORTH) -> Choice:
    with clinic.database.reading() as session:
        return choice_of(session, site_id(clinic.database, site), "hemorrhage")


@pytest.mark.usefixtures("served")
def test_a_choice_holds_for_the_site_alone(clinic: Clinic, administrator: Browser) -> None:
    answer = administrator.post(
        "/choices/hemorrhage", operating_point="youden", prevalence="5,8", reading_mode="concurrent"
    )
    assert answer.headers["location"] == "/choices?done=hemorrhage"
    assert chosen(clinic) == Choice("youden", 0.058, ReadingMode.CONCURRENT)
    assert chosen(clinic, SOUTH) == Choice()


@pytest.mark.usefixtures("served")
def test_the_trail_says_what_was_chosen(clinic: Clinic, administrator: Browser) -> None:
    administrator.post("/choices/hemorrhage", operating_point="youden", prevalence="5.8", reading_mode="concurrent")
    with clinic.database.reading() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "site chose"))
    assert json.loads(entry.details) == {
        "operating_point": "youden",
        "prevalence": "0.058",
        "reading_mode": "concurrent",
    }


def test_what_is_emptied_is_left_to_model_and_sources(clinic: Clinic, administrator: Browser) -> None:
    administrator.post("/choices/hemorrhage", prevalence="5.8 %", reading_mode="triage_blind")
    administrator.post("/choices/hemorrhage", prevalence="", reading_mode="second_reader")
    assert chosen(clinic) == Choice()


@pytest.mark.parametrize("typed", ["many", "0", "100", "-3", "1e9", "nan"])
def test_a_share_that_cannot_be_is_refused_and_kept_in_the_form(
    clinic: Clinic, administrator: Browser, typed: str
) -> None:
    answer = administrator.post("/choices/hemorrhage", prevalence=typed)
    assert answer.status_code == 422
    assert "Please give a number between 0 and 100" in answer.text and f'value="{typed}"' in answer.text
    assert chosen(clinic) == Choice()


def test_the_page_shows_what_was_chosen(administrator: Browser, sign_in: Callable[[Someone], Browser]) -> None:
    administrator.post("/choices/hemorrhage", prevalence="5.8", reading_mode="concurrent")
    assert 'value="5.8"' in administrator.get("/choices").text
    assert 'value="5.8"' not in sign_in(FAR_ADMINISTRATOR).get("/choices").text


@pytest.mark.usefixtures("served")
def test_a_point_that_the_model_does_not_have_is_refused(clinic: Clinic, administrator: Browser) -> None:
    answer = administrator.post(ROUTE, operating_point="sensitivity 2.0")
    assert answer.status_code == 422
    assert "has no such operating point" in answer.text
    assert chosen(clinic) == Choice()


def test_while_no_model_is_served_a_choice_stays_and_no_other_is_taken(clinic: Clinic, administrator: Browser) -> None:
    with clinic.database.transaction() as session:
        choose(session, site_id(clinic.database), "hemorrhage", Choice("youden"))
    refused = administrator.post(ROUTE, operating_point="other")
    assert refused.status_code == 422
    assert "operating points are not known" in refused.text
    assert 'value="youden"' in refused.text
    assert administrator.post(ROUTE, operating_point="youden", prevalence="5.8").status_code == 303
    assert chosen(clinic) == Choice("youden", 0.058)


@pytest.mark.usefixtures("served")
def test_a_choice_that_a_new_model_does_not_know_is_said_and_not_kept_again(
    clinic: Clinic, administrator: Browser
) -> None:
    with clinic.database.transaction() as session:
        choose(session, site_id(clinic.database), "hemorrhage", Choice("of the last model"))
    page = administrator.get("/choices").text
    assert "of the last model: not of this model" in page
    assert page.count("has no operating point of this name") == 1
    assert administrator.post(ROUTE, operating_point="of the last model").status_code == 422
    assert administrator.post(ROUTE, operating_point="").status_code == 303
    assert "no operating point of this name" not in administrator.get("/choices").text


def test_a_task_that_is_not_there_is_not_found(administrator: Browser) -> None:
    assert administrator.post("/choices/knees").status_code == 404
