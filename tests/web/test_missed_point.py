"""An answer under another operating point than the site has chosen says so."""

from dataclasses import replace

from app.domain.exam import ReadingMode
from app.records.assessments import keep_outcome
from app.records.choices import Choice, choose
from app.web.clinic import Clinic
from tests.browsing import Browser
from tests.exams import TERMS, answered, drawn, found, take_drawn
from tests.people import site_id


def test_page_and_api_say_which_point_was_chosen_and_which_was_used(clinic: Clinic, clinician: Browser) -> None:
    with clinic.database.transaction() as session:
        choose(session, site_id(clinic.database), "auricular", Choice(reading_mode=ReadingMode.CONCURRENT))
        exam = take_drawn(session, clinic.database, clinic.pictures, drawn())
        keep_outcome(session, found(session, exam), answered(), TERMS)
    assert "has chosen the operating point" not in clinician.get(f"/exams/{exam}").text
    with clinic.database.transaction() as session:
        keep_outcome(session, found(session, exam), answered(), replace(TERMS, missed="sensitivity 0.97"))
    page = clinician.get(f"/exams/{exam}").text
    assert "“chosen for sensitivity 0.97”. This model has none of that name, so “best balance” was used." in page
    said = clinician.client.get(f"/api/v1/exams/{exam}").json()
    assert "operating point sensitivity 0.97" in said["answer"]["assessment"]["point_remark"]
    assert [one["assessment"]["point_remark"] for one in said["earlier"]] == [""]
