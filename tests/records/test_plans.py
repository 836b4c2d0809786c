"""How the databases answer the questions of the busiest pages: by an index, in its order."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import ClauseElement, Select, select, text
from sqlalchemy.orm import Session

from app.domain.exam import Ear, ExamState
from app.records.changes import changes_since
from app.records.claims import _lapsed, _received
from app.records.database import Database
from app.records.tables import Exam, SeverityScore
from app.records.worklist import list_exams
from tests.people import site_id

SOMEBODY = UUID("01920000-0000-7000-8000-000000000000")


def plan(session: Session, statement: str) -> str:
    if session.get_bind().dialect.name == "sqlite":
        return "\n".join(row[-1] for row in session.execute(text(f"EXPLAIN QUERY PLAN {statement}")))
    session.execute(text("SET LOCAL enable_seqscan = off"))
    session.execute(text("SET LOCAL enable_bitmapscan = off"))
    return "\n".join(row[0] for row in session.execute(text(f"EXPLAIN {statement}")))


def spelled(session: Session, query: ClauseElement) -> str:
    compiled = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    return re.sub(r":(?=\w)", r"\\:", str(compiled))


def asked(records: Database, monkeypatch: pytest.MonkeyPatch, **narrowed: object) -> str:
    """The plan of the very statement that the worklist sends."""
    caught: list[Select[tuple[Exam]]] = []
    with records.reading() as session:
        real = session.scalars

        def scalars(statement: Select[tuple[Exam]]) -> object:
            caught.append(statement)
            return real(statement)

        monkeypatch.setattr(session, "scalars", scalars)
        list_exams(session, site_id(records), **narrowed)  # type: ignore[arg-type]
        return plan(session, spelled(session, caught[0]))


@pytest.mark.parametrize(
    ("narrowed", "index"),
    [
        ({}, "ix_exam_worklist"),
        ({"state": ExamState.DONE}, "ix_exam_worklist_state"),
        ({"task": "auricular"}, "ix_exam_worklist_task"),
        ({"urgent": True}, "ix_exam_worklist(_urgent)?"),  # in an empty table either will do
        ({"patient_id": SOMEBODY}, "ix_exam_patient"),
    ],
)
def test_the_worklist_is_read_from_its_index_without_sorting(
    records: Database, monkeypatch: pytest.MonkeyPatch, narrowed: dict[str, object], index: str
) -> None:
    said = asked(records, monkeypatch, **narrowed)
    assert re.search(rf"\b{index}\b", said), said
    assert not re.search(r"TEMP B-TREE|\bSort\b", said), said


def test_the_severity_chart_is_read_from_its_index_without_sorting(records: Database) -> None:
    chart = (
        select(SeverityScore)
        .where(
            SeverityScore.patient_id == SOMEBODY,
            SeverityScore.ear == Ear.LEFT,
            SeverityScore.model_sha256 == "0" * 64,
        )
        .order_by(SeverityScore.taken_at)
    )
    with records.reading() as session:
        said = plan(session, spelled(session, chart))
    assert "ix_severity_score_chart" in said
    assert not re.search(r"TEMP B-TREE|\bSort\b", said), said


@pytest.mark.parametrize(("wanted", "index"), [(_lapsed, "ix_exam_unfinished"), (_received, "ix_exam_waiting")])
def test_a_worker_finds_its_next_exam_by_an_index_without_sorting(
    records: Database, wanted: Callable[[datetime], Select[Exam]], index: str
) -> None:
    with records.reading() as session:
        said = plan(session, spelled(session, wanted(datetime(2026, 11, 4, tzinfo=UTC)).limit(1)))
    assert re.search(rf"\b{index}\b", said), said
    assert not re.search(r"TEMP B-TREE|\bSort\b", said), said


def test_what_changed_lately_is_found_by_an_index(records: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    caught: list[Select[Any]] = []
    with records.reading() as session:
        real = session.execute

        def execute(statement: Select[Any], *rest: object) -> object:
            caught.append(statement)
            return real(statement)

        with monkeypatch.context() as watched:
            watched.setattr(session, "execute", execute)
            changes_since(session, datetime(2026, 11, 4, tzinfo=UTC))
        said = plan(session, spelled(session, caught[0]))
    assert "ix_exam_changed" in said
    assert not re.search(r"TEMP B-TREE|\bSort\b", said), said
