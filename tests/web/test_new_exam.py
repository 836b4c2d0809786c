"""A new exam by form: whose, what is asked, and what becomes of what was sent."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import func, select

from app.analysis.bulletin import Bulletin, Hint
from app.domain.exam import ExamState, Laterality
from app.domain.patient import PatientFacts, Sex
from app.records.exams import pictures_of
from app.records.patients import add_patient
from app.records.tables import Exam
from app.web import new_exam
from app.web.clinic import Clinic
from app.web.visit import form_token
from tests.browsing import PAGE, Browser
from tests.exams import answer, drawn, somebody
from tests.people import FAR_CLINICIAN, Someone, baby, site_id

EAR = {"task": "auricular", "laterality": "left", "taken_at": "2026-11-04T16:00"}
SignIn = Callable[[Someone], Browser]


@pytest.fixture(autouse=True)
def _nothing_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No analysis runs here, so nothing is waited for."""
    monkeypatch.setattr(new_exam, "MOMENT_SECONDS", 0)


def patient_of(clinic: Clinic) -> str:
    with clinic.database.transaction() as session:
        return str(somebody(session, clinic.database).id)


def fetus_of(clinic: Clinic) -> str:
    with clinic.database.transaction() as session:
        mother = PatientFacts("M-2", "Mrs Okonkwo", Sex.UNKNOWN, due_date=date(2027, 2, 10))
        return str(add_patient(session, site_id(clinic.database), mother).id)


def send(
    browser: Browser, patient: str, *files: tuple[str, bytes], accept: str = "text/html", **fields: str
) -> Response:
    sent: list[Any] = [("pictures", (name, content, "application/octet-stream")) for name, content in files]
    data = {"form_token": form_token(browser.secret), "patient": patient} | EAR | fields
    return browser.client.post(
        "/exams/new", data=data, files=sent or None, headers=PAGE | {"accept": accept}, follow_redirects=False
    )


def exams_in(clinic: Clinic) -> list[Exam]:
    with clinic.database.reading() as session:
        return list(session.scalars(select(Exam)))


def test_pictures_become_an_exam_that_waits(clinic: Clinic, clinician: Browser) -> None:
    answer = send(clinician, patient_of(clinic), ("ear.png", drawn(1)), ("ear2.jpg", drawn(2, "JPEG")))
    [exam] = exams_in(clinic)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/exams/{exam.id}")
    assert (exam.state, exam.laterality) == (ExamState.RECEIVED, Laterality.LEFT)
    assert exam.taken_at == datetime(2026, 11, 4, 8, tzinfo=UTC), "typed on the clock of Asia/Shanghai"
    with clinic.database.reading() as session:
        assert [picture.media_type for picture in pictures_of(session, exam.id)] == ["image/png", "image/jpeg"]


def test_a_script_hears_where_the_exam_is(clinic: Clinic, clinician: Browser) -> None:
    answer = send(clinician, patient_of(clinic), ("ear.png", drawn(1)), accept="application/json")
    assert answer.status_code == 201
    assert answer.json() == {"location": f"/exams/{exams_in(clinic)[0].id}"}


def test_sent_twice_it_is_one_exam(clinic: Clinic, clinician: Browser) -> None:
    patient = patient_of(clinic)
    places = {send(clinician, patient, ("ear.png", drawn(1))).headers["location"] for _ in range(2)}
    assert len(places) == len(exams_in(clinic)) == 1


def test_sending_waits_a_moment_for_the_answer(
    clinic: Clinic, clinician: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_exam, "MOMENT_SECONDS", 30)
    monkeypatch.setattr(clinic.analysis, "bulletin", Bulletin())
    patient = patient_of(clinic)

    def work() -> None:
        while not answer(clinic.database, clinic.pictures):
            time.sleep(0.05)
        (exam,) = exams_in(clinic)
        clinic.analysis.bulletin.tell(Hint(exam.id, exam.site_id, exam.state, exam.changed_at))

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        place = send(clinician, patient, ("ear.png", drawn(1))).headers["location"]
        seen = clinician.get(place).text
        working.result()
    assert "data-waiting" not in seen


def test_a_file_that_cannot_be_used_is_named_and_nothing_is_kept(clinic: Clinic, clinician: Browser) -> None:
    files = (("ear.png", drawn(1)), ("notes.pdf", b"%PDF-1.7 not a picture"))
    page = send(clinician, patient_of(clinic), *files)
    assert page.status_code == 422
    assert "notes.pdf" in page.text and "ear.png" not in page.text
    problem = send(clinician, patient_of(clinic), *files, accept="application/json").json()
    assert [(file["position"], file["name"]) for file in problem["files"]] == [(1, "notes.pdf")]
    assert exams_in(clinic) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"task": "knees"}, "Please choose what is asked of the pictures."),
        ({"laterality": ""}, "Please say which ear it is, left or right; each ear is an exam of its own."),
        ({"taken_at": "yesterday"}, "A date and time look like 2026-11-03 09:40."),
        ({"taken_at": "2999-01-01T00:00"}, "The pictures cannot have been taken then. Please check date and time."),
        ({"gestation_weeks": "many"}, "Please give whole numbers, such as 22 and 4."),
    ],
)
def test_a_fault_is_said_at_its_field_and_the_rest_is_kept(
    clinic: Clinic, clinician: Browser, wrong: dict[str, str], said: str
) -> None:
    answer = send(clinician, patient_of(clinic), ("ear.png", drawn(1)), **({"device": "ward phone"} | wrong))
    assert answer.status_code == 422
    assert said in answer.text and 'value="ward phone"' in answer.text
    assert exams_in(clinic) == []


def test_without_pictures_nothing_is_sent(clinic: Clinic, clinician: Browser) -> None:
    assert "Please add at least one picture." in send(clinician, patient_of(clinic)).text


def test_nobody_sends_pictures_of_another_sites_patient(clinic: Clinic, sign_in: SignIn) -> None:
    assert send(sign_in(FAR_CLINICIAN), patient_of(clinic), ("ear.png", drawn(1))).status_code == 404
    assert exams_in(clinic) == []


def test_the_gestation_of_a_fetus_is_reckoned_from_its_due_date(clinic: Clinic, clinician: Browser) -> None:
    with clinic.database.transaction() as session:
        mother = PatientFacts("M-1", "Mrs Okonkwo", Sex.UNKNOWN, due_date=date(2027, 2, 10))
        fetus = str(add_patient(session, site_id(clinic.database), mother).id)
    send(clinician, fetus, ("head.png", drawn(1)), task="fetal_cns", laterality="")
    send(
        clinician,
        fetus,
        ("head.png", drawn(2)),
        task="fetal_cns",
        laterality="",
        gestation_weeks="20",
        gestation_days="3",
    )
    assert sorted(exam.gestation_days or 0 for exam in exams_in(clinic)) == [143, 182]


def test_what_is_asked_follows_from_who_the_patient_is(clinic: Clinic, clinician: Browser) -> None:
    newborn = clinician.get(f"/exams/new?patient={patient_of(clinic)}").text
    assert "Pictures from before birth" in newborn and "recorded as a fetus" not in newborn
    fetus = clinician.get(f"/exams/new?patient={fetus_of(clinic)}&task=auricular").text
    assert 'value="cleft"' in fetus and 'value="auricular"' not in fetus
    assert "This patient is recorded as a fetus." in fetus and 'href="/patients/new?then=exam"' in fetus


@pytest.mark.parametrize(
    ("born", "more", "said"),
    [
        (False, {}, "This patient is recorded as a fetus."),
        (True, {"task": "cleft", "laterality": ""}, "so they cannot show the fetus."),
        (True, {"taken_at": "2026-11-02T23:50"}, "These pictures were taken before this patient was born."),
    ],
)
def test_pictures_that_cannot_show_the_patient_are_not_taken(
    clinic: Clinic, clinician: Browser, born: bool, more: dict[str, str], said: str
) -> None:
    patient = patient_of(clinic) if born else fetus_of(clinic)
    refused = send(clinician, patient, ("ear.png", drawn(1)), **more)
    assert refused.status_code == 422
    assert said in refused.text
    assert exams_in(clinic) == []
    assert not list(clinic.pictures.root.rglob("*"))


def test_a_fetus_since_born_keeps_pictures_of_before(clinic: Clinic, clinician: Browser) -> None:
    before = {"task": "cleft", "laterality": "", "taken_at": "2026-11-02T09:00"}
    send(clinician, patient_of(clinic), ("lip.png", drawn(1)), **before)
    (exam,) = exams_in(clinic)
    assert (exam.task, exam.gestation_days) == ("cleft", 199)


def test_the_same_picture_as_the_other_ear_is_asked_about_and_goes_on_with_a_reason(
    clinic: Clinic, nurse: Browser
) -> None:
    patient, picture = patient_of(clinic), ("ear.png", drawn(1))
    place = send(nurse, patient, picture).headers["location"]
    asked = send(nurse, patient, picture, laterality="right")
    assert asked.status_code == 409
    assert "other ear as well" in asked.text and f'href="{place}"' in asked.text
    unsaid = send(nurse, patient, picture, laterality="right", override="same_other_ear")
    assert "Please say briefly why" in unsaid.text
    assert len(exams_in(clinic)) == 1
    right = send(nurse, patient, picture, laterality="right", override="same_other_ear", reason="The first was wrong.")
    page = nurse.get(right.headers["location"]).text
    assert "other ear as well" in page and "The first was wrong." in page
    assert "other ear as well" in nurse.get(place).text, "whoever reads the first one hears of it"


def test_the_same_picture_for_another_patient_is_asked_about_without_a_name(clinic: Clinic, nurse: Browser) -> None:
    send(nurse, patient_of(clinic), ("ear.png", drawn(1)))
    with clinic.database.transaction() as session:
        other = str(add_patient(session, site_id(clinic.database), baby("N-71", "Baby Twin")).id)
    asked = send(nurse, other, ("ear.png", drawn(1)), accept="application/json")
    (complaint,) = asked.json()["complaints"]
    assert (asked.status_code, complaint["code"]) == (409, "same_other_patient")
    assert complaint["href"] == f"/exams/{exams_in(clinic)[0].id}"
    assert "Zhou" not in asked.text and "N-1" not in asked.text
    assert len(exams_in(clinic)) == 1


def test_a_nurse_says_whose_pictures_they_are_and_overrules_nothing_else(clinic: Clinic, nurse: Browser) -> None:
    said = {"override": "blurred", "reason": "It is plain."}
    assert send(nurse, patient_of(clinic), ("ear.png", drawn(1)), **said).status_code == 403


def test_the_page_says_for_whom_a_task_is_made(clinic: Clinic, clinician: Browser) -> None:
    with clinic.database.transaction() as session:
        old = baby("N-70", birth_date=date(2025, 1, 5), gestation_days=None)
        young = baby("N-71", birth_date=datetime.now(UTC).date() - timedelta(days=7))
        older, younger = (str(add_patient(session, site_id(clinic.database), one).id) for one in (old, young))
    assert "Made for newborns" in clinician.get(f"/exams/new?patient={older}").text
    assert "Made for newborns" not in clinician.get(f"/exams/new?patient={younger}").text


def test_a_patient_is_chosen_or_added_on_the_way(clinic: Clinic, clinician: Browser) -> None:
    patient = patient_of(clinic)
    assert f'href="/exams/new?patient={patient}"' in clinician.get("/exams/new?q=zhou").text
    assert "/patients/new?then=exam&amp;identifier=N-9" in clinician.get("/exams/new?q=N-9").text
    added = clinician.post("/patients", identifier="N-9", name="Baby New", birth_date="2026-11-03", then="exam")
    assert added.headers["location"].startswith("/exams/new?patient=")


def test_the_worklist_names_what_waits_and_narrows(clinic: Clinic, clinician: Browser) -> None:
    send(clinician, patient_of(clinic), ("ear.png", drawn(1)))
    send(clinician, patient_of(clinic), ("ear.png", drawn(2)), urgent="true")
    assert clinician.get("/").text.count("Baby Zhou") == 2
    assert clinician.get("/?urgent=true").text.count("Baby Zhou") == 1
    assert clinician.get("/?task=vcfs").text.count("Baby Zhou") == 0
    assert clinician.get("/?shelf=signed").text.count("Baby Zhou") == 0
    rows = clinician.get("/worklist/rows?shelf=waiting").text
    assert rows.count("Baby Zhou") == 2 and "<html" not in rows


def test_an_exam_leaves_the_open_shelf_when_it_is_signed(clinic: Clinic, clinician: Browser) -> None:
    send(clinician, patient_of(clinic), ("ear.png", drawn(1)))
    with clinic.database.transaction() as session:
        session.scalars(select(Exam)).one().signed_at = datetime.now(UTC)
    assert clinician.get("/").text.count("Baby Zhou") == 0
    assert clinician.get("/?shelf=signed").text.count("Baby Zhou") == 1
    assert clinician.get("/?shelf=all").text.count("Baby Zhou") == 1


def test_the_patients_page_lists_their_exams(clinic: Clinic, clinician: Browser) -> None:
    patient = patient_of(clinic)
    place = send(clinician, patient, ("ear.png", drawn(1))).headers["location"]
    assert f'href="{place}"' in clinician.get(f"/patients/{patient}").text
    with clinic.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Exam)) == 1
