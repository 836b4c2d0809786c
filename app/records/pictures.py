"""The picture store: files named by the hash of their content."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.errors import NotFound, Unavailable


@dataclass(frozen=True, slots=True)
class Lain:
    """A file that was not written or asked to be stored again for a while."""

    path: Path
    sha256: str
    """Of its content; empty where it was never finished."""
    bytes: int


NEW = ".new-"


@dataclass(frozen=True, slots=True)
class PictureStore:
    """Bytes under their SHA-256: written once, durable when the call returns, verified when read."""

    root: Path
    _known: set[Path] = field(default_factory=set, init=False, repr=False, compare=False)
    """Folders that this process has made sure of: their own names need no syncing again."""

    def put(self, content: bytes) -> str:
        """Store bytes and return their hash; storing the same bytes again makes them young again."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _held(path.parent, fcntl.LOCK_SH):
            try:
                os.utime(path)
            except (FileNotFoundError, PermissionError):
                self._write(path, content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of this hash, or a refusal if the disk changed them."""
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise NotFound("There is no picture with this hash.") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Unavailable("This picture was damaged on disk. Please restore it from a backup.")
        return content

    def lain_since(self, moment: datetime) -> Iterator[Lain]:
        """Every file that nobody has touched since then."""
        for path in self.root.glob("??/*"):
            named = path.name if _is_hash(path.name) else ""
            if named or path.name.startswith(NEW):
                with suppress(FileNotFoundError):
                    facts = path.stat()
                    if facts.st_mtime < moment.timestamp():
                        yield Lain(path, named, facts.st_size)

    def remove(self, lain: Lain, moment: datetime) -> bool:
        """Take the file away, unless somebody stored it again since then; whoever does so now waits, and writes."""
        with _held(lain.path.parent, fcntl.LOCK_EX), suppress(FileNotFoundError):
            if lain.path.stat().st_mtime < moment.timestamp():
                lain.path.unlink()
                return True
        return False

    def _path(self, sha256: str) -> Path:
        if not _is_hash(sha256):
            raise NotFound("There is no picture with this hash.")
        return self.root / sha256[:2] / sha256

    def _write(self, path: Path, content: bytes) -> None:
        """Temporary name, sync, rename, sync the folder: whole or not there, even after a power cut."""
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=NEW, delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).rename(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        _sync(path.parent)
        if path.parent not in self._known:
            _sync(self.root)
            self._known.add(path.parent)


def _is_hash(name: str) -> bool:
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


@contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    """Whoever stores shares a folder, whoever takes away has it alone: in all processes, while they live."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
