"""The newest hash of the audit trail, kept in a file outside the database: what is cut off the end is missed."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

GENESIS = "0" * 64
SECTOR = 512
"""The whole file is one disk sector, overwritten in place: a power cut leaves the old or the new."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The newest entry of the chain."""

    sequence: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Anchor:
    """The newest entry known to be committed, and the one that was about to be."""

    sealed: Sealed
    announced: Sealed | None = None

    @property
    def newest(self) -> Sealed:
        return self.announced or self.sealed


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The file: written before a commit and after it, so that a crash is not mistaken for a cut."""

    path: Path

    def read(self) -> Anchor | None:
        """What is anchored; nothing where the file is missing or spoilt."""
        try:
            with self.path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH)
                return _parse(file.read())
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def fits(self, last: Sealed) -> bool:
        """Whether the trail's last entry is one the file names; asked by the one who holds the trail's write lock."""
        anchor = self.read()
        return last in (anchor.sealed, anchor.announced) if anchor else last == Sealed()

    def announce(self, last: Sealed, coming: Sealed) -> None:
        """Say what is about to be committed after what is."""
        with self._locked() as descriptor:
            _write(descriptor, Anchor(last, coming))
            os.fdatasync(descriptor)

    def advance(self, sealed: Sealed) -> None:
        """Move the head forward, never back; several processes may do so at once.

        Not synced: after a power cut the file may still announce what was committed, and that fits the trail too.
        """
        with self._locked() as descriptor:
            try:
                anchor = _parse(os.pread(descriptor, SECTOR, 0))
            except (ValueError, KeyError, TypeError):
                anchor = Anchor(Sealed())
            if anchor.sealed.sequence < sealed.sequence:
                further = anchor.announced and anchor.announced.sequence > sealed.sequence
                _write(descriptor, Anchor(sealed, anchor.announced if further else None))

    @contextmanager
    def _locked(self) -> Iterator[int]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)
        if fresh:
            _sync_folder(self.path.parent)


def _parse(content: bytes) -> Anchor:
    said = json.loads(content)
    announced = said["announced"]
    return Anchor(
        Sealed(int(said["sequence"]), str(said["hash"])),
        Sealed(int(announced["sequence"]), str(announced["hash"])) if announced else None,
    )


def _write(descriptor: int, anchor: Anchor) -> None:
    announced = anchor.announced and {"sequence": anchor.announced.sequence, "hash": anchor.announced.hash}
    content = {"sequence": anchor.sealed.sequence, "hash": anchor.sealed.hash, "announced": announced}
    os.pwrite(descriptor, json.dumps(content).encode().ljust(SECTOR - 1) + b"\n", 0)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
