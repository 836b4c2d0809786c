"""The audit trail: written by many at once, and every tamper found."""

import json
import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, SessionTransaction

from app.records.audit import CONSOLE, MISFIT, Actor, digest, record
from app.records.audit_check import verify
from app.records.audit_head import AuditHead, Sealed
from app.records.database import Database, open_database
from app.records.tables import AuditEntry
from app.settings import Settings

LONG = 24
TAMPERS = int(os.environ.get("NEOSCREEN_TEST_TAMPERS", "140"))


def write(records: Database, count: int, actor: str = "clinician") -> None:
    for number in range(count):
        with records.transaction() as session:
            record(session, Actor(actor, uuid4(), uuid4().hex), "patient read", "patient", uuid4(), shown=[str(number)])
            if number % 5 == 0:
                record(session, CONSOLE, "token issued", "account", "张三", label="=1+1")


def faults(records: Database) -> list[str]:
    with records.reading() as session:
        return [fault.sentence for fault in verify(session, records.head)]


def length(records: Database) -> int:
    with records.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def test_an_untouched_trail_holds(records: Database) -> None:
    assert faults(records) == []
    write(records, LONG)
    assert faults(records) == []
    anchor = records.head.read()
    assert anchor
    assert anchor.newest.sequence == length(records) == LONG + 5


def test_what_fails_leaves_no_entry_and_breaks_nothing(records: Database) -> None:
    write(records, 2)
    with pytest.raises(ZeroDivisionError):
        _fail(records)
    write(records, 2)
    assert faults(records) == []


def test_a_commit_that_fails_after_it_was_announced_breaks_nothing(
    records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(records, 3)
    with monkeypatch.context() as broken:
        broken.setattr(SessionTransaction, "commit", _pull_the_cable)
        with pytest.raises(OSError, match="cable"):
            write(records, 1)
    assert faults(records) == []
    write(records, 3)
    assert faults(records) == []


def _fail(records: Database) -> None:
    with records.transaction() as session:
        record(session, CONSOLE, "patient read")
        raise ZeroDivisionError


def _pull_the_cable(*_: object, **__: object) -> None:
    raise OSError("cable")


def test_a_crash_between_commit_and_anchor_is_no_fault(records: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    write(records, 3)
    with monkeypatch.context() as crashed:
        crashed.setattr(AuditHead, "advance", lambda *_: None)
        write(records, 1)
    assert faults(records) == []
    write(records, 2)
    assert faults(records) == []


def _write_elsewhere(url: str, head: Path, count: int, actor: str) -> None:
    records = open_database(url, AuditHead(head))
    threads = [Thread(target=write, args=(records, count, f"{actor}-{number}")) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    records.engine.dispose()


def test_16_writers_in_4_processes_make_one_chain(settings: Settings, records: Database) -> None:
    spawn = get_context("spawn")
    given = (settings.url, records.head.path, 10)
    writers = [spawn.Process(target=_write_elsewhere, args=(*given, f"p{number}")) for number in range(4)]
    for writer in writers:
        writer.start()
    heads = []
    while any(writer.is_alive() for writer in writers):
        anchor = records.head.read()
        heads.append(anchor.sealed.sequence if anchor else 0)
        assert faults(records) == []
        time.sleep(0.1)
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 4
    assert heads == sorted(heads), "the anchor went back"
    assert length(records) == 16 * 12
    assert faults(records) == []
    with records.reading() as session:
        links = [row.previous_hash for row in session.scalars(select(AuditEntry))]
    assert len(set(links)) == len(links), "the chain forked"


Tamper = Callable[[Session, random.Random, Path], None]


def _some(session: Session, chance: random.Random, least: int = 1) -> AuditEntry:
    last = session.scalar(select(func.max(AuditEntry.sequence))) or 0
    return session.get_one(AuditEntry, chance.randint(least, last))


def _set(session: Session, which: int, **values: object) -> None:
    session.execute(update(AuditEntry).where(AuditEntry.sequence == which).values(**values))


def edit_a_field(session: Session, chance: random.Random, _head: Path) -> None:
    entry = _some(session, chance)
    field = chance.choice(
        ("at", "actor", "action", "subject", "subject_id", "site_id", "request_id", "details", "previous_hash", "hash")
    )
    old = getattr(entry, field)
    new: object = f"{old}x"[-64:]
    if field == "at":
        new = old + timedelta(microseconds=chance.choice((-1, 1)))
    elif field == "site_id":
        new = uuid4()
    elif field in {"hash", "previous_hash"}:
        new = _flip(old, chance)
    _set(session, entry.sequence, **{field: new})


def _flip(digits: str, chance: random.Random) -> str:
    place = chance.randrange(64)
    other = chance.choice([digit for digit in "0123456789abcdef" if digit != digits[place]])
    return digits[:place] + other + digits[place + 1 :]


def delete_some(session: Session, chance: random.Random, _head: Path) -> None:
    first = _some(session, chance).sequence
    session.execute(delete(AuditEntry).where(AuditEntry.sequence.between(first, first + chance.randint(0, 3))))


def cut_the_end(session: Session, chance: random.Random, _head: Path) -> None:
    session.execute(delete(AuditEntry).where(AuditEntry.sequence >= _some(session, chance).sequence))


def cut_the_end_and_move_the_anchor_to_an_older_place(session: Session, chance: random.Random, head: Path) -> None:
    last = _some(session, chance, least=4)
    session.execute(delete(AuditEntry).where(AuditEntry.sequence > last.sequence))
    older = session.get_one(AuditEntry, chance.randint(1, last.sequence - 1))
    _anchor(head, older.sequence, older.hash)


def insert_one(session: Session, chance: random.Random, _head: Path) -> None:
    """Everything after moves up by one, with its old hashes."""
    place = _some(session, chance).sequence
    _shift(session, place)
    like = session.get_one(AuditEntry, place + 1)
    session.add(_copy(like, sequence=place, actor="somebody"))


def append_one_without_the_anchor(session: Session, chance: random.Random, _head: Path) -> None:
    last = _some(session, chance, least=session.scalar(select(func.max(AuditEntry.sequence))) or 1)
    forged = _copy(last, sequence=last.sequence + 1, previous_hash=last.hash, actor="somebody")
    forged.hash = digest(forged)
    session.add(forged)


def swap_two(session: Session, chance: random.Random, _head: Path) -> None:
    one = _some(session, chance, least=2)
    other = session.get_one(AuditEntry, chance.randint(1, one.sequence - 1))
    one_is, other_is = one.sequence, other.sequence
    _set(session, one_is, sequence=-1)
    _set(session, other_is, sequence=one_is)
    _set(session, -1, sequence=other_is)


def rewrite_what_follows(session: Session, chance: random.Random, _head: Path) -> None:
    """One entry is changed, and every hash after it made to fit."""
    first = _some(session, chance)
    first.actor = "somebody"
    _rehash(session, first.sequence)


def rewrite_and_move_the_anchor_back(session: Session, chance: random.Random, head: Path) -> None:
    first = _some(session, chance, least=2)
    older = session.get_one(AuditEntry, first.sequence - 1)
    _anchor(head, older.sequence, older.hash)
    rewrite_what_follows(session, random.Random(first.sequence), head)


def take_out_and_close_the_gap(session: Session, chance: random.Random, _head: Path) -> None:
    gone = _some(session, chance).sequence
    session.execute(delete(AuditEntry).where(AuditEntry.sequence == gone))
    for sequence in session.scalars(
        select(AuditEntry.sequence).where(AuditEntry.sequence > gone).order_by(AuditEntry.sequence)
    ).all():
        _set(session, sequence, sequence=sequence - 1)
    session.expire_all()
    _rehash(session, gone)


def lose_the_anchor(_session: Session, _chance: random.Random, head: Path) -> None:
    head.unlink()


def spoil_the_anchor(_session: Session, chance: random.Random, head: Path) -> None:
    head.write_bytes(chance.randbytes(chance.randint(0, 600)))


def move_the_anchor_back(session: Session, chance: random.Random, head: Path) -> None:
    last = session.scalar(select(func.max(AuditEntry.sequence))) or 0
    older = session.get_one(AuditEntry, chance.randint(1, last - 1))
    _anchor(head, older.sequence, older.hash)


def change_the_anchors_hash(_session: Session, chance: random.Random, head: Path) -> None:
    said = json.loads(head.read_text())
    _anchor(head, said["sequence"], _flip(said["hash"], chance))


def _anchor(head: Path, sequence: int, hash_: str) -> None:
    head.write_text(json.dumps({"sequence": sequence, "hash": hash_, "announced": None}))


def _shift(session: Session, place: int) -> None:
    after = select(AuditEntry.sequence).where(AuditEntry.sequence >= place).order_by(AuditEntry.sequence.desc())
    for sequence in session.scalars(after).all():
        _set(session, sequence, sequence=sequence + 1)
    session.expire_all()


def _copy(entry: AuditEntry, **changed: object) -> AuditEntry:
    values = {column.key: getattr(entry, column.key) for column in AuditEntry.__table__.columns}
    return AuditEntry(**(values | changed))


def _rehash(session: Session, first: int) -> None:
    before = session.get(AuditEntry, first - 1)
    previous = before.hash if before else Sealed().hash
    rows = session.scalars(select(AuditEntry).where(AuditEntry.sequence >= first).order_by(AuditEntry.sequence))
    for entry in rows.all():
        entry.previous_hash = previous
        entry.hash = previous = digest(entry)


EVERY: tuple[Tamper, ...] = (
    edit_a_field,
    delete_some,
    cut_the_end,
    cut_the_end_and_move_the_anchor_to_an_older_place,
    insert_one,
    append_one_without_the_anchor,
    swap_two,
    rewrite_what_follows,
    rewrite_and_move_the_anchor_back,
    take_out_and_close_the_gap,
    lose_the_anchor,
    spoil_the_anchor,
    move_the_anchor_back,
    change_the_anchors_hash,
)


def _tries(records: Database, tries: range) -> list[str]:
    """Each tamper is undone by rolling back and writing the anchor as it was."""
    missed = []
    kept = records.head.path.read_bytes()
    with Session(records.engine) as session:
        for seed in tries:
            tamper = EVERY[seed % len(EVERY)]
            tamper(session, random.Random(seed), records.head.path)
            session.flush()
            session.expire_all()
            if not list(verify(session, records.head)):
                missed.append(f"{tamper.__name__} {seed}")
            session.rollback()
            records.head.path.write_bytes(kept)
    return missed


def test_hundreds_of_random_tampers_are_all_found(records: Database) -> None:
    write(records, LONG)
    assert _tries(records, range(TAMPERS)) == []
    assert faults(records) == []


@pytest.mark.parametrize("tamper", [lose_the_anchor, spoil_the_anchor, move_the_anchor_back, cut_the_end])
def test_a_tamper_with_the_end_or_its_anchor_stays_seen_after_more_was_written(
    records: Database, tamper: Tamper
) -> None:
    write(records, 8)
    with records.transaction() as session:
        tamper(session, random.Random(7), records.head.path)
    write(records, 10)
    said = faults(records)
    assert any("anchor file" in sentence for sentence in said)
    with records.reading() as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == MISFIT)) == 1


def test_an_entry_that_cannot_even_be_read_is_a_fault(records: Database) -> None:
    if records.engine.dialect.name == "postgresql":
        return  # its types keep such things out
    write(records, 3)
    with records.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_entry SET at = 'yesterday' WHERE sequence = 2")
    assert any("cannot be read" in sentence for sentence in faults(records))
