"""Files that nothing names are swept; nothing else ever is."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep, time

import pytest
from sqlalchemy import select

from app.errors import Conflict
from app.records.audit_check import verify
from app.records.database import Database
from app.records.pictures import Lain, PictureStore
from app.records.sweep import AGE, FEW, Swept, sweep
from app.records.tables import Assessment, AuditEntry
from app.settings import Settings
from tests.exams import answer, drawn, found, take_drawn

ORPHAN = b"left behind"


@pytest.fixture
def store(settings: Settings) -> PictureStore:
    return PictureStore(settings.data_dir / "pictures")


def files(store: PictureStore) -> set[Path]:
    return {path for path in store.root.rglob("*") if path.is_file()}


def age(*paths: Path, by: timedelta = AGE + timedelta(hours=1)) -> None:
    for path in paths:
        os.utime(path, (time() - by.total_seconds(),) * 2)


def test_what_an_exam_names_stays_however_old(records: Database, store: PictureStore) -> None:
    manifest = store.put(b"what a model said of itself")
    with records.transaction() as session:
        taken = take_drawn(session, records, store, drawn())
    answer(records, store)
    with records.transaction() as session:
        session.get_one(Assessment, found(session, taken).assessment_id).model_sha256 = manifest
    named = files(store)
    assert len(named) == 3, "a picture, a heat map, a manifest"
    store.put(ORPHAN)
    age(*files(store))
    assert sweep(records, store) == Swept(1, 0, len(ORPHAN))
    assert files(store) == named
    assert sweep(records, store) == Swept(0, 0, 0)


def test_only_what_has_lain_for_a_day_is_swept_and_nothing_of_others(records: Database, store: PictureStore) -> None:
    store.put(ORPHAN)
    (young,) = files(store)
    cut, being_written, strange = (young.parent / name for name in (".new-old", ".new-young", "README"))
    for path in (cut, being_written, strange):
        path.write_bytes(b"123")
    age(cut, strange)
    assert sweep(records, store) == Swept(0, 1, 3)
    assert files(store) == {young, being_written, strange}


def test_the_trail_says_how_many(records: Database, store: PictureStore) -> None:
    store.put(ORPHAN)
    age(*files(store))
    sweep(records, store, many=True)
    with records.reading() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "pictures swept"))
        assert (entry.actor, entry.details) == ("console", '{"bytes":11,"orphans":1,"unfinished":0}')
        assert list(verify(session, records.head)) == []


def test_an_empty_store_is_swept_too(records: Database, store: PictureStore) -> None:
    assert sweep(records, store) == Swept(0, 0, 0)


def test_files_of_another_database_are_not_swept_unless_somebody_says_so(
    records: Database, store: PictureStore
) -> None:
    with records.transaction() as session:
        take_drawn(session, records, store, drawn())
    for number in range(FEW + 1):
        store.put(b"%d" % number)
    age(*files(store))
    with pytest.raises(Conflict, match="name 1 of 22 older files"):
        sweep(records, store)
    assert len(files(store)) == FEW + 2
    assert sweep(records, store, many=True).orphans == FEW + 1


def test_a_single_file_is_not_swept_where_no_file_is_named(records: Database, store: PictureStore) -> None:
    store.put(ORPHAN)
    age(*files(store))
    with pytest.raises(Conflict, match="name 0 of 1 older files"):
        sweep(records, store)
    assert len(files(store)) == 1


def test_what_is_stored_again_after_it_was_found_stays(store: PictureStore) -> None:
    before = datetime.now(UTC) - AGE
    sha256 = store.put(ORPHAN)
    age(*files(store))
    (lain,) = store.lain_since(before)
    store.put(ORPHAN)
    assert not store.remove(lain, before)
    assert store.get(sha256) == ORPHAN


def test_whoever_stores_beside_a_sweep_finds_it_stored(store: PictureStore) -> None:
    """The sweep takes the file whenever it may; what was put is there all the same for as long as it is young."""
    sha256, done = store.put(ORPHAN), Event()
    (path,) = files(store)
    removed, rounds, deadline = 0, 0, monotonic() + 60

    def remove() -> None:
        nonlocal removed
        while not done.is_set():
            removed += store.remove(Lain(path, sha256, 1), datetime.now(UTC) - AGE)
            sleep(0)

    sweeper = Thread(target=remove)
    sweeper.start()
    try:
        while rounds < 300 or (not removed and monotonic() < deadline):
            rounds += 1
            store.put(ORPHAN)
            assert store.get(sha256) == ORPHAN
            age(path)
    finally:
        done.set()
        sweeper.join()
    assert removed


def test_a_file_of_another_user_is_written_anew_to_be_young(
    store: PictureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = store.put(ORPHAN)
    age(*files(store))

    def refuse(*_: object) -> None:
        raise PermissionError

    with monkeypatch.context() as of_another:
        of_another.setattr(os, "utime", refuse)
        store.put(ORPHAN)
    assert list(store.lain_since(datetime.now(UTC) - AGE)) == []
    assert store.get(sha256) == ORPHAN
