"""A power cut while exams come in and are analysed: what was acknowledged is there, whole, and answered in the end."""

import hashlib
import os
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import httpx2
import pytest
from sqlalchemy import func, select

from app.domain.exam import ExamState
from app.main import open_records
from app.records.audit_check import verify
from app.records.database import Database
from app.records.pictures import PictureStore
from app.records.tables import Assessment, AuditEntry, Exam, Picture, SeverityScore
from app.settings import Settings
from tests.exams import drawn, somebody
from tests.test_kill import Nursery, nursery, one_moment, the_token

KILLS = {
    "sqlite": int(os.environ.get("NEOSCREEN_TEST_KILLS", "6")),
    "postgresql": int(os.environ.get("NEOSCREEN_TEST_KILLS", "3")),
}
SENDERS = 3
ENDED = (ExamState.DONE, ExamState.REFUSED, ExamState.FAILED)
STANDING_IN = """
import time
import app.analysis.analysis
from app.analysis.case import Answered, store_maps
from tests.exams import TERMS, answered

def answer(case, store, models, tell):
    time.sleep(0.02)
    outcome = answered(pictures=len(case.pictures))
    return Answered(outcome, TERMS, store_maps(outcome, store))

app.analysis.analysis.answer = answer
"""
"""In the place of the networks: this is about what is kept."""


@dataclass(slots=True)
class Senders:
    """Programs that send exams as fast as they can, and remember what they were told."""

    url: str
    token: str
    first: int
    acknowledged: dict[str, list[str]]
    """Hashes of the pictures sent, by the exam's id."""
    over: Event = field(default_factory=Event)

    def start(self) -> list[Thread]:
        threads = [Thread(target=self._send, args=(number,)) for number in range(SENDERS)]
        for thread in threads:
            thread.start()
        return threads

    def _send(self, sender: int) -> None:
        fields = {"task": "auricular", "patient": "N-1", "laterality": "left"}
        headers = {"authorization": f"Bearer {self.token}", "prefer": "respond-async"}
        with httpx2.Client(base_url=self.url, headers=headers, timeout=60) as client:
            for number in range(10_000):
                if self.over.is_set():
                    return
                seed = self.first + number * SENDERS + sender
                sent = [drawn(seed * 2 + place) for place in range(1 + seed % 2)]
                files = [("pictures", ("ear.png", content)) for content in sent]
                try:
                    answer = client.post("/api/v1/exams", data=fields, files=files)
                except httpx2.TransportError:
                    return
                assert answer.status_code in {201, 202}, answer.text
                said = answer.json()
                self.acknowledged[said["id"]] = [picture["sha256"] for picture in said["pictures"]]


def check(records: Database, store: PictureStore, acknowledged: dict[str, list[str]]) -> None:
    """Every acknowledged exam is there with every byte of its pictures, and nothing is there twice."""
    with records.reading() as session:
        one_moment(session)
        kept: dict[str, list[str]] = {}
        for exam, sha256 in session.execute(select(Picture.exam_id, Picture.sha256).order_by(Picture.position)):
            kept.setdefault(str(exam), []).append(sha256)
        assert acknowledged.items() <= kept.items()
        noted = set(session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == "exam received")))
        assert noted == {str(exam) for exam in session.scalars(select(Exam.id))}
        answers = session.execute(select(Assessment.exam_id, func.count()).group_by(Assessment.exam_id)).all()
        assert {count for _, count in answers} <= {1}
        scores = session.execute(select(SeverityScore.picture_id, func.count()).group_by(SeverityScore.picture_id))
        assert {count for _, count in scores} <= {1}
        assert [fault.sentence for fault in verify(session, records.head)] == []
    for hashes in acknowledged.values():
        for sha256 in hashes:
            assert hashlib.sha256(store.get(sha256)).hexdigest() == sha256


def wait_for_more(acknowledged: dict[str, list[str]], count: int) -> None:
    enough, deadline = len(acknowledged) + count, time.monotonic() + 30
    while len(acknowledged) < enough and time.monotonic() < deadline:
        time.sleep(0.005)


def finish(records: Database, servers: Nursery) -> dict[ExamState, int]:
    """Let the last server work off what is left; returns how the exams ended."""
    servers.start()
    deadline = time.monotonic() + 120
    while True:
        with records.reading() as session:
            counted = session.execute(select(Exam.state, func.count()).group_by(Exam.state))
            states = {state: count for state, count in counted}  # noqa: C416 (rows are no pairs to a type checker)
        if set(states) <= set(ENDED):
            break
        assert time.monotonic() < deadline, states
        time.sleep(0.1)
    servers.kill()
    return states


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_every_acknowledged_exam_survives_every_kill_and_is_answered(
    settings: Settings, dialect: str, tmp_path: Path
) -> None:
    records, store = open_records(settings), PictureStore(settings.data_dir / "pictures")
    with records.transaction() as session:
        somebody(session, records)
    chance, token = random.Random(2026), the_token(records)
    acknowledged: dict[str, list[str]] = {}
    with nursery(settings, tmp_path / "server.log", STANDING_IN) as servers:
        for kill in range(KILLS[dialect]):
            servers.start()
            senders = Senders(servers.server.url, token, kill * 1_000_000, acknowledged)
            threads = senders.start()
            wait_for_more(acknowledged, 3)
            time.sleep(chance.random() * 0.3)
            servers.kill()
            senders.over.set()
            for thread in threads:
                thread.join()
            check(records, store, acknowledged)
        ended = finish(records, servers)
    check(records, store, acknowledged)
    with records.reading() as session:
        begun_often = session.scalar(select(func.count()).where(Exam.state == ExamState.FAILED)) or 0
        assert session.scalar(select(func.count()).select_from(Assessment)) == ended[ExamState.DONE]
    told = ", ".join(f"{count} {state.value}" for state, count in ended.items())
    assert begun_often <= KILLS[dialect] // 3, "an exam is given up after three cuts in its midst, no sooner"
    assert len(acknowledged) >= 2 * KILLS[dialect]
    sys.stderr.write(f"{KILLS[dialect]} kills on {dialect}: {len(acknowledged)} acknowledged, none lost; {told}\n")
    records.engine.dispose()
