"""Watches the records for exams that moved on, in whichever process that happened, and tells the bulletin."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from uuid import UUID

import structlog

from app.analysis.bulletin import Bulletin, Hint
from app.analysis.surprise import tell
from app.records.changes import changes_since
from app.records.database import UNREACHABLE, Database

log = structlog.get_logger()

EVERY = 1.0
"""Seconds between two looks, where nothing calls for one."""
OVERLAP = timedelta(seconds=10)
"""A change is seen when it is committed, which may be after later ones were."""


class Lookout:
    """A thread that looks when it is called, and now and then."""

    def __init__(self, database: Database, bulletin: Bulletin) -> None:
        self._database = database
        self._bulletin = bulletin
        self._called = Event()
        self._ended = False
        self._told: dict[UUID, datetime] = {}
        self._thread: Thread | None = None

    def start(self) -> None:
        self._thread = Thread(target=self._watch, name="lookout", daemon=True)
        self._thread.start()

    def call(self) -> None:
        """Something has just changed in this process."""
        self._called.set()

    def stop(self) -> None:
        self._ended = True
        self._called.set()
        if self._thread is not None:
            self._thread.join()

    def look(self, since: datetime) -> None:
        """Tell what changed since then and was not told yet."""
        with self._database.reading() as session:
            changes = changes_since(session, since)
        for change in changes:
            if self._told.get(change.exam_id) != change.at:
                self._told[change.exam_id] = change.at
                self._bulletin.tell(Hint(change.exam_id, change.site_id, change.state, change.at))
        self._told = {exam: at for exam, at in self._told.items() if at > since}

    def _watch(self) -> None:
        while not self._ended:
            self._called.wait(EVERY)
            self._called.clear()
            if self._ended or not self._bulletin.heard:
                continue
            try:
                self.look(datetime.now(UTC) - OVERLAP)
            except UNREACHABLE as error:
                log.error("lookout is blind", error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 (the edge of a thread: pages that wait would never hear again)
                tell("lookout", error)
