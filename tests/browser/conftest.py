"""A ward with patients, really served once for all looks; windows that notice what a browser complains about."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, expect

from app.domain.patient import Sex
from app.main import open_records
from app.records.accounts import add_account, find_account, set_toured
from app.records.patients import add_patient, change_patient, find_patient
from app.records.sign_ins import begin
from app.records.sites import find_site
from app.settings import Settings
from app.tasks import TASKS
from tests import sending
from tests.browser.exam_page import COLLEAGUE, LOOKER, THIRD
from tests.people import CLINICIAN, NORTH, PASSWORD, Someone, baby, site_id
from tests.sending import golden
from tests.serving import Server

PATIENCE_SECONDS = 30
"""How long a page may take for what is expected of it; no test asserts a time."""
expect.set_options(timeout=PATIENCE_SECONDS * 1000)
MODELS = Path(__file__).parents[2] / "models"


@dataclass(frozen=True, slots=True)
class Ward:
    """A served clinic and some of who is in it."""

    server: Server
    newborn: UUID
    fetus: UUID
    colleague: UUID

    @property
    def url(self) -> str:
        return self.server.url

    def token(self, someone: Someone, language: str = "en", theme: str = "light") -> str:
        """Sign somebody in without the cost of a password; what an earlier test made them prefer is forgotten."""
        records = open_records(self.server.settings)
        with records.transaction() as session:
            account = find_account(session, someone.name)
            assert account
            account.language, account.theme = language, theme
            token = begin(session, account, 12)
        records.engine.dispose()
        return token

    def send(self, task: str, pictures: list[Path], **more: str) -> UUID:
        """An exam by a clinician, answered by the committed models."""
        patient = "N-1" if TASKS[task].subject.born else "M-9"
        return sending.send(self.server, CLINICIAN.name, patient, task, pictures, **more)


@pytest.fixture(scope="session")
def ward(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    folder = tmp_path_factory.mktemp("ward")
    shutil.copytree(sqlite_template, folder / "data")
    settings = Settings(
        data_dir=folder / "data", models_dir=MODELS, precision="fp32", min_free_mb=0, answer_seconds=110
    )
    newborn, fetus, colleague = _fill(settings)
    server = Server(settings, folder / "server.log").start()
    yield Ward(server, newborn, fetus, colleague)
    server.stop()


def _fill(settings: Settings) -> tuple[UUID, UUID, UUID]:
    records = open_records(settings)
    site = site_id(records, NORTH)
    with records.transaction() as session:
        newborn = add_patient(session, site, baby("N-1", "Baby Zhou", birth_group="M-1")).id
        add_patient(session, site, baby("N-2", "Baby Zhou B", birth_group="M-1", sex=Sex.MALE))
        add_patient(session, site, baby("N-3", "刘小宝", gestation_days=None, sex=Sex.UNKNOWN))
        due = {"birth_date": None, "gestation_days": None, "due_date": date(2026, 12, 24)}
        fetus = add_patient(session, site, baby("M-9", "Mrs Okonkwo", **due)).id
    renamed = baby("N-1", "Baby Zhou A", birth_group="M-1")
    with records.transaction() as session:
        by = find_account(session, CLINICIAN.name)
        assert by
        colleague = by.id
        change_patient(session, find_patient(session, site, newborn), renamed, 1, colleague)
    records.engine.dispose()
    return newborn, fetus, colleague


@pytest.fixture(scope="session")
def brain(ward: Ward) -> UUID:
    return ward.send("hemorrhage", golden("hemorrhage", "ich-0-00002*"))


@pytest.fixture(scope="session")
def ears(ward: Ward) -> tuple[UUID, UUID]:
    """A right ear, then and now."""
    then = ward.send(
        "auricular", golden("auricular", "ear0-00024*"), laterality="right", taken_at="2026-11-10T02:00:00Z"
    )
    return then, ward.send("auricular", golden("auricular", "ear0-00034*"), laterality="right")


@pytest.fixture(scope="session")
def colleagues(ward: Ward) -> None:
    records = open_records(ward.server.settings)
    with records.transaction() as session:
        for someone in (COLLEAGUE, THIRD, LOOKER):
            site = find_site(session, NORTH)
            account = add_account(
                session,
                name=someone.name,
                full_name=someone.full_name,
                role=someone.role,
                site=site,
                password=PASSWORD,
            )
            set_toured(account, toured=True)
    records.engine.dispose()


NO_FAULT = ("the server responded with a status of 4", "Ignoring tile")
"""Refusals that a test asks for; and what OpenSeadragon says of a picture that came after the next one was opened."""


@dataclass
class Complaints:
    """What a browser would write to its console, and whom it asked for something."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(words in message.text for words in NO_FAULT):
            self.said.append(message.text)

    def see(self, request: Request) -> None:
        self.asked.append(request.url)


Open = Callable[..., Page]


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def window(chromium: Browser, ward: Ward, complaints: Complaints) -> Iterator[Open]:
    """Opens a window: `window(someone, language=…, theme=…, **more)`; whatever it complains of fails the test."""
    contexts: list[BrowserContext] = []

    def open_window(
        someone: Someone | None = None, *, language: str = "en", theme: str = "light", **more: object
    ) -> Page:
        context = chromium.new_context(**{"base_url": ward.url, "locale": "en", **more})  # type: ignore[arg-type]
        contexts.append(context)
        cookies = {"language": language, "theme": theme}
        if someone:
            cookies["neoscreen"] = ward.token(someone, language, theme)
        context.add_cookies([{"name": name, "value": value, "url": ward.url} for name, value in cookies.items()])
        context.on("console", complaints.hear)
        context.on("weberror", lambda error: complaints.said.append(str(error.error)))
        context.on("request", complaints.see)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()
    assert complaints.said == []
    assert [url for url in complaints.asked if not url.startswith((ward.url, "data:", "blob:"))] == []


def wait(page: Page, script: str, enough: Callable[[Any], bool]) -> None:
    """The page's policy allows no evaluation of its own, so it is asked again and again, also while it loads anew."""
    answer: object = None
    for _ in range(PATIENCE_SECONDS * 10):
        with suppress(Error):  # the page that was asked is no more
            answer = page.evaluate(script)
            if enough(answer):
                return
        page.wait_for_timeout(100)
    raise AssertionError(answer)
