"""How long the worklist takes among a million exams: the whole request, page by page, on PostgreSQL."""

import os
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select

from app.domain.exam import ExamState, Laterality
from app.records.accounts import find_account
from app.records.database import Database
from app.records.patients import add_patient
from app.records.tables import Exam, Patient
from app.records.tables.table import new_id
from app.tasks import TASKS
from tests.bench.pages import clinic, clock, plan_anew, quiet
from tests.people import CLINICIAN, baby, site_id

EXAMS = int(os.environ.get("EXAMS", "1000000"))
PATIENTS = 1000
WAITING = 0.002
"""Share that nobody has signed yet."""
TIMES = 30
BATCH = 10_000
QUESTIONS = {
    "what waits": "",
    "what waits, one task": "task=vcfs",
    "to read": "shelf=read",
    "to be retaken": "shelf=retake",
    "urgent": "urgent=true&shelf=all",
    "signed": "shelf=signed",
    "everything": "shelf=all",
}


def fill(records: Database) -> None:
    site = site_id(records)
    with records.transaction() as session:
        account = find_account(session, CLINICIAN.name)
        assert account
        by = account.id
        for number in range(PATIENTS):
            add_patient(session, site, baby(f"N-{number:05}", f"Baby {number}"))
    with records.reading() as session:
        patients = list(session.scalars(select(Patient.id)))
    with records.engine.begin() as connection:
        for start in range(0, EXAMS, BATCH):
            connection.execute(insert(Exam), list(rows(site, by, patients, range(start, start + BATCH))))
    plan_anew(records)


def rows(site: UUID, by: UUID, patients: list[UUID], numbers: range) -> Iterator[dict[str, object]]:
    """Exams of years, nearly all of them signed."""
    chance, now = random.Random(numbers.start), datetime.now(UTC)
    for number in numbers:
        taken = now - timedelta(seconds=chance.randrange(10**8))
        waits = chance.random() < WAITING
        yield {
            "id": new_id(),
            "site_id": site,
            "patient_id": chance.choice(patients),
            "task": chance.choice(list(TASKS)),
            "laterality": Laterality.NONE,
            "taken_at": taken,
            "consent": False,
            "pictures_sha256": f"{number:064x}",
            "bytes": 1000,
            "state": ExamState.REFUSED if chance.random() < 0.05 else ExamState.DONE,
            "lease_owner": "",
            "attempts": 0,
            "fault": {},
            "urgent": chance.random() < 0.01,
            "created_at": taken,
            "created_by_id": by,
            "changed_at": taken,
            "signed_at": None if waits else taken + timedelta(hours=1),
        }


def main() -> None:
    with clinic("postgresql", fill) as client:
        for name, question in QUESTIONS.items():
            timing = clock(client, f"/?{question}", TIMES)
            shown = timing.page.count('class="whole"')
            sys.stdout.write(f"{EXAMS:>8} exams  {name:<22} {timing}  {shown} shown\n")


if __name__ == "__main__":
    quiet()
    main()
