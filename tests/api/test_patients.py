"""Patients for programs."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.records.audit_check import verify
from app.records.tables import AuditEntry, Patient
from app.web.clinic import Clinic

pytestmark = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
PATIENTS = "/api/v1/patients"
BABY = {"identifier": "N-1", "name": "Baby Zhou", "sex": "female", "birth_date": "2026-11-03", "gestation_days": 200}


def test_a_patient_is_added_read_changed_and_found(program: TestClient) -> None:
    made = program.post(PATIENTS, json=BABY)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    place = made.headers["location"]
    read = program.get(place)
    assert read.json() == made.json()
    assert read.headers["cache-control"] == "no-store"
    assert BABY.items() <= read.json().items()
    changed = program.put(place, json=BABY | {"name": "Zhou Yi"}, headers={"if-match": read.headers["etag"]})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    stale = program.put(place, json=BABY, headers={"if-match": '"1"'})
    assert (stale.status_code, stale.headers["content-type"]) == (412, "application/problem+json")
    found = program.get(PATIENTS, params={"q": "yi"}).json()
    assert [patient["id"] for patient in found["patients"]] == [made.json()["id"]]


def test_an_identifier_that_is_taken_is_409_and_says_which_field(program: TestClient) -> None:
    program.post(PATIENTS, json=BABY)
    again = program.post(PATIENTS, json=BABY)
    assert again.status_code == 409
    assert set(again.json()["fields"]) == {"identifier"}


def test_pages_hold_everybody_once(program: TestClient) -> None:
    for number in range(7):
        assert program.post(PATIENTS, json=BABY | {"identifier": f"N-{number}"}).status_code == 201
    seen, after = [], None
    while True:
        page = program.get(PATIENTS, params={"limit": 3} | ({"after": after} if after else {})).json()
        seen += [patient["identifier"] for patient in page["patients"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [f"N-{number}" for number in reversed(range(7))]


def test_the_same_key_answers_the_same_again(program: TestClient) -> None:
    key = {"idempotency-key": "k-1"}
    first = program.post(PATIENTS, json=BABY, headers=key)
    second = program.post(PATIENTS, json=BABY, headers=key)
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    for header in ("etag", "location", "content-type"):
        assert first.headers[header] == second.headers[header]
    assert (first.status_code, first.content) == (second.status_code, second.content)
    other = program.post(PATIENTS, json=BABY | {"identifier": "N-2"}, headers=key)
    assert other.status_code == 422


def test_a_key_of_a_request_that_failed_is_free(program: TestClient) -> None:
    key = {"idempotency-key": "k-1"}
    assert program.post(PATIENTS, json=BABY | {"birth_date": "1800-01-01"}, headers=key).status_code == 422
    assert program.post(PATIENTS, json=BABY, headers=key).status_code == 201


def test_16_posts_with_one_key_at_once_make_one_patient(app: FastAPI, program: TestClient, clinic: Clinic) -> None:
    headers = {"authorization": program.headers["authorization"], "idempotency-key": "k-1"}

    def post(_: int) -> tuple[int, str]:
        answer = TestClient(app, headers=headers).post(PATIENTS, json=BABY)
        return answer.status_code, answer.json()["id"]

    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(post, range(16)))
    assert len(answers) == 1
    assert answers.pop()[0] == 201
    with clinic.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Patient)) == 1
        assert session.scalar(select(func.count()).where(AuditEntry.action == "patient added")) == 1
        assert list(verify(session, clinic.database.head)) == []
