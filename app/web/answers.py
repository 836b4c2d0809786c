"""A model's answer as its page says it: findings in non-diagnostic words, and what the number means here."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.assessment import Assessment, Call, Chance, GradedPicture, Interval, Verdict
from app.domain.finding import Finding
from app.domain.task import Task
from app.records.outcomes import KeptOutcome

HUNDREDS = (100, 1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class People:
    """A share in whole people: so many of so many."""

    right: int
    of: int
    low: int
    high: int

    @property
    def wrong(self) -> int:
        return self.of - self.right


@dataclass(frozen=True, slots=True)
class Named:
    """One finding, with its probability in the whole exam."""

    finding: Finding
    chance: Chance


@dataclass(frozen=True, slots=True)
class Answer:
    """What the result card says."""

    task: Task
    kept: KeptOutcome
    assessment: Assessment
    named: Sequence[Named]
    """Every finding but the absent one, the likeliest first."""
    call: Call
    """The operating point the verdict stands on."""
    flagged: People | None
    """Of those called positive at this site, how many have it; None where nothing was measured."""
    cleared: People | None
    """Of those called negative, how many have no such finding."""

    @property
    def said(self) -> Sequence[Finding]:
        """The findings that reach their thresholds."""
        return [named.finding for named in self.named if named.chance.positive]

    @property
    def refer(self) -> bool:
        return self.suspected and any(finding.refer for finding in self.said)

    @property
    def suspected(self) -> bool:
        return self.assessment.verdict is Verdict.SUSPECTED

    @property
    def uncertain(self) -> bool:
        return self.assessment.verdict is Verdict.UNCERTAIN

    @property
    def severity(self) -> Sequence[GradedPicture]:
        return self.assessment.severity


def answer_of(task: Task, kept: KeptOutcome) -> Answer | None:
    """None where the pictures were refused."""
    assessment = kept.outcome.assessment
    if assessment is None:
        return None
    named = [
        Named(task.finding(chance.finding), chance)
        for chance in assessment.chances
        if not task.finding(chance.finding).absent
    ]
    return Answer(
        task,
        kept,
        assessment,
        sorted(named, key=lambda each: -each.chance.probability),
        next(call for call in assessment.calls if call.name == assessment.point),
        people(assessment.ppv),
        people(assessment.npv),
    )


def people(share: Interval | None) -> People | None:
    """In the smallest round number of people in which somebody is right and somebody is wrong, or may be."""
    if share is None:
        return None
    rarer = min(share.value, 1 - share.value) or max(share.high - share.value, share.value - share.low)
    of = next((many for many in HUNDREDS if rarer * many >= 1), HUNDREDS[-1])
    return People(round(share.value * of), of, round(share.low * of), round(share.high * of))
