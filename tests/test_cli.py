"""The command `neoscreen`."""

import io
import os
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

import app.cli
from app.cli import main
from app.main import open_records
from app.records.accounts import find_account
from app.records.database import Database
from app.records.passwords import check_password
from app.records.pictures import PictureStore
from app.records.sign_ins import bearer
from app.settings import Settings
from tests.people import NORTH, PASSWORD
from tests.serving import Server

MODELS = Path(__file__).parents[1] / "models"


@dataclass(frozen=True, slots=True)
class Said:
    returncode: int
    stdout: str
    stderr: str


def call(settings: Settings, *words: str, typed: str = "", **more: str) -> Said:
    """What a person at a console would see; in this process, for starting one takes seconds."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    opened: list[Database] = []

    def open_and_remember(chosen: Settings) -> Database:
        opened.append(open_records(chosen))
        return opened[-1]

    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
        for name, value in (Server(settings, Path(os.devnull)).environment() | more).items():
            patched.setenv(name, value)
        patched.setattr(app.cli, "open_records", open_and_remember)
        patched.setattr(sys, "argv", ["neoscreen", *words])
        patched.setattr(sys, "stdin", io.StringIO(typed))
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
    for database in opened:
        database.engine.dispose()
    return Said(code, out.getvalue(), err.getvalue())


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_an_administrator_sets_a_house_up_from_the_console(bare_settings: Settings) -> None:
    assert call(bare_settings, "schema", "upgrade").returncode == 0
    assert call(bare_settings, "site", "add", NORTH, "--zone", "Asia/Shanghai").returncode == 0
    added = call(
        bare_settings, "user", "add", "ada", "--role", "administrator", "--full-name", "Ada", typed=f"{PASSWORD}\n"
    )
    assert added.returncode == 0, added.stderr
    token = call(bare_settings, "user", "token", "ada", "--label", "archive").stdout.strip()
    records = open_records(bare_settings)
    with records.transaction() as session:
        account = find_account(session, "ada")
        assert account
        assert check_password(account.password_hash, PASSWORD)
        assert bearer(session, token)
    records.engine.dispose()
    held = call(bare_settings, "audit", "verify")
    assert (held.returncode, held.stdout.strip()) == (0, "The audit trail holds: 3 entries.")


def test_a_changed_trail_is_status_1_and_says_where(settings: Settings) -> None:
    call(settings, "user", "disable", "nurse")
    records = open_records(settings)
    with records.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_entry SET actor = 'somebody' WHERE sequence = 1")
    records.engine.dispose()
    said = call(settings, "audit", "verify")
    assert said.returncode == 1
    assert "entry 1 was changed" in said.stdout


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("user", "disable", "nobody"), "", "There is no account of this name"),
        (("user", "add", "x y", "--role", "nurse", "--full-name", "X", "--site", NORTH), "short\n", "sign-in name has"),
        (("user", "add", "li.na", "--role", "nurse", "--full-name", "X"), f"{PASSWORD}\n", "Please name the site"),
        (("site", "add", NORTH, "--zone", "UTC"), "", "already here"),
        (("site", "add", "Ward", "--zone", "Mars"), "", "time zone such as"),
    ],
)
def test_a_mistake_is_a_sentence_and_not_a_stack(
    settings: Settings, words: tuple[str, ...], typed: str, said: str
) -> None:
    answer = call(settings, *words, typed=typed)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("NEOSCREEN_PORT", "http", "NEOSCREEN_PORT"),
        ("NEOSCREEN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing", "The records cannot be reached"),
        ("NEOSCREEN_DATA_DIR", "/dev/null/data", "The records cannot be reached"),
    ],
)
def test_a_setting_that_cannot_work_is_a_sentence_too(settings: Settings, name: str, value: str, said: str) -> None:
    answer = call(settings, "audit", "verify", **{name: value})
    assert answer.returncode == 2, answer.stderr
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_first_start_names_the_address_with_the_code_and_a_later_one_does_not(
    bare_settings: Settings, tmp_path: Path
) -> None:
    log = tmp_path / "server.log"
    server = Server(bare_settings, log).start()
    server.stop()
    code = (bare_settings.data_dir / "setup-code").read_text()
    assert f"/welcome?code={code}" in log.read_text()
    assert server.process
    assert server.process.returncode in {0, -15}
    assert "Application shutdown complete" in log.read_text(), "a server that is asked to stop stops cleanly"


def test_check_shows_how_every_model_would_be_served(settings: Settings) -> None:
    shutil.copytree(MODELS / "cleft", settings.models_dir / "cleft")
    checked = call(settings, "check")
    assert checked.returncode == 0
    rows = {line.split()[0]: line for line in checked.stdout.splitlines()}
    assert rows["cleft"].split()[1:4] == ["0.1.0-demo", "demo", "cpu"]
    assert rows["auricular"].endswith("not installed")


def test_check_is_status_1_where_a_model_fails_or_there_is_none(settings: Settings) -> None:
    assert call(settings, "check").returncode == 1
    shutil.copytree(MODELS / "cleft", settings.models_dir / "cleft")
    (settings.models_dir / "cleft" / "card.md").write_text("else")
    checked = call(settings, "check")
    assert checked.returncode == 1
    assert "FAILS" in checked.stdout
    assert "'card.md' in the bundle 'cleft' was changed" in checked.stdout


def test_what_no_exam_names_is_swept(settings: Settings) -> None:
    store = PictureStore(settings.data_dir / "pictures")
    left = store._path(store.put(b"left behind"))
    os.utime(left, (0, 0))
    assert call(settings, "sweep").returncode == 2, "no file is named: it may be another database"
    said = call(settings, "sweep", "--many")
    assert (said.returncode, said.stdout) == (
        0,
        "Taken away: 1 files that nothing names, 0 unfinished ones, 11 bytes.\n",
    )
    assert not left.exists()
