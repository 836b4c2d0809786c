"""Where there is no room for an exam, it is refused before its pictures are read."""

import pytest
from starlette.testclient import TestClient

from app.settings import Settings
from app.web.clinic import Clinic
from tests.api.test_exams import send
from tests.exams import drawn, somebody


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"max_seconds_waiting": 10.0})


@pytest.fixture(autouse=True)
def _patient(clinic: Clinic) -> None:
    with clinic.database.transaction() as session:
        somebody(session, clinic.database)


def test_the_wait_is_reckoned_from_the_exams_before(program: TestClient, clinic: Clinic) -> None:
    assert send(program, drawn(1)).status_code == 202
    clinic.analysis.pace.took(8.0 * clinic.analysis.pace.at_once)
    refusal = send(program, drawn(2))
    assert refusal.status_code == 503
    assert int(refusal.headers["retry-after"]) > 0


def test_where_nobody_waits_a_slow_exam_keeps_none_out(program: TestClient, clinic: Clinic) -> None:
    clinic.analysis.pace.took(11.0)
    assert send(program, drawn(1)).status_code == 202


def test_nothing_of_the_pictures_is_looked_at(program: TestClient, clinic: Clinic) -> None:
    assert send(program, drawn(1)).status_code == 202
    clinic.analysis.pace.took(11.0)
    refusal = program.post("/api/v1/exams", content=b"no form at all", headers={"content-type": "text/plain"})
    assert refusal.status_code == 503
