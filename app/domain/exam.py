"""Words about an exam and what becomes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from app.domain.task import Task
from app.errors import Invalid
from app.message import message

FETAL_GESTATION = range(35, 316)
"""Days of gestation at which a fetus may be examined."""


class Laterality(StrEnum):
    """Which side the pictures show."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    NONE = "none"


class Ear(StrEnum):
    """One ear of a patient."""

    LEFT = "left"
    RIGHT = "right"


class ExamState(StrEnum):
    """Where an exam stands between the browser and its answer."""

    RECEIVED = "received"
    ANALYSING = "analysing"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class ReadingKind(StrEnum):
    """What a person said, and when in the story."""

    IMPRESSION = "impression"
    """Before the model's answer was shown."""
    DECISION = "decision"
    SECOND = "second"
    ADJUDICATION = "adjudication"


class Agreement(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    CORRECT = "correct"


class Skin(StrEnum):
    """The skin under a moulding device."""

    INTACT = "intact"
    ERYTHEMA = "erythema"
    EXCORIATION = "excoriation"
    ULCER = "ulcer"


class ReadingMode(StrEnum):
    """When a reader sees the model's answer."""

    SECOND_READER = "second_reader"
    """After their own impression is locked."""
    CONCURRENT = "concurrent"
    TRIAGE_BLIND = "triage_blind"
    """After they have signed; nothing the model says orders or hides an exam."""


SKEW = timedelta(minutes=15)
"""How far the clock of a camera may run ahead of ours."""
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
LONGEST = 200
"""Signs of a device's name."""


@dataclass(frozen=True, slots=True)
class ExamFacts:
    """What is said of an exam when its pictures come in."""

    task: Task
    laterality: Laterality
    taken_at: datetime
    gestation_days: int | None = None
    """Of the fetus on that day, where the pictures show one."""
    consent: bool = False
    device: str = ""
    urgent: bool = False

    def __post_init__(self) -> None:
        faults = dict(self._faults())
        if faults:
            raise Invalid("Please mend the marked fields.", fields=faults)

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from self._faults_of_task()
        if self.taken_at.tzinfo is None:
            yield "taken_at", message("Please give the time with its zone, such as 2026-11-03T09:30:00+08:00.")
        elif not OLDEST <= self.taken_at <= datetime.now(UTC) + SKEW:
            yield "taken_at", message("The pictures cannot have been taken then. Please check date and time.")
        if self.gestation_days is not None and self.gestation_days not in FETAL_GESTATION:
            yield "gestation_days", message("Please give the gestational age between 5 and 45 weeks, in days.")
        if len(self.device) > LONGEST or not self.device.isprintable():
            yield "device", message("Please give the device a shorter name without line breaks.")

    def _faults_of_task(self) -> Iterator[tuple[str, str]]:
        """What this task asks for, or knows nothing of."""
        side = self.laterality in (Laterality.LEFT, Laterality.RIGHT)
        if self.task.lateral and not side:
            yield "laterality", message("Please say which ear it is, left or right; each ear is an exam of its own.")
        if not self.task.lateral and side:
            yield "laterality", message("This task knows no sides. Please leave the side out.")
        if self.task.consent and not self.consent:
            yield "consent", message("Please record the guardian's consent first: such pictures show who somebody is.")
        if self.gestation_days is not None and self.task.subject.born:
            yield "gestation_days", message("Gestation is that of a fetus. Please leave it out here.")
