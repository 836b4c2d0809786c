"""Signing in and out, and the first account of all."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from starlette.testclient import TestClient

from app.main import create_app
from app.records import migrate
from app.records.accounts import find_account, set_second_factor
from app.records.tables import Account, AuditEntry, SignInFailure
from app.settings import Settings
from app.web import sign_in as sign_in_module
from app.web.clinic import Clinic
from app.web.setup_code import SetupCode
from tests.browsing import Browser
from tests.people import CLINICIAN, PASSWORD


def enter(browser: Browser, name: str = CLINICIAN.name, password: str = PASSWORD, **more: object) -> int:
    browser.get("/sign-in")
    return browser.post("/sign-in", name=name, password=password, **more).status_code


def acts(clinic: Clinic) -> list[str]:
    with clinic.database.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))


def test_somebody_signs_in_looks_and_signs_out(stranger: Browser, clinic: Clinic) -> None:
    assert enter(stranger) == 303
    assert stranger.get("/patients").status_code == 200
    left = stranger.post("/sign-out")
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    assert stranger.get("/patients").headers["location"] == "/sign-in?next=/patients"
    assert acts(clinic) == ["signed in", "patients listed", "signed out", "refused"]


def test_the_old_cookie_is_worth_nothing_after_signing_out(stranger: Browser) -> None:
    enter(stranger)
    token = stranger.secret
    stranger.post("/sign-out")
    stranger.client.cookies.set("neoscreen", token)
    assert stranger.get("/patients").status_code == 303


def test_signing_in_never_keeps_a_cookie_that_was_there_before(stranger: Browser) -> None:
    stranger.client.cookies.set("neoscreen", "planted")
    stranger.get("/sign-in")
    enter(stranger)
    tokens = [cookie.value for cookie in stranger.client.cookies.jar if cookie.name == "neoscreen"]
    assert tokens[-1] != "planted"


@pytest.mark.parametrize(
    ("name", "password"),
    [("clinician", "wrong"), ("nobody-here", PASSWORD), ("", ""), ("clinician'--", PASSWORD), ("\x00", "x"),
     ("<script>alert(1)</script>", "x"), ("ü" * 300, "ü" * 300)],
)  # fmt: skip
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_whatever_is_wrong_the_answer_is_the_same(stranger: Browser, name: str, password: str) -> None:
    stranger.get("/sign-in")
    answer = stranger.post("/sign-in", name=name, password=password)
    assert answer.status_code == 401
    assert "Name or password is wrong" in answer.text
    assert "<script>alert" not in answer.text
    assert not any(cookie.name == "neoscreen" for cookie in stranger.client.cookies.jar)


@pytest.mark.parametrize("name", ["nobody-here", CLINICIAN.name])
def test_argon2_is_asked_for_names_nobody_has(stranger: Browser, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    def check(stored: str | None, _password: str) -> bool:
        asked.append(stored)
        return False

    monkeypatch.setattr(sign_in_module, "check_password", check)
    enter(stranger, name)
    assert len(asked) == 1


def test_after_failures_even_the_right_password_must_wait_and_is_told_how_long(
    stranger: Browser, clinic: Clinic
) -> None:
    for _ in range(4):
        enter(stranger, password="wrong")
    with clinic.database.transaction() as session:
        assert session.scalars(select(SignInFailure.failures)).all() == [4, 4]
        session.execute(update(SignInFailure).values(next_at=datetime.now(UTC) + timedelta(seconds=100)))
    answer = stranger.post("/sign-in", name=CLINICIAN.name, password=PASSWORD)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 101
    assert "Too many failed sign-ins" in answer.text


def test_a_disabled_account_is_told_nothing_special(stranger: Browser, administrator: Browser, clinic: Clinic) -> None:
    with clinic.database.reading() as session:
        account = find_account(session, CLINICIAN.name)
        assert account
    administrator.post(f"/users/{account.id}/disable")
    assert enter(stranger) == 401


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
     "/\t/evil.example", "/\n/evil.example", "http://[", "evil.example", "", "/%5cevil\x00"],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(stranger: Browser, elsewhere: str) -> None:
    stranger.get("/sign-in")
    entered = stranger.post("/sign-in", name=CLINICIAN.name, password=PASSWORD, next=elsewhere)
    assert entered.headers["location"] == "/"
    again = stranger.get("/sign-in", params={"next": elsewhere})
    assert again.headers["location"] == "/"
    preferred = stranger.post("/preferences", theme="dark", back=elsewhere)
    assert (preferred.status_code, preferred.headers["location"]) == (303, "/")


def test_a_page_asked_for_is_where_one_lands(stranger: Browser) -> None:
    stranger.get("/sign-in")
    entered = stranger.post("/sign-in", name=CLINICIAN.name, password=PASSWORD, next="/patients?q=zhou")
    assert entered.headers["location"] == "/patients?q=zhou"


def test_a_second_factor_is_asked_for_and_its_code_works_once(stranger: Browser, app: FastAPI, clinic: Clinic) -> None:
    secret = pyotp.random_base32()
    with clinic.database.transaction() as session:
        account = find_account(session, CLINICIAN.name)
        assert account
        set_second_factor(account, secret)
    assert enter(stranger) == 200
    assert stranger.get("/patients").status_code == 303
    assert enter(stranger, code="000000") == 401
    code = pyotp.TOTP(secret).at(datetime.now(UTC))
    assert enter(stranger, password="wrong", code=code) == 401
    assert enter(stranger, code=code) == 303
    assert enter(Browser(TestClient(app)), code=code) == 401


@pytest.fixture
def first_run(bare_settings: Settings) -> Iterator[Browser]:
    migrate.upgrade(bare_settings.url)
    served = create_app(bare_settings)
    browser = Browser(TestClient(served))
    browser.get("/welcome")
    yield browser
    served.state.clinic.database.engine.dispose()


WELCOME = {
    "site": "North Hospital",
    "zone": "Asia/Shanghai",
    "name": "ada",
    "full_name": "Ada Lindqvist",
    "password": PASSWORD,
}


def the_clinic(browser: Browser) -> Clinic:
    clinic: Clinic = browser.client.app.state.clinic  # type: ignore[attr-defined]
    return clinic


def test_the_first_administrator_is_made_with_the_code_on_the_console_and_only_once(first_run: Browser) -> None:
    assert first_run.get("/sign-in").headers["location"] == "/welcome"
    code = the_clinic(first_run).setup_code.read()
    assert first_run.post("/welcome", code=code, **WELCOME).status_code == 303
    assert first_run.get("/users").status_code == 200
    assert first_run.get("/welcome").headers["location"] == "/sign-in"
    again = first_run.post("/welcome", code=code, **(WELCOME | {"name": "eve"}))
    assert again.status_code == 403
    assert not the_clinic(first_run).setup_code.path.exists()


@pytest.mark.parametrize("code", ["", "000000000000", " ", "ü", "\x00"])
def test_without_the_code_nobody_becomes_administrator(first_run: Browser, code: str) -> None:
    answer = first_run.post("/welcome", code=code, **WELCOME)
    assert answer.status_code == 422
    assert PASSWORD not in answer.text
    with the_clinic(first_run).database.reading() as session:
        assert session.scalars(select(Account)).all() == []


def test_the_code_is_for_the_servers_own_eyes(first_run: Browser) -> None:
    setup_code = the_clinic(first_run).setup_code
    code = setup_code.read()
    assert setup_code.path.stat().st_mode & 0o777 == 0o600
    assert setup_code.read() == code
    assert code not in first_run.get("/welcome").text


def test_two_processes_that_start_at_once_agree_on_a_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setup_code, read = SetupCode(tmp_path / "setup-code"), []

    def while_another_reads_it(length: int) -> str:
        monkeypatch.undo()
        read.append(setup_code.read())
        return "0" * length

    monkeypatch.setattr("app.web.setup_code.secrets.token_hex", while_another_reads_it)
    read.append(setup_code.read())
    assert read[0]
    assert read[0] == read[1]
    assert [path.name for path in tmp_path.iterdir()] == ["setup-code"]
