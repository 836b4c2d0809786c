"""Alive, ready, measured."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.clinic import Clinic
from tests import postgres
from tests.browsing import Browser


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_server_that_can_work_says_so(stranger: Browser) -> None:
    assert stranger.get("/healthz").json() == {"status": "alive"}
    ready = stranger.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert {check["name"] for check in ready.json()["checks"]} == {"database", "disk", "models"}


@pytest.fixture
def crowded(settings: Settings) -> Iterator[TestClient]:
    served = create_app(settings.model_copy(update={"min_free_mb": 10**9}))
    yield TestClient(served)
    served.state.clinic.database.engine.dispose()


def test_too_little_disk_is_503(crowded: TestClient) -> None:
    answer = crowded.get("/readyz")
    assert answer.status_code == 503
    assert [check["ready"] for check in answer.json()["checks"] if check["name"] == "disk"] == [False]
    assert crowded.get("/healthz").status_code == 200


def test_a_data_folder_that_is_gone_is_503(stranger: Browser, settings: Settings) -> None:
    settings.data_dir.rename(settings.data_dir.with_name("elsewhere"))
    assert stranger.get("/readyz").status_code == 503


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_a_database_that_is_gone_is_503_everywhere_and_back_when_it_is(
    clinician: Browser, clinic: Clinic, settings: Settings, cluster: postgres.Cluster
) -> None:
    name = settings.database_url.rpartition("/")[2]
    assert clinician.get("/patients").status_code == 200
    _away(cluster, name)
    try:
        assert clinician.get("/readyz").status_code == 503
        answer = clinician.get("/patients")
        assert answer.status_code == 503
        assert "try again" in answer.text
        assert "psycopg" not in answer.text
        assert clinician.get("/healthz").status_code == 200
    finally:
        cluster.run("ALTER DATABASE {} RENAME TO {}", f"{name}_gone", name)
    assert clinician.get("/readyz").status_code == 200
    assert clinician.get("/patients").status_code == 200


def _away(cluster: postgres.Cluster, name: str) -> None:
    import psycopg

    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
    cluster.run("ALTER DATABASE {} RENAME TO {}", name, f"{name}_gone")
