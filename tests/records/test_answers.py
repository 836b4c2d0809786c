"""Idempotency keys."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.errors import Invalid
from app.records.accounts import find_account
from app.records.answers import Answer, claim, keep
from app.records.database import Database
from app.records.tables import KeptAnswer

ANSWER = Answer(201, b'{"id": 1}', "/api/v1/patients/1", '"1"')


def who(records: Database, name: str = "nurse") -> UUID:
    with records.reading() as session:
        account = find_account(session, name)
        assert account
        return account.id


def first(records: Database, key: str = "k", request: bytes = b"r") -> None:
    with records.transaction() as session:
        assert claim(session, who(records), key, request) is None
        keep(session, who(records), key, ANSWER)


def test_the_second_request_gets_the_answer_of_the_first(records: Database) -> None:
    first(records)
    with records.transaction() as session:
        assert claim(session, who(records), "k", b"r") == ANSWER


def test_a_key_used_for_another_request_is_refused(records: Database) -> None:
    first(records)
    with records.transaction() as session, pytest.raises(Invalid):
        claim(session, who(records), "k", b"another")


def test_a_key_belongs_to_one_account(records: Database) -> None:
    first(records)
    with records.transaction() as session:
        assert claim(session, who(records, "clinician"), "k", b"another") is None


def test_a_request_that_failed_leaves_its_key_free(records: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        _claim_and_fail(records)
    first(records)


def _claim_and_fail(records: Database) -> None:
    with records.transaction() as session:
        claim(session, who(records), "k", b"r")
        raise ZeroDivisionError


def test_answers_are_forgotten_after_a_week(records: Database) -> None:
    first(records)
    with records.transaction() as session:
        session.execute(update(KeptAnswer).values(kept_at=datetime.now(UTC) - timedelta(days=8)))
    first(records, "another")
    with records.reading() as session:
        assert [row.key for row in session.scalars(select(KeptAnswer))] == ["another"]
