"""Server-sent events, from a server that really runs."""

import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Timer

import httpx2
import pytest
from sqlalchemy import text

from app.domain.exam import ExamState
from app.main import open_records
from app.records.database import Database
from app.settings import Settings
from tests.exams import drawn, found, somebody, take
from tests.sending import MODELS
from tests.serving import Server
from tests.test_kill import the_token

EAR = {"task": "auricular", "patient": "N-1", "laterality": "left"}


@pytest.fixture(scope="module")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all of these: it takes seconds to start; the last of them stops it."""
    folder = tmp_path_factory.mktemp("events")
    shutil.copytree(sqlite_template, folder / "data")
    shutil.copytree(MODELS / "auricular", folder / "models" / "auricular")
    settings = Settings(data_dir=folder / "data", models_dir=folder / "models", precision="fp32", min_free_mb=0)
    running = Server(settings, folder / "server.log").start()
    yield running
    running.kill()


@pytest.fixture
def records(server: Server) -> Iterator[Database]:
    opened = open_records(server.settings)
    with opened.transaction() as session:
        somebody(session, opened)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def program(server: Server, records: Database) -> Iterator[httpx2.Client]:
    headers = {"authorization": f"Bearer {the_token(records)}"}
    with httpx2.Client(base_url=server.url, headers=headers, timeout=30) as client:
        yield client


@contextmanager
def stream(program: httpx2.Client, path: str, **headers: str) -> Iterator[Iterator[dict[str, str]]]:
    """Events as they come, each by its fields."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    with program.stream("GET", path, headers=sent) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-accel-buffering"] == "no"
        yield events(answer.iter_lines())


def events(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    event: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if line and name:
            event[name] = value.strip()
        elif not line and "event" in event:
            yield event
            event = {}


def send(program: httpx2.Client, seed: int = 0) -> str:
    sent = program.post(
        "/api/v1/exams", data=EAR, files=[("pictures", ("ear.png", drawn(seed)))], headers={"prefer": "respond-async"}
    )
    assert sent.status_code in {201, 202}
    place: str = sent.headers["location"]
    return place


def test_a_site_hears_of_its_exams_and_goes_on_where_it_was(program: httpx2.Client, records: Database) -> None:
    with stream(program, "/api/v1/events") as heard:
        place = send(program)
        while '"refused"' not in (last := next(heard))["data"]:  # noise is no ear
            assert place in last["data"]
    take(records, "while nobody listened")
    with stream(program, "/api/v1/events", last_event_id=last["id"]) as heard:
        told = [next(heard)["data"] for _ in range(2)]
    assert [place in one for one in told].count(True) <= 1, "the other one came while nobody listened"


def test_who_was_away_too_long_is_told_to_read_everything_anew(program: httpx2.Client) -> None:
    away = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    with stream(program, "/api/v1/events", last_event_id=away) as heard:
        assert next(heard)["event"] == "reload"


def test_an_exam_says_where_it_stands_at_once_and_when_it_moves_in_another_process(
    program: httpx2.Client, records: Database
) -> None:
    exam = take(records, "one")
    deadline = time.monotonic() + 60
    while True:
        with records.reading() as session:
            if found(session, exam).state is ExamState.FAILED:
                break
        assert time.monotonic() < deadline
        time.sleep(0.05)

    def move() -> None:
        with records.transaction() as session:
            moved = found(session, exam)
            moved.state, moved.changed_at = ExamState.DONE, datetime.now(UTC)

    with stream(program, f"/api/v1/exams/{exam}/events") as heard:
        assert '"failed"' in next(heard)["data"]
        Timer(0.2, move).start()
        while '"done"' not in (told := next(heard)["data"]):
            assert '"failed"' in told  # a hint may come twice


def test_a_stream_holds_no_transaction_and_a_server_that_stops_ends_it_at_once(
    program: httpx2.Client, records: Database, server: Server
) -> None:
    with stream(program, "/api/v1/events") as heard:
        with records.engine.connect() as connection:
            connection.execute(text("SELECT 1"))  # the write lock, which no stream holds
        assert server.process
        server.process.terminate()
        assert list(heard) == []
        assert server.process.wait(25) in {0, -signal.SIGTERM}, "sooner than the server breaks off what goes on"
