"""Looking through the audit trail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.records.page import Page
from app.records.tables import AuditEntry

PAGE = 100


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which entries are asked for; empty means all."""

    actor: str = ""
    action: str = ""
    subject_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


def search_trail(session: Session, wanted: TrailFilter, before: int | None = None) -> Page[AuditEntry]:
    """A page of entries, the newest first."""
    found = _matching(wanted).order_by(AuditEntry.sequence.desc()).limit(PAGE + 1)
    if before is not None:
        found = found.where(AuditEntry.sequence < before)
    rows = session.scalars(found).all()
    return Page(rows[:PAGE], str(rows[PAGE - 1].sequence) if len(rows) > PAGE else None)


def whole_trail(session: Session, wanted: TrailFilter) -> Iterator[AuditEntry]:
    """Every entry asked for, the oldest first, a thousand at a time."""
    return iter(session.scalars(_matching(wanted).order_by(AuditEntry.sequence).execution_options(yield_per=1000)))


def _matching(wanted: TrailFilter) -> Select[AuditEntry]:
    found = select(AuditEntry)
    if wanted.actor:
        found = found.where(AuditEntry.actor == wanted.actor.strip().lower())
    if wanted.action:
        found = found.where(AuditEntry.action == wanted.action)
    if wanted.subject_id:
        found = found.where(AuditEntry.subject_id == wanted.subject_id.strip())
    if wanted.since:
        found = found.where(AuditEntry.at >= wanted.since)
    if wanted.until:
        found = found.where(AuditEntry.at < wanted.until)
    return found
