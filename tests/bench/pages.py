"""Pages of a large clinic, asked by one clinician and timed: the whole request, on either database."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import text
from starlette.testclient import TestClient

from app.main import create_app, open_records
from app.records import migrate
from app.records.accounts import find_account
from app.records.database import Database
from app.records.sign_ins import begin
from app.settings import Settings
from tests import postgres
from tests.people import CLINICIAN, settle

Fill = Callable[[Database], None]


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one page, asked again and again."""

    median: float
    worst: float
    """The 95th percentile."""
    page: str

    def __str__(self) -> str:
        return f"median {self.median:6.1f} ms  p95 {self.worst:6.1f} ms"


def quiet() -> None:
    """A log line a request would be timed too."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))


@contextmanager
def clinic(dialect: str, fill: Fill) -> Iterator[TestClient]:
    """A clinic with what `fill` puts into it, and somebody signed in."""
    with _settings(dialect) as chosen:
        migrate.upgrade(chosen.url)
        records = open_records(chosen)
        settle(records)
        fill(records)
        token = _sign_in(records)
        records.engine.dispose()
        served = create_app(chosen)
        yield TestClient(served, cookies={"neoscreen": token})
        served.state.clinic.database.engine.dispose()


def clock(client: TestClient, path: str, times: int, **more: str) -> Timing:
    """A page alone, without what it fetches."""
    taken, page = [], ""
    for _ in range(times):
        started = time.perf_counter()
        answer = client.get(path, headers={"accept": "text/html", **more})
        taken.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200
        page = answer.text
    return Timing(statistics.median(taken), statistics.quantiles(taken, n=20)[-1], page)


def plan_anew(records: Database) -> None:
    """The planner knows what has been filled in."""
    with records.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def _sign_in(records: Database) -> str:
    with records.transaction() as session:
        account = find_account(session, CLINICIAN.name)
        assert account
        return begin(session, account, 12)


@contextmanager
def _settings(dialect: str) -> Iterator[Settings]:
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
