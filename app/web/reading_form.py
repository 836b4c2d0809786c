"""A reading as typed into its form, and what it says once understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from app.domain.assessment import Assessment, Verdict
from app.domain.exam import Agreement
from app.domain.reading import Opinion
from app.domain.task import Task
from app.errors import Invalid
from app.message import message
from app.records.tables import Picture
from app.web.marks import read_marks, write_marks


@dataclass(frozen=True, slots=True)
class ReadingForm:
    """Every field is text until it is understood; entries by the names of the task's reader form."""

    version: int = 0
    answer: str = ""
    """The model's answer that stood beside it; empty where none did."""
    verdict: str = ""
    findings: Sequence[str] = ()
    note: str = ""
    agreement: str = ""
    reason: str = ""
    second_wanted: bool = False
    boxes: str = ""
    """One a line."""
    entries: Mapping[str, str] = field(default_factory=dict)

    def opinion(self, task: Task, pictures: Sequence[Picture]) -> Opinion:
        """What was typed, checked against the task's words and the exam's pictures."""
        faults: dict[str, str] = {}
        if self.verdict not in set(Verdict):
            faults["verdict"] = message("Please say what you see.")
        known = {finding.slug for finding in task.findings if not finding.absent}
        if not set(self.findings) <= known:
            faults["findings"] = message("Please choose one of these.")
        if faults:
            raise Invalid("Please mend the marked fields.", fields=faults)
        verdict = Verdict(self.verdict)
        findings = tuple(self.findings)
        if len(known) == 1:
            findings = tuple(known) if verdict is Verdict.SUSPECTED else ()
        return self._say(verdict, findings, task, pictures)

    def stance(self) -> Agreement:
        """With the model."""
        if self.agreement not in set(Agreement):
            said = message("Please say whether you agree.")
            raise Invalid("Please mend the marked fields.", fields={"agreement": said})
        return Agreement(self.agreement)

    def agreed(self, task: Task, pictures: Sequence[Picture], answer: Assessment) -> Opinion:
        """The model's finding as one's own, with one's own entries."""
        findings = tuple(
            chance.finding
            for chance in answer.chances
            if chance.positive and not task.finding(chance.finding).absent and answer.verdict is Verdict.SUSPECTED
        )
        return self._say(answer.verdict, findings, task, pictures)

    def _say(self, verdict: Verdict, findings: tuple[str, ...], task: Task, pictures: Sequence[Picture]) -> Opinion:
        marks = read_marks(self.boxes, pictures)
        return Opinion(verdict, findings, self.note.strip(), task.reading.read(self.entries), self.second_wanted, marks)


def form_of(opinion: Opinion, version: int, agreement: Agreement | None = None) -> ReadingForm:
    """A form that says what somebody has said before."""
    return ReadingForm(
        version=version,
        verdict=opinion.verdict,
        findings=opinion.findings,
        note=opinion.note,
        agreement=agreement or "",
        second_wanted=opinion.second_wanted,
        boxes=write_marks(opinion.marks),
        entries={name: f"{value:g}" if isinstance(value, float) else value for name, value in opinion.entries.items()},
    )


async def posted_reading(request: Request) -> ReadingForm:
    """The form as it was sent."""
    sent = await request.form()
    version = _text(sent, "version")
    return ReadingForm(
        version=int(version) if version.isdecimal() and len(version) < 9 else -1,
        answer=_text(sent, "answer"),
        verdict=_text(sent, "verdict"),
        findings=tuple(str(value) for value in sent.getlist("findings")),
        note=_text(sent, "note"),
        agreement=_text(sent, "agreement"),
        reason=_text(sent, "reason"),
        second_wanted="second_wanted" in sent,
        boxes=_text(sent, "boxes"),
        entries={name.removeprefix("entry-"): _text(sent, name) for name in sent if name.startswith("entry-")},
    )


def _text(sent: FormData, name: str) -> str:
    """As it was typed: on its way a line break becomes two characters, which would count against the limit."""
    value = sent.get(name, "")
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


PostedReading = Annotated[ReadingForm, Depends(posted_reading)]
