"""Visits and treatments as a nurse enters them: short forms that lose nothing."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.records.patients import add_patient
from app.web.clinic import Clinic
from app.web.form import differences
from app.web.treatment_form import TreatmentForm
from app.web.visit_form import VisitForm
from tests.browsing import Browser
from tests.people import baby, site_id

VISIT = {
    "ear": "left", "seen_on": "2026-11-10", "seen_time": "09:30", "device": "EarWell", "hours_worn": "22,5",
    "skin": "erythema", "length_mm": "34.5", "width_mm": "22", "grade": "3", "satisfaction": "4",
    "next_visit_on": "2026-11-17", "note": "slept well",
}  # fmt: skip
TREATMENT = {"ear": "left", "device": "EarWell", "size": "S", "began_on": "2026-11-10"}


@pytest.fixture
def child(clinic: Clinic) -> UUID:
    with clinic.database.transaction() as session:
        return add_patient(session, site_id(clinic.database), baby()).id


def first_link(browser: Browser, child: UUID, kind: str) -> str:
    found = re.search(
        rf'href="(/patients/{child}/{kind}/[0-9a-f-]{{36}})"', browser.get(f"/patients/{child}/severity").text
    )
    assert found
    return found.group(1)


def test_a_visit_is_entered_and_read_again(nurse: Browser, child: UUID) -> None:
    answer = nurse.post(f"/patients/{child}/visits", **VISIT)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/patients/{child}/severity?done=visit")
    page = nurse.get(answer.headers["location"]).text
    assert "The visit is saved." in page
    for said in ("Erythema", "3 · medium", "34.5 × 22 mm", "22.5", "2026-11-10 09:30"):
        assert said in page
    form = nurse.get(first_link(nurse, child, "visits")).text
    assert 'value="22.5"' in form
    assert "slept well" in form


def test_the_other_ear_follows_with_the_same_moment_and_device(nurse: Browser, child: UUID) -> None:
    answer = nurse.post(f"/patients/{child}/visits", **VISIT, then="other")
    form = nurse.get(answer.headers["location"]).text
    assert re.search(r'value="right" checked', form)
    for kept in ("2026-11-10", "09:30", "EarWell", "2026-11-17"):
        assert f'value="{kept}"' in form
    assert "erythema" in form and 'value="erythema" checked' not in form


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("ear", ""),
        ("ear", "third"),
        ("seen_on", "10.11."),
        ("seen_on", "2026-10-01"),
        ("seen_on", "2099-01-01"),
        ("seen_time", "25:00"),
        ("hours_worn", "nan"),
        ("hours_worn", "much"),
        ("length_mm", "9e99"),
        ("grade", "6"),
        ("skin", "purple"),
        ("next_visit_on", "2026-11-01"),
        ("next_visit_on", "9999-12-31"),
        ("seen_on", "9999-12-31"),
        ("device", "\x00"),
    ],
)
def test_what_cannot_be_comes_back_with_everything_typed(nurse: Browser, child: UUID, field: str, typed: str) -> None:
    answer = nurse.post(f"/patients/{child}/visits", **(VISIT | {field: typed}))
    assert answer.status_code == 422
    assert "slept well" in answer.text
    assert f'href="#{field}"' in answer.text


def test_the_first_hour_of_the_calendar_is_no_fault_of_the_server(nurse: Browser, child: UUID) -> None:
    answer = nurse.post(f"/patients/{child}/visits", **(VISIT | {"seen_on": "0001-01-01", "seen_time": "00:00"}))
    assert answer.status_code == 422
    assert 'href="#seen_on"' in answer.text


def test_a_visit_sent_twice_is_kept_once(nurse: Browser, child: UUID) -> None:
    nurse.post(f"/patients/{child}/visits", **VISIT)
    answer = nurse.post(f"/patients/{child}/visits", **VISIT)
    assert answer.status_code == 409
    assert "written down already" in answer.text


def test_of_two_people_the_later_chooses_and_loses_nothing(nurse: Browser, clinician: Browser, child: UUID) -> None:
    nurse.post(f"/patients/{child}/visits", **VISIT)
    path = first_link(nurse, child, "visits")
    clinician.post(path, **(VISIT | {"grade": "2", "version": "1"}))
    answer = nurse.post(path, **(VISIT | {"note": "cried", "version": "1"}))
    assert answer.status_code == 412
    assert "Two people changed this entry" in answer.text
    assert "2 · slight" in answer.text and "3 · medium" in answer.text
    assert "cried" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert nurse.post(path, **(VISIT | {"note": "cried", "version": "2"})).status_code == 303
    assert "Chen Wei" not in nurse.get(f"/patients/{child}/severity").text
    assert "slept well" in nurse.get(path).text


def test_a_withdrawn_visit_is_shown_no_more(nurse: Browser, child: UUID) -> None:
    nurse.post(f"/patients/{child}/visits", **VISIT)
    path = first_link(nurse, child, "visits")
    assert nurse.post(f"{path}/withdraw", version=1).status_code == 303
    assert "No visit yet." in nurse.get(f"/patients/{child}/severity").text
    page = nurse.get(path).text
    assert "This entry was withdrawn" in page
    assert f"{path}/withdraw" not in page


@pytest.mark.parametrize(("kind", "typed"), [("visits", VISIT), ("treatments", TREATMENT)])
def test_withdrawing_what_a_colleague_changed_shows_it_first(
    nurse: Browser, clinician: Browser, child: UUID, kind: str, typed: dict[str, str]
) -> None:
    nurse.post(f"/patients/{child}/{kind}", **typed)
    path = first_link(nurse, child, kind)
    clinician.post(path, **(typed | {"device": "Tape", "version": "1"}))
    answer = nurse.post(f"{path}/withdraw", version=1)
    assert answer.status_code == 412
    assert "Somebody changed this entry" in answer.text
    assert 'value="Tape"' in answer.text
    assert nurse.post(f"{path}/withdraw", version=2).status_code == 303


@pytest.mark.parametrize(("kind", "typed"), [("visits", VISIT), ("treatments", TREATMENT)])
def test_saving_what_a_colleague_withdrew_says_so_and_brings_it_back_only_when_asked_again(
    nurse: Browser, clinician: Browser, child: UUID, kind: str, typed: dict[str, str]
) -> None:
    nurse.post(f"/patients/{child}/{kind}", **typed)
    path = first_link(nurse, child, kind)
    clinician.post(f"{path}/withdraw", version=1)
    answer = nurse.post(path, **(typed | {"device": "Tape", "version": "1"}))
    assert answer.status_code == 412
    assert "This entry was withdrawn" in answer.text
    assert "Chen Wei" in answer.text, "who did it"
    assert 'value="Tape"' in answer.text
    assert f"/{kind}/" not in nurse.get(f"/patients/{child}/severity").text.replace(f"/{kind}/new", "")
    assert nurse.post(path, **(typed | {"device": "Tape", "version": "2"})).status_code == 303
    assert "Tape" in nurse.get(f"/patients/{child}/severity").text


def test_a_treatment_begins_and_ends(nurse: Browser, child: UUID) -> None:
    assert nurse.post(f"/patients/{child}/treatments", **TREATMENT).status_code == 303
    page = nurse.get(f"/patients/{child}/severity").text
    assert "EarWell since 2026-11-10" in page
    path = first_link(nurse, child, "treatments")
    ended = TREATMENT | {"ended_on": "2026-11-15", "end_reason": "skin broken", "version": "1"}
    assert nurse.post(path, **ended).status_code == 303
    assert "skin broken" in nurse.get(f"/patients/{child}/severity").text
    stale = nurse.post(path, **(ended | {"size": "M"}))
    assert stale.status_code == 412
    assert "Nothing is lost" in stale.text


def test_a_second_device_on_the_same_ear_is_refused(nurse: Browser, child: UUID) -> None:
    nurse.post(f"/patients/{child}/treatments", **TREATMENT)
    answer = nurse.post(f"/patients/{child}/treatments", **(TREATMENT | {"device": "Tape"}))
    assert answer.status_code == 409
    assert "end that treatment first" in answer.text


def test_the_form_knows_the_device_worn_last_and_the_ear_that_wears_it(nurse: Browser, child: UUID) -> None:
    nurse.post(f"/patients/{child}/treatments", **(TREATMENT | {"ear": "right"}))
    form = nurse.get(f"/patients/{child}/visits/new").text
    assert 'value="EarWell"' in form
    assert 'value="right" checked' in form


def test_a_fetus_has_no_ears_to_follow(nurse: Browser, clinic: Clinic) -> None:
    with clinic.database.transaction() as session:
        due: dict[str, Any] = {"birth_date": None, "gestation_days": None, "due_date": date(2026, 12, 24)}
        fetus = add_patient(session, site_id(clinic.database), baby("M-1", **due)).id
    for path in ("severity", "visits/new", "treatments/new"):
        assert nurse.get(f"/patients/{fetus}/{path}").status_code == 404


def test_every_write_is_in_the_trail(nurse: Browser, administrator: Browser, child: UUID) -> None:
    nurse.post(f"/patients/{child}/visits", **VISIT)
    nurse.post(f"/patients/{child}/treatments", **TREATMENT)
    nurse.post(f"{first_link(nurse, child, 'visits')}/withdraw", version=1)
    trail = administrator.get("/audit").text
    for act in ("visit added", "visit withdrawn", "treatment added", "severity read"):
        assert act in trail


def test_fields_that_make_one_thing_are_compared_as_one() -> None:
    theirs = VisitForm(seen_on="2026-11-10", seen_time="09:30", device="A", version=3)
    mine = VisitForm(seen_on="2026-11-10", seen_time="10:00", device="A ", version=2, then="other")
    [difference] = differences(theirs, mine, {"seen_on": ("seen_on", "seen_time")})
    assert (difference.field, difference.theirs, difference.mine) == ("seen_on", "2026-11-10 09:30", "2026-11-10 10:00")
    assert list(differences(TreatmentForm(device="A"), TreatmentForm(device="A", version=4))) == []


def test_a_stranger_enters_nothing(stranger: Browser, sign_in: Callable[..., Browser], child: UUID) -> None:
    stranger.get("/about")
    assert stranger.post(f"/patients/{child}/visits", **VISIT).status_code == 401
