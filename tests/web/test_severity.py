"""The severity page: what it says, what it hides, and what leaves it."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.domain.exam import Ear, ReadingMode
from app.records.accounts import find_account
from app.records.choices import Choice, choose
from app.records.patients import add_patient
from app.web.clinic import Clinic
from tests.browsing import Browser
from tests.ears import OLD, Shot, follow, take
from tests.people import CLINICIAN, baby, site_id
from tests.web.routes import settle_places

MANIFEST = Path(__file__).parents[2] / "models" / "auricular" / "manifest.json"


def fill(clinic: Clinic, *shots: Shot, name: str = "Baby Wang", gestation: int | None = 250) -> UUID:
    with clinic.database.transaction() as session:
        born = {"birth_date": date(2026, 9, 1), "gestation_days": gestation}
        patient = add_patient(session, site_id(clinic.database), baby("N-7", name, **born))
        by = find_account(session, CLINICIAN.name)
        assert by
        session.flush()
        if shots:
            choose(session, patient.site_id, "auricular", Choice(reading_mode=ReadingMode.CONCURRENT))
            for shot in shots:
                take(session, patient, shot, by.id)
        else:
            follow(session, patient, by.id)
        return patient.id


@pytest.fixture
def child(clinic: Clinic) -> UUID:
    return fill(clinic)


def spec_of(page: str) -> dict[str, Any]:
    found = re.search(r'data-spec="([^"]*)"', page)
    assert found
    spec: dict[str, Any] = json.loads(unescape(found.group(1)))
    return spec


def test_the_page_says_both_ears_in_words_and_that_the_model_is_a_demonstration(nurse: Browser, child: UUID) -> None:
    page = nurse.get(f"/patients/{child}/severity").text
    assert "Demonstration model." in page
    assert "No change can be told." in page
    assert "The score fell further than repeated pictures usually differ." in page
    assert "That was measured on synthetic pictures; real ones may differ more." in page
    assert "real change" not in page
    assert "Before, by model 0.1.0-demo (not to be compared)" in page
    assert "A falling score is not proof that a treatment worked" in page
    assert "Byrd 2010" in page
    assert page.count("/exams/") >= 16


def test_a_rise_asks_to_look(nurse: Browser, clinic: Clinic) -> None:
    child = fill(clinic, Shot(6, Ear.LEFT, 0.2), Shot(13, Ear.LEFT, 0.9))
    page = nurse.get(f"/patients/{child}/severity").text
    assert "The score rose further than repeated pictures usually differ. Please look." in page
    assert "Of 100 unchanged ears, about 5 differ by more than 0.42." in page


def test_a_fall_that_one_comparison_would_tell_is_not_told_at_the_eighth(nurse: Browser, clinic: Clinic) -> None:
    shots = [Shot(6 + 7 * week, Ear.LEFT, 0.8) for week in range(7)]
    child = fill(clinic, *shots, Shot(55, Ear.LEFT, 0.35))
    page = nurse.get(f"/patients/{child}/severity").text
    assert "No change can be told." in page
    assert "at most 5 differ by more than 0.58 in any of 7 comparisons with the first." in page


def test_one_score_is_no_change(nurse: Browser, clinic: Clinic) -> None:
    child = fill(clinic, Shot(6, Ear.LEFT, 0.2))
    assert "One score so far." in nurse.get(f"/patients/{child}/severity").text


def test_corrected_age_needs_a_known_gestation(nurse: Browser, clinic: Clinic) -> None:
    child = fill(clinic, Shot(6, Ear.LEFT, 0.2), gestation=None)
    page = nurse.get(f"/patients/{child}/severity?corrected=true").text
    assert "there is no corrected age" in page
    assert "age in days, from birth" in json.dumps(spec_of(page))


def test_corrected_age_is_drawn_from_the_due_date(nurse: Browser, child: UUID) -> None:
    page = nurse.get(f"/patients/{child}/severity?corrected=true").text
    assert "corrected age in days, from the due date" in json.dumps(spec_of(page))


def test_the_chart_speaks_the_readers_language_and_takes_its_colours_from_the_page(nurse: Browser, child: UUID) -> None:
    nurse.post("/preferences", language="zh")
    said = json.dumps(spec_of(nurse.get(f"/patients/{child}/severity").text), ensure_ascii=False)
    assert "日龄" in said
    assert "var(--left)" in said
    assert "#" not in said.replace("https://vega.github.io/schema", "")


def test_where_normal_ears_lie_is_told_of_every_model_whose_manifest_is_kept(nurse: Browser, clinic: Clinic) -> None:
    sha256 = clinic.pictures.put(MANIFEST.read_bytes())
    assert sha256 == hashlib.sha256(MANIFEST.read_bytes()).hexdigest()
    child = fill(clinic, Shot(6, Ear.LEFT, 0.2, OLD), Shot(13, Ear.LEFT, 0.3, sha256))
    page = nurse.get(f"/patients/{child}/severity").text
    assert page.count("Normal ears of model") == 1
    assert json.loads(MANIFEST.read_text())["training"]["data"] in page


def test_scores_wait_where_the_reader_looks_first(nurse: Browser, clinic: Clinic, child: UUID) -> None:
    with clinic.database.transaction() as session:
        choose(session, site_id(clinic.database), "auricular", Choice())
    page = nurse.get(f"/patients/{child}/severity").text
    assert "16 exams wait to be read" in page
    assert "/exams/" not in page.replace("/exams/new", "")
    exported = nurse.get(f"/patients/{child}/severity.csv").text
    assert ",score,left" not in exported
    assert ",visit,left" in exported


def test_the_csv_holds_everything_and_runs_nothing(nurse: Browser, clinic: Clinic, child: UUID) -> None:
    answer = nurse.get(f"/patients/{child}/severity.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="severity.csv"'
    assert answer.content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [sum(row["kind"] == kind for row in rows) for kind in ("score", "visit", "treatment")] == [16, 14, 1]
    assert {row["model_is_synthetic"] for row in rows if row["kind"] == "score"} == {"yes"}
    nurse.post(
        f"/patients/{child}/visits", ear="left", seen_on="2026-11-10", seen_time="09:31", device="=cmd|'/C calc'!A0"
    )
    assert ",'=cmd" in nurse.get(f"/patients/{child}/severity.csv").text


def test_the_picture_of_the_chart_is_svg_without_script(nurse: Browser, child: UUID) -> None:
    answer = nurse.get(f"/patients/{child}/severity.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "<svg" in answer.text
    assert "<script" not in answer.text
    assert "var(--" not in answer.text


def test_markup_in_a_device_is_text_in_chart_and_table(nurse: Browser, child: UUID) -> None:
    nurse.post(
        f"/patients/{child}/treatments", ear="right", device="</div><script>alert(1)</script>", began_on="2026-11-10"
    )
    page = nurse.get(f"/patients/{child}/severity").text
    assert "<script>alert" not in page


def test_reads_and_exports_are_in_the_trail(nurse: Browser, administrator: Browser, child: UUID) -> None:
    nurse.get(f"/patients/{child}/severity")
    nurse.get(f"/patients/{child}/severity.csv")
    trail = administrator.get("/audit", params={"subject_id": str(child)}).text
    assert "severity read" in trail
    assert "severity exported" in trail


def test_two_hundred_scores_are_answered(nurse: Browser, clinic: Clinic, sign_in: Callable[..., Browser]) -> None:
    child = fill(clinic, *(Shot(day, ear, 0.5) for day in range(1, 41) for ear in Ear))
    spec = spec_of(nurse.get(f"/patients/{child}/severity").text)
    assert len(json.dumps(spec)) < 200_000


def test_an_exam_that_the_worker_has_answered_is_drawn(nurse: Browser, clinic: Clinic) -> None:
    places = settle_places(clinic.database)
    page = nurse.get(f"/patients/{places.patient}/severity").text
    assert f'href="/exams/{places.exam}"' in page
    assert str(places.exam) in json.dumps(spec_of(page))
