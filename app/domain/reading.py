"""What people say of an exam, and what follows from what several of them said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.assessment import Verdict
from app.domain.exam import Agreement, ReadingKind, ReadingMode
from app.domain.reader_form import Value
from app.errors import Invalid
from app.message import message

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person sees in an exam."""

    verdict: Verdict
    findings: tuple[str, ...] = ()
    """Slugs of the task; empty where nothing is suspected."""
    note: str = ""
    entries: Mapping[str, Value] = field(default_factory=dict)
    """By field of the task's reader form."""
    second_wanted: bool = False
    """A colleague is asked to read it too."""

    def __post_init__(self) -> None:
        faults: dict[str, str] = {}
        if self.verdict is Verdict.SUSPECTED and not self.findings:
            faults["findings"] = message("Please name what you suspect.")
        if self.verdict is Verdict.NOT_SUSPECTED and self.findings:
            faults["findings"] = message("Nothing suspected and a finding exclude each other. Please choose.")
        if len(self.note) > LONGEST:
            faults["note"] = message("This is too long.")
        if faults:
            raise Invalid("Please mend the marked fields.", fields=faults)

    def differs(self, other: "Opinion") -> bool:
        """Whether the two would lead to different care."""
        return self.verdict is not other.verdict or set(self.findings) != set(other.findings)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who stands for it, since when, meaning what."""

    name: str
    at: datetime
    meaning: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One statement of one person; never changed, only followed by another."""

    version: int
    kind: ReadingKind
    reader: UUID
    reader_name: str
    opinion: Opinion
    agreement: Agreement | None
    """With the model; None where its answer was not seen."""
    reason: str
    at: datetime
    signature: Signature | None


class Step(StrEnum):
    """What one person may do next with an exam."""

    IMPRESSION = "impression"
    """Write down what they see, before the model's answer is shown."""
    DECIDE = "decide"
    SECOND = "second"
    ADJUDICATE = "adjudicate"
    AMEND = "amend"
    """They have signed; only a new version can change it."""
    WATCH = "watch"
    """Nothing: it is for others to read."""


KINDS = {
    Step.IMPRESSION: ReadingKind.IMPRESSION,
    Step.DECIDE: ReadingKind.DECISION,
    Step.SECOND: ReadingKind.SECOND,
    Step.ADJUDICATE: ReadingKind.ADJUDICATION,
}


@dataclass(frozen=True, slots=True)
class Story:
    """Everything said of one exam, the oldest first."""

    mode: ReadingMode
    readings: tuple[Reading, ...] = ()

    @property
    def version(self) -> int:
        """Of the whole: what a form was made from."""
        return max((reading.version for reading in self.readings), default=0)

    def latest(self, kind: ReadingKind) -> Reading | None:
        """The last statement of this kind, amendments counted."""
        return next((reading for reading in reversed(self.readings) if reading.kind is kind), None)

    def impression_of(self, reader: UUID) -> Reading | None:
        said = (each for each in self.readings if each.kind is ReadingKind.IMPRESSION and each.reader == reader)
        return next(said, None)

    def statement_of(self, reader: UUID) -> Reading | None:
        """What this person has signed last."""
        signed = (each for each in reversed(self.readings) if each.signature and each.reader == reader)
        return next(signed, None)

    @property
    def disputed(self) -> bool:
        """Two have signed, and would care differently."""
        first, second = self.latest(ReadingKind.DECISION), self.latest(ReadingKind.SECOND)
        return first is not None and second is not None and first.opinion.differs(second.opinion)

    @property
    def second_waits(self) -> bool:
        """A colleague was asked for, and has not read yet."""
        first = self.latest(ReadingKind.DECISION)
        return first is not None and first.opinion.second_wanted and self.latest(ReadingKind.SECOND) is None

    @property
    def final(self) -> Reading | None:
        """What holds; None while somebody is still to read."""
        settled = self.latest(ReadingKind.ADJUDICATION)
        if self.disputed:
            return settled
        return None if self.second_waits else self.latest(ReadingKind.DECISION)

    def sees_answer(self, person: UUID, *, reads: bool) -> bool:
        """Whether the model's answer may be shown to somebody now."""
        if self.mode is ReadingMode.CONCURRENT or self.final:
            return True
        if not reads:
            return False
        if self.statement_of(person):
            return True
        return self.mode is ReadingMode.SECOND_READER and self.impression_of(person) is not None

    def sees_others(self, person: UUID, *, reads: bool) -> bool:
        """Whether what colleagues said may be shown: not to a reader whose own view is still to come."""
        return self.sees_answer(person, reads=reads) or not reads

    def step(self, person: UUID, *, reads: bool) -> Step:
        """What somebody may do next."""
        if not reads:
            return Step.WATCH
        if self.statement_of(person):
            return Step.AMEND
        if self.latest(ReadingKind.ADJUDICATION) is not None:
            return Step.WATCH
        if self.mode is ReadingMode.SECOND_READER and not self.impression_of(person) and not self.final:
            return Step.IMPRESSION
        if self.latest(ReadingKind.DECISION) is None:
            return Step.DECIDE
        if self.latest(ReadingKind.SECOND) is None:
            return Step.SECOND
        return Step.ADJUDICATE if self.disputed else Step.WATCH


def check_statement(agreement: Agreement | None, reason: str, *, amends: bool) -> None:
    """A disagreement and an amendment give their reason."""
    if (agreement is Agreement.DISAGREE or amends) and not reason.strip():
        raise Invalid("Please mend the marked fields.", fields={"reason": message("Please give the reason.")})
    if len(reason) > LONGEST:
        raise Invalid("Please mend the marked fields.", fields={"reason": message("This is too long.")})
