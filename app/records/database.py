"""The database: how it is opened, and the one place where a transaction is committed."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DataError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as Overloaded
from sqlalchemy.orm import Session, sessionmaker

from app.records.audit import seal
from app.records.audit_head import AuditHead

__all__ = ["UNKEEPABLE", "UNREACHABLE", "Database", "RecordsError", "Session", "open_database"]

RecordsError = SQLAlchemyError
"""Whatever a database may object to."""
UNREACHABLE = (OperationalError, InterfaceError, Overloaded)
"""It does not answer, or not in time."""
UNKEEPABLE = DataError
"""It cannot hold such a value."""
BUSY_SECONDS = 30
CONNECT_SECONDS = 5
READ_ONLY = "neoscreen_read_only"


@dataclass(frozen=True, slots=True)
class Database:
    """An open database, and the file its audit trail is anchored to."""

    engine: Engine
    head: AuditHead

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One request, one transaction: all of it or nothing, with its audit entries."""
        with _sessions(self.engine)() as session:
            with session.begin():
                yield session
                sealed = seal(session, self.head)
            if sealed:
                self.head.advance(sealed)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A long look that holds up no writer, such as an export."""
        with _sessions(self.engine)() as session:
            session.connection(execution_options={READ_ONLY: True})
            yield session

    def answers(self) -> bool:
        """Whether the database can be reached now."""
        with self.engine.connect().execution_options(**{READ_ONLY: True}) as connection:
            return bool(connection.execute(text("SELECT 1")).scalar_one() == 1)


def open_database(url: str, head: AuditHead) -> Database:
    """Open SQLite or PostgreSQL; parameters never reach an error's text, for they name patients."""
    if url.startswith("sqlite"):
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _make_durable)
        event.listen(engine, "begin", _claim_the_write_lock)
    else:
        # A statement PostgreSQL prepared is planned without its values, which makes a search three times slower.
        engine = create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=30,
            connect_args={"connect_timeout": CONNECT_SECONDS, "prepare_threshold": None},
        )
    return Database(engine, head)


def _sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


def _make_durable(connection: sqlite3.Connection, _record: object) -> None:
    """WAL with a sync at every commit: 0.3 ms for never losing what was acknowledged."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _claim_the_write_lock(connection: Connection) -> None:
    """SQLite cannot turn a reader into a writer under contention, so what may write begins as a writer."""
    read_only = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
