"""The picture store."""

import hashlib
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NotFound, Unavailable
from app.records.pictures import PictureStore

CONTENT = b"a picture, as far as the store knows"


@pytest.fixture
def dialect() -> str:
    """Pictures lie in no database."""
    return "sqlite"


@pytest.fixture
def store(tmp_path: Path) -> PictureStore:
    return PictureStore(tmp_path / "pictures")


def files(store: PictureStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def test_what_is_put_is_got_under_its_hash(store: PictureStore) -> None:
    sha256 = store.put(CONTENT)
    assert sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert store.get(sha256) == CONTENT


def test_the_same_bytes_twice_are_one_file(store: PictureStore) -> None:
    assert store.put(CONTENT) == store.put(CONTENT)
    assert len(files(store)) == 1


def test_a_damaged_file_is_refused(store: PictureStore) -> None:
    sha256 = store.put(CONTENT)
    (path,) = files(store)
    path.write_bytes(CONTENT.replace(b"a", b"b"))
    with pytest.raises(Unavailable):
        store.get(sha256)


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, "\x00" * 64, "g" * 64, "０" * 64])
def test_a_name_that_is_no_hash_is_not_found(store: PictureStore, name: str) -> None:
    with pytest.raises(NotFound):
        store.get(name)


@given(st.text(min_size=64, max_size=64))
def test_no_name_leads_out_of_the_store(name: str) -> None:
    with pytest.raises(NotFound):
        PictureStore(Path("/nowhere")).get(name)


def test_a_file_is_written_synced_renamed_and_its_folder_synced_in_this_order(
    store: PictureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut between any two steps leaves the whole file or none."""
    steps: list[str] = []
    sync, rename = os.fsync, Path.rename

    def fsync(descriptor: int) -> None:
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        if not folder:
            assert os.fstat(descriptor).st_size == len(CONTENT)
        steps.append(f"sync {'folder' if folder else 'file'}")
        sync(descriptor)

    def move(self: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "rename", move)
    store.put(CONTENT)
    assert steps == ["sync file", "rename", "sync folder", "sync folder"]
    steps.clear()
    (path,) = files(store)
    path.unlink()
    store.put(CONTENT)
    assert steps == ["sync file", "rename", "sync folder"], "the folder's own name is safe already"


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_a_write_that_fails_leaves_nothing_behind(
    store: PictureStore, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os if step == "fsync" else Path, step, fail)
        with pytest.raises(OSError, match="No space"):
            store.put(CONTENT)
    assert files(store) == []
    assert store.get(store.put(CONTENT)) == CONTENT
