"""The picture store: files named by the hash of their content."""

import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import NotFound, Unavailable


@dataclass(frozen=True, slots=True)
class PictureStore:
    """Bytes under their SHA-256: written once, durable when the call returns, verified when read."""

    root: Path
    _known: set[Path] = field(default_factory=set, init=False, repr=False, compare=False)
    """Folders that this process has made sure of: their own names need no syncing again."""

    def put(self, content: bytes) -> str:
        """Store bytes and return their hash; storing the same bytes again changes nothing."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
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

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise NotFound("There is no picture with this hash.")
        return self.root / sha256[:2] / sha256

    def _write(self, path: Path, content: bytes) -> None:
        """Temporary name, sync, rename, sync the folder: whole or not there, even after a power cut."""
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
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


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
