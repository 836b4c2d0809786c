"""A clinical task: the frozen value that binds one folder of `tasks/` together."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.answered import Assess
from app.domain.facts import Facts
from app.domain.finding import Finding
from app.domain.picture_rules import PictureRules
from app.domain.reader_form import ReaderForm
from app.domain.subject import Subject


class Modality(StrEnum):
    PHOTOGRAPH = "photograph"
    ULTRASOUND = "ultrasound"


class Level(StrEnum):
    """What one answer speaks for."""

    PICTURE = "picture"
    EXAM = "exam"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Task:
    """One clinical question asked of pictures."""

    slug: str
    title: str
    question: str
    modality: Modality
    level: Level
    findings: tuple[Finding, ...]
    picture: PictureRules
    """What a usable picture is, and how to take it."""
    assess: Assess
    """From the network's numbers to an assessment."""
    facts: Facts
    """What a reader must know before trusting an answer."""
    subject: Subject
    """Whom its pictures show."""
    lateral: bool = False
    """Pictures show a left or a right side (ears)."""
    consent: bool = False
    """A guardian's consent is recorded before anything is looked at (faces)."""
    reading: ReaderForm = field(default_factory=ReaderForm)
    """What only a person may write down of an exam."""

    def finding(self, slug: str) -> Finding:
        """The finding of this slug; KeyError names what is known."""
        for finding in self.findings:
            if finding.slug == slug:
                return finding
        known = ", ".join(finding.slug for finding in self.findings)
        raise KeyError(f"{self.slug} knows no finding {slug!r}; it knows {known}")
