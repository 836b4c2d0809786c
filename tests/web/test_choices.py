"""What a site chooses for each task."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.domain.exam import ReadingMode
from app.records.choices import Choice, choice_of
from app.records.tables import AuditEntry
from app.web.clinic import Clinic
from tests.browsing import Browser
from tests.people import FAR_ADMINISTRATOR, NORTH, SOUTH, Someone, site_id


def chosen(clinic: Clinic, site: str = NORTH) -> Choice:
    with clinic.database.reading() as session:
        return choice_of(session, site_id(clinic.database, site), "hemorrhage")


def test_a_choice_holds_for_the_site_alone(clinic: Clinic, administrator: Browser) -> None:
    answer = administrator.post(
        "/choices/hemorrhage", operating_point="youden", prevalence="5,8", reading_mode="concurrent"
    )
    assert answer.headers["location"] == "/choices?done=hemorrhage"
    assert chosen(clinic) == Choice("youden", 0.058, ReadingMode.CONCURRENT)
    assert chosen(clinic, SOUTH) == Choice()


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


def test_a_task_that_is_not_there_is_not_found(administrator: Browser) -> None:
    assert administrator.post("/choices/knees").status_code == 404
