"""Which models answer here, for people and for programs."""

import shutil
import time
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.inference.bundle import open_bundle
from app.settings import Settings
from app.tasks import TASKS
from app.web.clinic import Clinic
from app.web.models import draw
from tests.browsing import Browser

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A clinic with two models, one of which was changed."""
    for task in ("cleft", "vcfs"):
        shutil.copytree(MODELS / task, settings.models_dir / task)
    (settings.models_dir / "vcfs" / "card.md").write_text("# Better than it is\n")
    return settings


@pytest.fixture
def opened(clinic: Clinic) -> Clinic:
    clinic.engine.open()
    return clinic


def test_programs_learn_of_every_task_what_is_served_and_why_not(opened: Clinic, program: TestClient) -> None:
    models = {model["task"]: model for model in program.get("/api/v1/models").json()["models"]}
    assert set(models) == set(TASKS)
    bundle = open_bundle(MODELS / "cleft")
    assert models["cleft"].pop("latency_ms") > 0
    assert models["cleft"] == {
        "task": "cleft",
        "version": bundle.manifest.version,
        "sha256": bundle.digest,
        "preset": "demo",
        "synthetic": True,
        "ready": True,
        "fault": "",
        "remark": "",
        "device": "cpu",
        "provider": "CPUExecutionProvider",
    }
    assert not models["vcfs"]["ready"]
    assert "'card.md' in the bundle 'vcfs' was changed" in models["vcfs"]["fault"]
    assert "No model is installed" in models["auricular"]["fault"]


def test_people_see_the_same_and_read_the_card(opened: Clinic, nurse: Browser) -> None:
    page = nurse.get("/models").text
    assert "trained on synthetic pictures" in page
    assert "was changed" in page
    card = nurse.get("/models/cleft").text
    assert "It has never seen a patient" in card
    assert opened.engine.bundle("cleft").digest in card


def test_the_card_of_a_model_that_is_not_served_is_not_shown(opened: Clinic, nurse: Browser) -> None:
    page = nurse.get("/models/vcfs")
    assert page.status_code == 200
    assert "not served" in page.text
    assert "Better than it is" not in page.text


def test_a_task_that_is_not_there_is_404(opened: Clinic, nurse: Browser) -> None:
    assert nurse.get("/models/spots").status_code == 404


def test_what_a_card_smuggles_in_is_shown_as_text() -> None:
    links = b"[here](javascript:alert(1)) ![x](http://far/x.png)"
    html = draw(b"# A\n\n<script>alert(1)</script>\n\n" + links + b"\n\n|  |  |\n|--|--|\n|a|b|")
    assert "<script" not in html
    assert "<a" not in html and "<img" not in html
    assert "<h2>A</h2>" in html
    assert "<thead" not in html and "<td>a</td>" in html


def test_a_server_says_which_models_fail_and_works_on(opened: Clinic, stranger: Browser) -> None:
    ready = stranger.get("/readyz")
    assert ready.status_code == 200
    models = next(check for check in ready.json()["checks"] if check["name"] == "models")
    assert models == {"name": "models", "ready": False, "sentence": "Not served: vcfs. See the page of the models."}


def test_a_server_none_of_whose_models_can_be_served_is_not_ready(
    settings: Settings, clinic: Clinic, stranger: Browser
) -> None:
    (settings.models_dir / "cleft" / "model.onnx").unlink()
    clinic.engine.open()
    assert stranger.get("/readyz").status_code == 503


def test_a_server_whose_models_are_being_started_is_not_ready_yet(clinic: Clinic, stranger: Browser) -> None:
    assert stranger.get("/readyz").status_code == 503
    clinic.engine.open()
    assert stranger.get("/readyz").status_code == 200


def test_the_engine_starts_with_the_server_and_ends_with_it(app: FastAPI, clinic: Clinic) -> None:
    with TestClient(app) as client:
        end = time.monotonic() + 300
        while client.get("/readyz").status_code == 503:
            assert time.monotonic() < end
            time.sleep(0.05)
    assert any(state.ready for state in clinic.engine.health())
