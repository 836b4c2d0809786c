"""Pictures come in: room is found, every file is opened and cleaned, and nothing is acknowledged before it is kept."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore

from app.analysis.pace import Pace
from app.errors import FileFault, Invalid, NeoscreenError, Unavailable, UnusableFiles
from app.imaging.intake import Cleaned, Opened, clean_copy, open_picture
from app.message import message
from app.records.claims import waiting
from app.records.database import Session
from app.records.exams import StoredPicture
from app.records.pictures import PictureStore

MOST_PICTURES = 200
AT_ONCE = 4
"""Batches that are opened at the same time: each lies in memory."""
PATIENCE = 5.0
LATER = 10
"""Seconds after which it is worth coming again, where nobody knows."""
FULL = message("Many exams wait to be analysed already. Please send this one again in {seconds} seconds.")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as somebody sent it."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Room:
    """How much may wait to be analysed, and how long the last one may have to."""

    exams: int
    bytes: int
    seconds: float


class Reception:
    """Where pictures come in, with its limits."""

    def __init__(self, store: PictureStore, most: Room, pace: Pace) -> None:
        self._store = store
        self._most = most
        self._pace = pace
        self._desks = BoundedSemaphore(AT_ONCE)

    def find_room(self, session: Session) -> None:
        """Refuse while there is more to do than can be done soon."""
        now = waiting(session)
        if now.exams >= self._most.exams or now.bytes >= self._most.bytes:
            raise Unavailable(FULL, seconds=LATER)
        too_long = self._pace.wait(now.exams) - self._most.seconds
        if now.exams and too_long > 0:
            raise Unavailable(FULL, seconds=max(round(too_long), 1))

    def store(self, files: Sequence[SentFile]) -> list[StoredPicture]:
        """All files, cleaned and stored; if one cannot be used, every such one is named."""
        if not files:
            said = message("Please add at least one picture.")
            raise Invalid("Please mend the marked fields.", fields={"pictures": said})
        if len(files) > MOST_PICTURES:
            said = message("At most 200 pictures make one exam. Please leave some out.")
            raise Invalid("Please mend the marked fields.", fields={"pictures": said})
        with self._desk():
            return [self._keep(copy, opened) for copy, opened in self._clean(files)]

    @contextmanager
    def _desk(self) -> Iterator[None]:
        if not self._desks.acquire(timeout=PATIENCE):
            raise Unavailable(FULL, seconds=LATER)
        try:
            yield
        finally:
            self._desks.release()

    def _clean(self, files: Sequence[SentFile]) -> list[tuple[Cleaned, Opened]]:
        """Every file before any is stored."""
        cleaned, faults = [], []
        for position, file in enumerate(files):
            try:
                copy = clean_copy(file.read())
                cleaned.append((copy, open_picture(copy.content)))
            except NeoscreenError as error:
                faults.append(FileFault(position, _printable(file.name), error))
        if faults:
            raise UnusableFiles(faults)
        return cleaned

    def _keep(self, copy: Cleaned, opened: Opened) -> StoredPicture:
        return StoredPicture(
            sha256=self._store.put(copy.content),
            bytes=len(copy.content),
            media_type=copy.media_type,
            width=opened.width,
            height=opened.height,
            frames=opened.frames,
            frame_seconds=opened.frame_seconds,
            spacing_mm=opened.spacing_mm,
        )


def _printable(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable())[:200]
