"""How long a search takes among 100,000 patients: the whole request, on both databases."""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, text
from starlette.testclient import TestClient

from app.main import create_app, open_records
from app.records import migrate
from app.records.accounts import find_account
from app.records.database import Database
from app.records.sign_ins import begin
from app.records.tables import Patient
from app.records.tables.table import new_id
from app.settings import Settings
from tests import postgres
from tests.people import CLINICIAN, baby, settle, site_id

PATIENTS = int(os.environ.get("PATIENTS", "100000"))
TIMES = 40
FAMILIES = ("Zhou", "Okafor", "Lindqvist", "Haddad", "García", "Müller", "Nguyen", "张", "王", "李", "欧阳")
GIVEN = ("Baby", "Yi", "Mei", "Ada", "Noor", "Lucía", "Jo", "伟", "小宝", "芳", "明月")
QUERIES = {
    "prefix": "n-2026-0999",
    "middle": "ndqv",
    "two words": "mei okafor",
    "chinese": "欧阳明月",
    "no match": "zzzz",
    "all": "",
}


def fill(records: Database) -> None:
    chance, now = random.Random(7), datetime.now(UTC)
    site = site_id(records)
    rows = []
    for number in range(PATIENTS):
        family, given = chance.choice(FAMILIES), chance.choice(GIVEN)
        name = f"{family}{given}" if ord(family[0]) > 0x3000 else f"{given} {family}"
        facts = baby(f"N-2026-{number:06}", name)
        moment = now - timedelta(seconds=chance.randrange(10**7))
        rows.append(
            {"id": new_id(), "site_id": site, "identifier": facts.identifier, "name": name, "sex": facts.sex,
             "search_text": facts.search_text, "birth_date": date(2026, 11, 3), "birth_group": "", "note": "",
             "version": 1, "created_at": moment, "changed_at": moment}
        )  # fmt: skip
    with records.engine.begin() as connection:
        for start in range(0, PATIENTS, 5000):
            connection.execute(insert(Patient), rows[start : start + 5000])
    with records.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


@contextmanager
def settings(dialect: str) -> Iterator[Settings]:
    with tempfile.TemporaryDirectory(prefix="neoscreen-bench-") as folder:
        if dialect == "sqlite":
            yield Settings(data_dir=Path(folder), min_free_mb=0)
            return
        where = postgres.binaries()
        if where is None:
            sys.exit("PostgreSQL is not installed")
        cluster = postgres.start(where)
        yield Settings(data_dir=Path(folder), database_url=cluster.create("bench"), min_free_mb=0)
        cluster.stop()


def measure(client: TestClient, query: str) -> tuple[float, float, int]:
    taken, size = [], 0
    for _ in range(TIMES):
        started = time.perf_counter()
        answer = client.get("/patients", params={"q": query}, headers={"accept": "text/html", "hx-request": "true"})
        taken.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200
        size = answer.text.count("/patients/")
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1], size


def main() -> None:
    for dialect in sys.argv[1:] or ("sqlite", "postgresql"):
        with settings(dialect) as chosen:
            migrate.upgrade(chosen.url)
            records = open_records(chosen)
            settle(records)
            fill(records)
            with records.transaction() as session:
                account = find_account(session, CLINICIAN.name)
                assert account
                token = begin(session, account, 12)
            records.engine.dispose()
            served = create_app(chosen)
            client = TestClient(served, cookies={"neoscreen": token})
            for name, query in QUERIES.items():
                median, worst, size = measure(client, query)
                line = f"{dialect:<11} {PATIENTS:>7} {name:<10} median {median:6.1f} ms  p95 {worst:6.1f} ms  {size}"
                sys.stdout.write(line + "\n")
            served.state.clinic.database.engine.dispose()


if __name__ == "__main__":
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    main()
