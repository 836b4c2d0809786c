"""What people say of an exam, and what follows from what several of them said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.assessment import Verdict
from app.domain.box import Box
from app.domain.exam import Agreement, ReadingKind, ReadingMode
from app.domain.reader_form import Value
from app.errors import Invalid
from app.message import message

LONGEST = 4000
MOST_MARKS = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """A box that a reader drew on one frame of one picture, both counted from nought."""

    picture: int
    frame: int
    box: Box


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
    marks: tuple[Mark, ...] = ()
    """Where they see it."""

    def __post_init__(self) -> None:
        faults: dict[str, str] = {}
        if self.verdict is Verdict.SUSPECTED and not self.findings:
            faults["findings"] = message("Please name what you suspect.")
        if self.verdict is Verdict.NOT_SUSPECTED and self.findings:
            faults["findings"] = message("Nothing suspected and a finding exclude each other. Please choose.")
        if len(self.note) > LONGEST:
            faults["note"] = message("This is too long.")
        if len(self.marks) > MOST_MARKS:
            faults["boxes"] = message("These are too many boxes. Please keep the most telling ones.")
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
    answer: UUID | None = None
    """The model's answer that its writer saw; None where they saw none."""


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
    def settled(self) -> Reading | None:
        """What a third person settled."""
        return self.latest(ReadingKind.ADJUDICATION)

    @property
    def reopened(self) -> bool:
        """One of the two changed their mind after it was settled, and away from what was settled."""
        settled = self.settled
        return settled is not None and any(
            now.opinion.differs(before.opinion) and now.opinion.differs(settled.opinion)
            for before, now in self._since(settled)
        )

    def _since(self, settled: Reading) -> Iterator[tuple[Reading, Reading]]:
        """What each of the two said before it was settled, and what they say now."""
        earlier = replace(self, readings=tuple(each for each in self.readings if each.version < settled.version))
        for kind in (ReadingKind.DECISION, ReadingKind.SECOND):
            before, now = earlier.latest(kind), self.latest(kind)
            if before and now:
                yield before, now

    @property
    def final(self) -> Reading | None:
        """What holds; None while somebody is still to read."""
        if self.settled is not None:
            return None if self.reopened else self.settled
        return None if self.disputed or self.second_waits else self.latest(ReadingKind.DECISION)

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
        if self.settled is not None and not self.reopened:
            return Step.WATCH
        if self.mode is ReadingMode.SECOND_READER and not self.impression_of(person) and not self.final:
            return Step.IMPRESSION
        if self.latest(ReadingKind.DECISION) is None:
            return Step.DECIDE
        if self.latest(ReadingKind.SECOND) is None:
            return Step.SECOND
        return Step.ADJUDICATE if self.disputed or self.reopened else Step.WATCH


def check_statement(agreement: Agreement | None, answer: UUID | None, reason: str, *, amends: bool) -> None:
    """A disagreement and an amendment give their reason; nobody agrees or disagrees with nothing."""
    if agreement is not None and answer is None:
        raise ValueError("a stance must name the model's answer it is about")
    if (agreement is Agreement.DISAGREE or amends) and not reason.strip():
        raise Invalid("Please mend the marked fields.", fields={"reason": message("Please give the reason.")})
    if len(reason) > LONGEST:
        raise Invalid("Please mend the marked fields.", fields={"reason": message("This is too long.")})
