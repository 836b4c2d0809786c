"""Visits and treatment periods for programs: alike, so tried alike."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from app.records.patients import add_patient
from app.records.treatment import find_child, find_visit, versions_of_visit
from app.web.clinic import Clinic
from app.web.visit import form_token
from tests.browsing import Browser
from tests.people import ADMINISTRATOR, FAR_CLINICIAN, NURSE, Someone, baby, site_id

pytestmark = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
Entry = dict[str, Any]
VISIT: Entry = {
    "ear": "left", "seen_at": "2026-11-10T09:30:20+08:00", "device": "EarWell", "hours_worn": 22.5, "skin": "erythema",
    "length_mm": 34.5, "width_mm": 22.0, "grade": 3, "satisfaction": 4, "next_visit_on": "2026-11-17",
    "note": "two\nlines",
}  # fmt: skip
TREATMENT: Entry = {"ear": "left", "device": "EarWell", "size": "S", "began_on": "2026-11-10"}
KINDS = {"visits": VISIT, "treatments": TREATMENT}
both = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(autouse=True)
def child(clinic: Clinic) -> UUID:
    with clinic.database.transaction() as session:
        return add_patient(session, site_id(clinic.database), baby()).id


def place(kind: str, patient: str = "N-1") -> str:
    return f"/api/v1/patients/{patient}/{kind}"


@both
def test_an_entry_is_added_read_changed_and_listed(program: TestClient, kind: str) -> None:
    made = program.post(place(kind), json=KINDS[kind])
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    read = program.get(made.headers["location"])
    assert (read.json(), read.headers["cache-control"]) == (made.json(), "no-store")
    told = {name: value for name, value in KINDS[kind].items() if name != "seen_at"}
    assert told.items() <= read.json().items()
    new = KINDS[kind] | {"device": "Tape"}
    changed = program.put(made.headers["location"], json=new, headers={"if-match": read.headers["etag"]})
    assert (changed.status_code, changed.headers["etag"], changed.json()["device"]) == (200, '"2"', "Tape")
    again = program.put(made.headers["location"], json=new, headers={"if-match": '"2"'})
    assert again.headers["etag"] == '"2"', "nothing was changed, so there is no new version"
    assert program.get(place(kind)).json() == {kind: [changed.json()]}
    assert program.get(place(kind), params={"ear": "right"}).json() == {kind: []}


def test_a_visit_is_kept_to_the_minute(program: TestClient) -> None:
    assert program.post(place("visits"), json=VISIT).json()["seen_at"] == "2026-11-10T01:30:00Z"
    assert program.post(place("visits"), json=VISIT | {"seen_at": "2026-11-10T01:30:59Z"}).status_code == 409


@both
def test_of_two_programs_the_later_is_told_and_nothing_is_lost(program: TestClient, kind: str) -> None:
    at = program.post(place(kind), json=KINDS[kind]).headers["location"]
    program.put(at, json=KINDS[kind] | {"device": "Tape"}, headers={"if-match": '"1"'})
    stale = program.put(at, json=KINDS[kind], headers={"if-match": '"1"'})
    assert (stale.status_code, stale.headers["content-type"]) == (412, "application/problem+json")
    assert program.get(at).json()["device"] == "Tape"
    assert program.put(at, json=KINDS[kind]).status_code == 428
    assert program.put(at, json=KINDS[kind], headers={"if-match": '"one"'}).status_code == 412


@both
def test_a_withdrawn_entry_is_kept_and_not_listed(program: TestClient, administrator: Browser, kind: str) -> None:
    at = program.post(place(kind), json=KINDS[kind]).headers["location"]
    gone = program.put(at, json=KINDS[kind] | {"withdrawn": True}, headers={"if-match": '"1"'})
    assert gone.json()["withdrawn"] is True
    assert program.get(place(kind)).json() == {kind: []}
    assert program.get(at).json() == gone.json()
    trail = administrator.get("/audit").text
    word = kind.removesuffix("s")
    for act in (f"{word} added", f"{word} withdrawn", f"{word} read", f"{kind} listed"):
        assert act in trail


@both
def test_the_same_key_adds_one_entry(program: TestClient, kind: str) -> None:
    key = {"idempotency-key": "k-1"}
    first = program.post(place(kind), json=KINDS[kind], headers=key)
    second = program.post(place(kind), json=KINDS[kind], headers=key)
    assert (second.status_code, second.json()) == (201, first.json())
    assert second.headers["idempotency-replayed"] == "true"
    assert len(program.get(place(kind)).json()[kind]) == 1


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        ("visits", {"seen_at": "2026-11-02T09:30:00+08:00"}, "seen_at"),
        ("visits", {"seen_at": "0001-01-01T00:00:00+14:00"}, "seen_at"),
        ("visits", {"seen_at": "2099-01-01T00:00:00Z"}, "seen_at"),
        ("visits", {"seen_at": "9999-12-31T23:59:00-14:00"}, "seen_at"),
        ("visits", {"seen_at": "2026-11-10T09:30:00"}, "seen_at"),
        ("visits", {"hours_worn": 25}, "hours_worn"),
        ("visits", {"length_mm": 345}, "length_mm"),
        ("visits", {"next_visit_on": "2026-11-01"}, "next_visit_on"),
        ("visits", {"grade": 6}, "grade"),
        ("treatments", {"began_on": "2026-11-02"}, "began_on"),
        ("treatments", {"ended_on": "2026-11-09"}, "ended_on"),
        ("treatments", {"end_reason": "healed"}, "ended_on"),
        ("treatments", {"device": " "}, "device"),
    ],
)
def test_what_cannot_be_is_refused_by_field(program: TestClient, kind: str, wrong: Entry, field: str) -> None:
    answer = program.post(place(kind), json=KINDS[kind] | wrong)
    assert answer.status_code == 422
    assert field in ".".join(answer.json()["fields"])


def test_an_ear_wears_one_device_at_a_time(program: TestClient) -> None:
    program.post(place("treatments"), json=TREATMENT)
    answer = program.post(place("treatments"), json=TREATMENT | {"device": "Tape"})
    assert (answer.status_code, set(answer.json()["fields"])) == (409, {"began_on"})


@both
def test_a_patient_is_named_by_number_or_id_and_a_fetus_has_no_entries(
    program: TestClient, clinic: Clinic, child: UUID, kind: str
) -> None:
    assert program.get(place(kind, str(child))).status_code == 200
    for nobody in ("N-2", str(uuid4())):
        assert program.get(place(kind, nobody)).status_code == 404
    with clinic.database.transaction() as session:
        due: Entry = {"birth_date": None, "gestation_days": None, "due_date": date(2026, 12, 24)}
        add_patient(session, site_id(clinic.database), baby("M-1", **due))
    assert program.post(place(kind, "M-1"), json=KINDS[kind]).status_code == 404


@both
def test_an_entry_of_another_patient_is_not_found(program: TestClient, clinic: Clinic, kind: str) -> None:
    at = program.post(place(kind), json=KINDS[kind]).headers["location"]
    with clinic.database.transaction() as session:
        add_patient(session, site_id(clinic.database), baby("N-2"))
    entry = at.rsplit("/", 1)[1]
    assert program.get(f"{place(kind, 'N-2')}/{entry}").status_code == 404


@both
def test_who_may_write(program: TestClient, sign_in: Callable[[Someone], Browser], kind: str) -> None:
    at = program.post(place(kind), json=KINDS[kind]).headers["location"]
    for someone, expected in ((NURSE, 200), (ADMINISTRATOR, 403), (FAR_CLINICIAN, 404)):
        browser = sign_in(someone)
        headers = {"x-form-token": form_token(browser.secret), "if-match": '"1"'}
        assert browser.client.put(at, json=KINDS[kind], headers=headers).status_code == expected


def test_what_a_visit_said_before_is_kept(program: TestClient, clinic: Clinic, child: UUID) -> None:
    made = program.post(place("visits"), json=VISIT)
    program.put(made.headers["location"], json=VISIT | {"note": ""}, headers={"if-match": '"1"'})
    with clinic.database.reading() as session:
        patient = find_child(session, site_id(clinic.database), child)
        [before] = versions_of_visit(session, find_visit(session, patient, UUID(made.json()["id"])))
        assert (before.version, before.content["note"]) == (1, VISIT["note"])
