"""Walking the audit trail: every entry that was changed, taken out or put in is named."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.records.audit import MISFIT, digest
from app.records.audit_head import Anchor, AuditHead, Sealed
from app.records.tables.audit import AuditEntry


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold, and why."""

    sequence: int
    sentence: str


def verify(session: Session, head: AuditHead) -> Iterator[Fault]:
    """Walk the whole chain; yields nothing where every line is as it was written."""
    before = head.read()
    last = Sealed()
    entries = select(AuditEntry).order_by(AuditEntry.sequence).execution_options(yield_per=1000)
    try:
        for entry in session.scalars(entries):
            yield from _entry_faults(entry, last, before)
            last = Sealed(entry.sequence, entry.hash)
            session.expunge(entry)
    except (ValueError, TypeError, AttributeError):
        yield Fault(last.sequence + 1, f"what follows entry {last.sequence} cannot be read: it was changed")
        return
    yield from _end_faults(last, before, head.read(), head.path.name)


def _entry_faults(entry: AuditEntry, last: Sealed, anchor: Anchor | None) -> Iterator[Fault]:
    here = entry.sequence
    if here != last.sequence + 1:
        yield Fault(here, f"entries before {here} are missing")
    if entry.previous_hash != last.hash:
        yield Fault(here, f"entry {here} does not follow the one before it")
    if digest(entry) != entry.hash:
        yield Fault(here, f"entry {here} was changed after it was written")
    if anchor and here == anchor.sealed.sequence and entry.hash != anchor.sealed.hash:
        yield Fault(here, f"entry {here} is not the one in the anchor file")
    if entry.action == MISFIT:
        yield Fault(here, f"the anchor file had been changed, or the trail before it, when entry {here} was written")


def _end_faults(last: Sealed, before: Anchor | None, after: Anchor | None, name: str) -> Iterator[Fault]:
    """Others may write while the trail is walked, so the file is read before and after."""
    if after is None:
        if last.sequence:
            yield Fault(last.sequence, f"the anchor file {name} is missing or spoilt")
        return
    if before and last.sequence < before.sealed.sequence:
        yield Fault(last.sequence, f"entries {last.sequence + 1} to {before.sealed.sequence} were cut off the end")
    elif last.sequence > after.newest.sequence:
        yield Fault(last.sequence, f"the anchor file {name} was moved back to entry {after.newest.sequence}")
    elif last.sequence > after.sealed.sequence and last != after.announced:
        yield Fault(last.sequence, f"the entries after {after.sealed.sequence} are not the ones in the anchor file")
