"""Neoscreen as it is served, with newborns to send exams for and a program's token."""

import json
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.request import Request, urlopen

from sqlalchemy import select

from app.main import open_records
from app.records import migrate
from app.records.accounts import find_account
from app.records.patients import add_patient
from app.records.sign_ins import issue_token
from app.records.tables import Exam
from app.records.tables.assessment import Assessment
from app.settings import Settings
from tests.bench.load import Say
from tests.bench.places import CACHE
from tests.bench.programs import Running, running
from tests.bench.request import Form, Photograph
from tests.bench.workload import TASK
from tests.people import CLINICIAN, baby, settle, site_id
from tests.postgres import free_port

PATIENTS = 64
CHOICE_SECONDS = 180
WAIT = 0.7
"""Seconds that an exam may have to wait: more would be answered too late for somebody who waits."""


@dataclass(frozen=True, slots=True)
class Ward:
    """A served clinic."""

    server: Running
    settings: Settings
    token: str

    def say(self, picture: Photograph) -> Say:
        """Exams of many newborns, one after the other, none of them sent before."""
        numbers = count()

        def request(_number: int) -> bytes:
            number = next(numbers)
            fields = (("task", TASK), ("patient", f"N-{number % PATIENTS}"))
            return Form("/api/v1/exams", picture, self.token, fields).request(number)

        return request

    def timings(self) -> list[dict[str, float]]:
        """Of every assessment kept so far, the first ones first."""
        records = open_records(self.settings)
        try:
            with records.reading() as session:
                return list(
                    session.scalars(
                        select(Assessment.timings).join(Exam, Assessment.exam_id == Exam.id).order_by(Exam.created_at)
                    )
                )
        finally:
            records.engine.dispose()


@contextmanager
def ours(folder: Path, precision: str, *, tasks: tuple[str, ...] | None = None) -> Iterator[Ward]:
    """Served with these models of the papers' size, all five unless named."""
    settings = Settings(
        data_dir=folder / "data",
        models_dir=models(folder, tasks),
        precision=precision,
        max_seconds_waiting=WAIT,
        log_level="error",
        min_free_mb=0,
        port=free_port(),
    )
    token = prepare(settings)
    said = {f"NEOSCREEN_{name.upper()}": str(value) for name, value in settings.model_dump(mode="json").items()}
    words = [sys.executable, "-c", "from app.cli import main; main()", "serve"]
    with running(words, "/readyz", folder / f"ours-{precision}.log", settings.port, said) as server:
        yield Ward(server, settings, token)


def models(folder: Path, tasks: tuple[str, ...] | None) -> Path:
    if tasks is None:
        return CACHE
    for task in tasks:
        shutil.copytree(CACHE / task, folder / "models" / task, dirs_exist_ok=True)
    return folder / "models"


def prepare(settings: Settings) -> str:
    """A settled database; a token of a clinician's program."""
    shutil.rmtree(settings.data_dir, ignore_errors=True)
    settings.data_dir.mkdir(parents=True)
    migrate.upgrade(settings.url)
    records = open_records(settings)
    settle(records)
    site = site_id(records)
    with records.transaction() as session:
        for number in range(PATIENTS):
            add_patient(session, site, baby(f"N-{number}", f"Baby {number}"))
        account = find_account(session, CLINICIAN.name)
        assert account
        token = issue_token(session, account, "bench")
    records.engine.dispose()
    return token


def outside(ward: Ward, seen: list[float]) -> tuple[float, float]:
    """Of the last exams, asked one by one: milliseconds beside decoding and networks, and their share of the whole."""
    rows = ward.timings()[-len(seen) :]
    if any(row["network"] == 0 for row in rows):
        raise RuntimeError("exams were refused: no network was asked, and no time means anything")
    rest = [whole * 1000 - row["decode"] - row["network"] for whole, row in zip(seen, rows, strict=True)]
    shares = [one / (whole * 1000) for one, whole in zip(rest, seen, strict=True)]
    return statistics.median(rest), statistics.median(shares)


def settled(ward: Ward, task: str) -> str:
    """How the task's network runs, once that is decided."""
    until = time.monotonic() + CHOICE_SECONDS
    while time.monotonic() < until:
        asked = Request(f"http://127.0.0.1:{ward.server.port}/api/v1/models")
        asked.add_header("Authorization", f"Bearer {ward.token}")
        with urlopen(asked, timeout=10) as answer:
            model = next(model for model in json.load(answer)["models"] if model["task"] == task)
        if model["remark"]:
            return f"{model['provider']}: {model['remark']}"
        time.sleep(1)
    return "undecided"
