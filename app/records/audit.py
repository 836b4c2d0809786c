"""The audit trail: who did what to whom, chained by hashes so that no line can change unseen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.records.audit_head import AuditHead, Sealed
from app.records.tables.audit import AuditEntry

MISFIT = "anchor did not fit"
"""Noted in the trail itself when the file that anchors it does not name its end."""
_PENDING = "audit"
_POSTGRES_LOCK = 0x4E454F  # "NEO"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, from which site, in which request."""

    name: str
    site_id: UUID | None = None
    request_id: str = ""


NOBODY = Actor("nobody")
CONSOLE = Actor("console")


Detail: TypeAlias = str | int | bool | list[str] | None


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: str = "",
    subject_id: object = "",
    **details: Detail,
) -> None:
    """Note an act; it is chained when the transaction ends, and vanishes with it if it fails."""
    session.info.setdefault(_PENDING, []).append(_entry(actor, action, subject, subject_id, details))


def seal(session: Session, head: AuditHead) -> Sealed | None:
    """Chain what was noted, at the end of a transaction; one writer at a time, whichever database."""
    pending: list[AuditEntry] = session.info.pop(_PENDING, [])
    if not pending:
        return None
    session.flush()
    last = _last(session)
    if not head.fits(last):
        pending.insert(0, _entry(CONSOLE, MISFIT, "audit", last.sequence, {}))
    coming = last
    for entry in pending:
        entry.sequence, entry.previous_hash = coming.sequence + 1, coming.hash
        entry.hash = digest(entry)
        coming = Sealed(entry.sequence, entry.hash)
        session.add(entry)
    session.flush()
    head.announce(last, coming)
    return coming


def _last(session: Session) -> Sealed:
    """The end of the chain, which stays the end until this transaction is over."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _POSTGRES_LOCK})
    newest = select(AuditEntry.sequence, AuditEntry.hash).order_by(AuditEntry.sequence.desc()).limit(1)
    found = session.execute(newest).first()
    return Sealed(found.sequence, found.hash) if found else Sealed()


def _entry(actor: Actor, action: str, subject: str, subject_id: object, details: Mapping[str, Detail]) -> AuditEntry:
    return AuditEntry(
        at=datetime.now(UTC),
        actor=actor.name,
        action=action,
        subject=subject,
        subject_id=str(subject_id),
        site_id=actor.site_id,
        request_id=actor.request_id,
        details=canonical(details),
    )


def canonical(value: Mapping[str, object]) -> str:
    """JSON with one spelling only."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(entry: AuditEntry) -> str:
    """The hash over everything an entry says and the hash before it."""
    content = canonical(
        {
            "sequence": entry.sequence,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": entry.actor,
            "action": entry.action,
            "subject": entry.subject,
            "subject_id": entry.subject_id,
            "site_id": str(entry.site_id or ""),
            "request_id": entry.request_id,
            "details": entry.details,
            "previous_hash": entry.previous_hash,
        }
    )
    return hashlib.sha256(content.encode()).hexdigest()
