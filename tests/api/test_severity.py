"""Severity over time for programs."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.domain.exam import Laterality
from app.web.clinic import Clinic
from tests.browsing import Browser
from tests.exams import OTHER_MODEL, TAKEN, answer, answered, ear, take

pytestmark = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
SEVERITY = "/api/v1/patients/N-1/severity"


def scored(clinic: Clinic, name: str, score: float, *, days: int = 0, **more: object) -> None:
    side = more.pop("side", Laterality.LEFT)
    take(clinic.database, name, facts=ear(side, taken_at=TAKEN + timedelta(days=days)))  # type: ignore[arg-type]
    answer(clinic.database, clinic.pictures, answered(score=score, **more))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _two_weeks(clinic: Clinic) -> None:
    scored(clinic, "later", 0.3, days=8)
    scored(clinic, "first", 0.5)
    scored(clinic, "by another model", 0.9, days=9, model=OTHER_MODEL)
    scored(clinic, "of the right ear", 0.1, side=Laterality.RIGHT)


def test_scores_stand_by_ear_and_model_in_order_of_time(program: TestClient) -> None:
    said = program.get(SEVERITY).json()
    series = {(one["ear"], one["model_sha256"]): [each["score"] for each in one["scores"]] for one in said["series"]}
    assert series == {("left", "a" * 64): [0.5, 0.3], ("left", OTHER_MODEL): [0.9], ("right", "a" * 64): [0.1]}
    assert all(one["caution"].startswith("Demonstration") for one in said["series"])
    assert len(said["cautions"]) == 2


def test_a_reader_sees_no_score_before_they_may_see_the_answer(clinician: Browser) -> None:
    assert clinician.client.get(SEVERITY).json()["series"] == []


def test_a_patient_that_is_not_there_is_not_found(program: TestClient) -> None:
    assert program.get("/api/v1/patients/N-2/severity").status_code == 404
