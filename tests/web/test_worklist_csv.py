"""The worklist as a file: all of a shelf, and nothing that its reader must not see yet."""

import csv
import io

import pytest

from app.domain.exam import Laterality, ReadingMode
from app.records.choices import Choice, choose
from app.web import worklist_csv
from app.web.clinic import Clinic
from tests.browsing import Browser
from tests.exams import answer, answered, ear, refused, take
from tests.people import site_id


def rows(browser: Browser, asked: str = "") -> list[dict[str, str]]:
    answer = browser.get(f"/worklist.csv{asked}")
    assert answer.headers["content-disposition"] == 'attachment; filename="worklist.csv"'
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def show_answers(clinic: Clinic) -> None:
    with clinic.database.transaction() as session:
        choose(session, site_id(clinic.database), "auricular", Choice(reading_mode=ReadingMode.CONCURRENT))


def test_an_exam_is_a_row_with_its_answer(clinician: Browser, clinic: Clinic) -> None:
    show_answers(clinic)
    exam = take(clinic.database)
    answer(clinic.database, clinic.pictures, answered())
    [row] = rows(clinician)
    assert (row["patient"], row["task"], row["side"], row["exam"]) == ("N-1", "auricular", "left", str(exam))
    assert (row["date"], row["time"]) == ("2026-11-04", "16:00")
    assert (row["state"], row["urgent"], row["withheld"], row["signed_at"]) == ("done", "no", "no", "")
    assert (row["verdict"], row["probability"], row["model_is_synthetic"]) == ("suspected", "0.8", "yes")


def test_an_answer_waits_where_the_reader_looks_first(clinician: Browser, clinic: Clinic) -> None:
    take(clinic.database)
    answer(clinic.database, clinic.pictures, answered())
    [row] = rows(clinician)
    assert row["withheld"] == "yes"
    assert {row[column] for column in ("verdict", "probability", "complaints", "model_version")} == {""}


def test_why_pictures_were_refused_is_no_secret(clinician: Browser, clinic: Clinic) -> None:
    take(clinic.database)
    answer(clinic.database, clinic.pictures, refused())
    assert [row["complaints"] for row in rows(clinician, "?shelf=retake")] == ["dark"]


def test_it_holds_the_whole_shelf_and_only_that(
    clinician: Browser, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist_csv, "AT_ONCE", 2)
    made = [str(take(clinic.database, f"picture {number}", patient=f"N-{number}")) for number in range(5)]
    urgent = str(take(clinic.database, "urgent", facts=ear(Laterality.RIGHT, urgent=True)))
    assert {row["exam"] for row in rows(clinician)} == {*made, urgent}
    assert [row["exam"] for row in rows(clinician, "?urgent=true")] == [urgent]
    assert rows(clinician, "?shelf=signed") == []


def test_a_name_is_never_run_by_a_spreadsheet_and_the_export_is_in_the_trail(
    clinician: Browser, administrator: Browser, clinic: Clinic
) -> None:
    take(clinic.database, patient="=1+1")
    assert rows(clinician)[0]["patient"] == "'=1+1"
    assert "worklist exported" in administrator.get("/audit").text
    exported = administrator.get("/audit.csv").text.removeprefix("\ufeff")
    assert "worklist exported" in [row["action"] for row in csv.DictReader(io.StringIO(exported))]


def test_another_hospital_sees_nothing_of_it(administrator: Browser, clinic: Clinic) -> None:
    take(clinic.database, site="South Hospital")
    assert rows(administrator) == []
