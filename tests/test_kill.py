"""A power cut, again and again: whatever was acknowledged is there, and the trail holds."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import httpx2
import pytest
from sqlalchemy import select, text

from app.main import open_records
from app.records.accounts import find_account
from app.records.audit_check import verify
from app.records.database import Database, Session
from app.records.sign_ins import issue_token
from app.records.tables import AuditEntry, Patient
from app.settings import Settings
from tests.people import CLINICIAN
from tests.serving import Server

KILLS = {
    "sqlite": int(os.environ.get("NEOSCREEN_TEST_KILLS", "20")),
    "postgresql": int(os.environ.get("NEOSCREEN_TEST_KILLS", "6")),
}
WRITERS = 4


NURSERY = """
import os, signal, sys
import app.main
from app.cli import main
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in sys.stdin:
    child = os.fork()
    if not child:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        sys.argv = ["neoscreen", "serve"]
        main()
    print(child, flush=True)
"""


@dataclass(slots=True)
class Nursery:
    """Servers that start in a moment, for everything they need is already imported."""

    server: Server
    process: subprocess.Popen[str]
    child: int = 0

    def start(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.child = int(self.process.stdout.readline())
        deadline = time.monotonic() + 180
        while not self.server.alive():
            assert time.monotonic() < deadline, self.server.log.read_text()[-3000:]
            time.sleep(0.02)

    def kill(self) -> None:
        os.kill(self.child, signal.SIGKILL)
        while Path(f"/proc/{self.child}").exists():
            time.sleep(0.005)


@contextmanager
def nursery(settings: Settings, log: Path, before: str = "") -> Iterator[Nursery]:
    """Servers for which `before` was run."""
    server = Server(settings, log)
    pipe = subprocess.PIPE
    command = (sys.executable, "-c", before + NURSERY)
    with (
        log.open("ab") as written,
        subprocess.Popen(
            command, env=server.environment(), stdin=pipe, stdout=pipe, stderr=written, text=True
        ) as process,
    ):
        yield Nursery(server, process)


@dataclass(slots=True)
class Clients:
    """Programs that add patients as fast as they can, and remember what they were told."""

    url: str
    token: str
    prefix: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    over: Event = field(default_factory=Event)

    def start(self) -> list[Thread]:
        threads = [Thread(target=self._add, args=(number,)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        return threads

    def _add(self, writer: int) -> None:
        with httpx2.Client(base_url=self.url, headers={"authorization": f"Bearer {self.token}"}) as client:
            for number in range(10_000):
                if self.over.is_set():
                    return
                identifier = f"{self.prefix}-{writer}-{number}"
                try:
                    body = {"identifier": identifier, "name": "Baby Zhou", "birth_date": "2026-11-03"}
                    answer = client.post("/api/v1/patients", json=body)
                except httpx2.TransportError:
                    return
                assert answer.status_code == 201, answer.text
                self.acknowledged[identifier] = answer.json()["id"]


def the_token(records: Database) -> str:
    with records.transaction() as session:
        account = find_account(session, CLINICIAN.name)
        assert account
        return issue_token(session, account, "a program")


def one_moment(session: Session) -> None:
    """Everything read next is of one moment: PostgreSQL may still be committing what a dead server asked for."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def check(records: Database, acknowledged: dict[str, str]) -> None:
    with records.reading() as session:
        one_moment(session)
        kept = {row.identifier: str(row.id) for row in session.execute(select(Patient.identifier, Patient.id))}
        assert acknowledged.items() <= kept.items()
        noted = set(session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "patient added")))
        assert noted == set(kept.values()), "a patient without its entry, or an entry without its patient"
        assert [fault.sentence for fault in verify(session, records.head)] == []


def wait_for_more(acknowledged: dict[str, str], count: int) -> None:
    enough, deadline = len(acknowledged) + count, time.monotonic() + 20
    while len(acknowledged) < enough and time.monotonic() < deadline:
        time.sleep(0.005)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_what_was_acknowledged_survives_every_kill(settings: Settings, dialect: str, tmp_path: Path) -> None:
    records = open_records(settings)
    chance, token = random.Random(2026), the_token(records)
    acknowledged: dict[str, str] = {}
    with nursery(settings, tmp_path / "server.log") as servers:
        for kill in range(KILLS[dialect]):
            servers.start()
            clients = Clients(servers.server.url, token, f"N-{kill}", acknowledged)
            threads = clients.start()
            wait_for_more(acknowledged, 3)
            time.sleep(chance.random() * 0.2)
            servers.kill()
            clients.over.set()
            for thread in threads:
                thread.join()
            check(records, acknowledged)
    assert len(acknowledged) >= 3 * KILLS[dialect]
    sys.stderr.write(f"{KILLS[dialect]} kills on {dialect}: {len(acknowledged)} acknowledged, none lost\n")
    records.engine.dispose()
