"""Everything that runs behind the pages: the worker, the lookout, and the bulletin that ties them to whoever waits."""

import time
from datetime import UTC, datetime

from app.analysis.bulletin import Bulletin, Hint
from app.analysis.case import Answered, Case, Models, answer
from app.analysis.lookout import Lookout
from app.analysis.pace import Pace
from app.analysis.worker import Worker
from app.domain.exam import ExamState
from app.inference.threads import cores
from app.records.database import Database
from app.records.pictures import PictureStore


class Analysis:
    """The analysis of one server process."""

    def __init__(self, database: Database, store: PictureStore, models: Models, at_once: int, processes: int) -> None:
        threads = at_once or max(cores() // processes, 1)
        self.bulletin = Bulletin()
        self.pace = Pace(threads * processes)
        self._store = store
        self._models = models
        self._alone = processes == 1 and database.engine.dialect.name == "sqlite"
        self._lookout = Lookout(database, self.bulletin)
        self.worker = Worker(database, self._answer, threads, self._lookout.call)

    def start(self) -> None:
        self._lookout.start()
        self.worker.start(alone=self._alone)

    def stop(self) -> None:
        self.bulletin.close()
        self.worker.stop()
        self._lookout.stop()

    def call(self) -> None:
        """An exam came in, or is to be analysed again."""
        self.worker.call()
        self._lookout.call()

    def _answer(self, case: Case) -> Answered:
        """The answer to an exam; whoever waits for it hears how far it is."""
        exam, looked_at, began = case.exam, 0, time.monotonic()

        def tell(frames: int) -> None:
            nonlocal looked_at
            looked_at = min(looked_at + 1, frames)
            now = datetime.now(UTC)
            self.bulletin.tell(Hint(exam.id, exam.site_id, ExamState.ANALYSING, now, looked_at, frames))

        answered = answer(case, self._store, self._models, tell)
        self.pace.took(time.monotonic() - began)
        return answered
