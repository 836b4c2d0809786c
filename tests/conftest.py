"""What the tests stand on: both databases, a settled clinic, people signed in, a server, a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
import structlog
from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, sync_playwright
from starlette.testclient import TestClient

from app.main import create_app, open_records
from app.records import migrate
from app.records.accounts import find_account
from app.records.database import Database
from app.records.sign_ins import begin, issue_token
from app.settings import Settings
from app.web.clinic import Clinic
from tests import postgres
from tests.browsing import Browser
from tests.people import ADMINISTRATOR, CLINICIAN, NURSE, Someone, settle
from tests.serving import Server

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
QUIET = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
HEAD = "audit-head.json"
NOTHING_SKIPPED = os.environ.get("NEOSCREEN_TEST_NOTHING_SKIPPED") == "1"
"""A change is judged: by everything, and by the same draws each time."""
hypothesis.settings.register_profile("neoscreen", deadline=None, derandomize=NOTHING_SKIPPED)  # no test asserts a time
hypothesis.settings.load_profile("neoscreen")


def absent(what: str) -> None:
    """Skip loudly; where nothing may be skipped, fail."""
    if NOTHING_SKIPPED:
        pytest.fail(f"{what} is not installed, and nothing may be skipped here")
    pytest.skip(f"{what} IS NOT INSTALLED: these tests did not run")


@pytest.fixture(scope="session", autouse=True)
def _own_environment() -> None:
    """Settings come from the tests, never from whoever runs them."""
    for name in [name for name in os.environ if name.startswith("NEOSCREEN_") and "_TEST_" not in name]:
        del os.environ[name]


@pytest.fixture(autouse=True)
def _loggers_put_back() -> Iterator[None]:
    """A command that sets up its log does so for itself, not for the tests after it."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """PostgreSQL, started once in each test process."""
    where = postgres.binaries()
    if where is None:
        absent("PostgreSQL")
    assert where
    started = postgres.start(where)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def postgres_template(cluster: postgres.Cluster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A settled database, `settled`, and an empty one, `empty`; returns the folder of the settled one's audit head."""
    for name in ("empty", "settled"):
        migrate.upgrade(Settings(database_url=cluster.create(name)).url)
    folder = tmp_path_factory.mktemp("settled-postgresql")
    _settle(Settings(data_dir=folder, database_url=cluster.url("settled")))
    return folder


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a settled SQLite database."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("settled-sqlite"))
    migrate.upgrade(settings.url)
    _settle(settings)
    return settings.data_dir


def _settle(settings: Settings) -> None:
    records = open_records(settings)
    settle(records)
    with records.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    records.engine.dispose()


@pytest.fixture
def dialect() -> str:
    """Which database; `tests/records` and whoever asks by parametrisation get both."""
    return "sqlite"


@pytest.fixture
def settings(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Settings of a settled clinic of this test's own."""
    folder = tmp_path / "data"
    if dialect == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_template"), folder)
        yield _settings(folder)
        return
    template: Path = request.getfixturevalue("postgres_template")
    cluster: postgres.Cluster = request.getfixturevalue("cluster")
    shutil.copytree(template, folder)
    name = f"test_{uuid4().hex}"
    yield _settings(folder, cluster.create(name, "settled"))
    cluster.drop(name)


@pytest.fixture
def bare_settings(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Settings of a database that has not been made yet."""
    if dialect == "sqlite":
        yield _settings(tmp_path / "bare")
        return
    cluster: postgres.Cluster = request.getfixturevalue("cluster")
    name = f"test_{uuid4().hex}"
    yield _settings(tmp_path / "bare", cluster.create(name))
    cluster.drop(name)


def _settings(folder: Path, database_url: str = "") -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    models = folder.parent / "models"
    return Settings(data_dir=folder, database_url=database_url, models_dir=models, min_free_mb=0)


@pytest.fixture
def records(settings: Settings) -> Iterator[Database]:
    """The settled clinic's database, open."""
    opened = open_records(settings)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def app(settings: Settings) -> Iterator[FastAPI]:
    served = create_app(settings)
    served.state.clinic.analysis.bulletin.close()  # nothing is analysed here, so nobody waits for it
    yield served
    served.state.clinic.database.engine.dispose()


@pytest.fixture
def clinic(app: FastAPI) -> Clinic:
    """What the application under test holds."""
    held: Clinic = app.state.clinic
    return held


@pytest.fixture
def stranger(app: FastAPI) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(TestClient(app))


@pytest.fixture
def sign_in(app: FastAPI, clinic: Clinic) -> Callable[[Someone], Browser]:
    """Signs somebody in without the cost of a password."""

    def sign(someone: Someone) -> Browser:
        with clinic.database.transaction() as session:
            account = find_account(session, someone.name)
            assert account
            token = begin(session, account, clinic.settings.session_hours)
        secure = clinic.settings.secure
        client = TestClient(app, base_url="https://testserver" if secure else "http://testserver")
        client.cookies.set("__Host-neoscreen" if secure else "neoscreen", token)
        return Browser(client)

    return sign


@pytest.fixture
def clinician(sign_in: Callable[[Someone], Browser]) -> Browser:
    return sign_in(CLINICIAN)


@pytest.fixture
def nurse(sign_in: Callable[[Someone], Browser]) -> Browser:
    return sign_in(NURSE)


@pytest.fixture
def administrator(sign_in: Callable[[Someone], Browser]) -> Browser:
    return sign_in(ADMINISTRATOR)


@pytest.fixture
def program(app: FastAPI, clinic: Clinic) -> TestClient:
    """A program with a clinician's bearer token."""
    with clinic.database.transaction() as session:
        account = find_account(session, CLINICIAN.name)
        assert account
        token = issue_token(session, account, "a program")
    return TestClient(app, headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def server(settings: Settings, tmp_path: Path) -> Iterator[Server]:
    """A settled clinic, really served; sign in with names of `tests.people` and PASSWORD."""
    running = Server(settings, tmp_path / "server.log").start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """A browser for one module's tests."""
    found = next((path for path in CHROMIUM if Path(path).exists()), None)
    if found is None:
        absent("Chromium")
    arguments = [
        *QUIET,
        "--no-first-run",
        "--use-fake-device-for-media-stream",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Chromium) -> Iterator[Page]:
    """A fresh window without cookies."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en")
    yield context.new_page()
    context.close()
