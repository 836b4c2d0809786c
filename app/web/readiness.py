"""Whether the server can do its work: database, disk, models."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.backend import Backend
from app.inference.engine import ABSENT
from app.inference.served import STARTING
from app.message import message
from app.records.database import Database, RecordsError

DATABASE, DISK, MODELS = message("database"), message("disk"), message("models")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ready: bool
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    vital: bool = True
    """Without it no work can be sent here."""

    @property
    def sentence(self) -> str:
        return self.message.format(**self.values)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What must hold before work is sent here."""

    database: Database
    backend: Backend
    data_dir: Path
    min_free_mb: int

    def look(self) -> tuple[Check, ...]:
        return self._database(), self._disk(), self._models()

    def _database(self) -> Check:
        try:
            ready = self.database.answers()
        except RecordsError as error:
            silent = message("The database does not answer ({error}).")
            return Check(DATABASE, False, silent, {"error": type(error).__name__})
        return Check(DATABASE, ready, message("The database answers."))

    def _disk(self) -> Check:
        writable = os.access(self.data_dir, os.W_OK)
        free = shutil.disk_usage(self.data_dir).free // 1_000_000 if writable else 0
        ready = writable and free >= self.min_free_mb
        said = message("{free} MB are free.") if writable else message("The data folder cannot be written to.")
        return Check(DISK, ready, said, {"free": free})

    def _models(self) -> Check:
        """One model that fails takes only its task away; while they start, work is better sent elsewhere."""
        states = [state for state in self.backend.health() if state.fault != ABSENT]
        served = ", ".join(state.task for state in states if state.ready)
        faulty = ", ".join(state.task for state in states if not state.ready)
        if not states:
            return Check(MODELS, True, message("None are installed; records work without."))
        if any(state.fault == STARTING for state in states):
            return Check(MODELS, False, message("They are being started."))
        if faulty:
            said = message("Not served: {faulty}. See the page of the models.")
            return Check(MODELS, False, said, {"faulty": faulty}, vital=not served)
        return Check(MODELS, True, message("Served: {served}."), {"served": served})
