"""An exam's outcome as one line of JSON."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from app.domain.assessment import Assessment, Timings
from app.domain.complaint import Complaint
from app.pipeline.file_exam import FileExam


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class SaidComplaint(Part):
    code: str
    message: str
    hard: bool


class SaidFinding(Part):
    finding: str
    probability: float
    positive: bool


class SaidModel(Part):
    version: str
    sha256: str
    preset: str


class Line(Part):
    """One exam."""

    task: str
    files: tuple[str, ...]
    accepted: bool
    complaints: tuple[SaidComplaint, ...]
    findings: tuple[SaidFinding, ...]
    severity: float | None
    """The mean of the exam's pictures, where the task grades."""
    region: tuple[float, float, float, float] | None
    """Left, top, right, bottom of the ear or face in the first picture that was judged."""
    maps: tuple[str, ...]
    """Files under the folder given by --out."""
    model: SaidModel
    timings: Timings


def line(exam: FileExam, maps: Sequence[str]) -> str:
    """JSON without line breaks."""
    outcome = exam.outcome
    found = outcome.assessment
    said = Line(
        task=outcome.model.task,
        files=tuple(map(str, exam.files)),
        accepted=outcome.accepted,
        complaints=tuple(
            SaidComplaint(code=one.code, message=told(one, exam.files), hard=one.hard) for one in outcome.complaints
        ),
        findings=()
        if found is None
        else tuple(
            SaidFinding(finding=one.finding, probability=one.probability, positive=one.positive)
            for one in found.chances
        ),
        severity=None if found is None else severity(found),
        region=None if found is None else region(found),
        maps=tuple(maps),
        model=SaidModel(version=outcome.model.version, sha256=outcome.model.sha256, preset=outcome.model.preset),
        timings=outcome.timings,
    )
    return said.model_dump_json()


def told(complaint: Complaint, files: Sequence[Path]) -> str:
    """The sentence; where there are several pictures or frames, which one it speaks of."""
    places = []
    if complaint.picture is not None and len(files) > 1:
        places.append(files[complaint.picture].name)
    if complaint.frame:
        places.append(f"frame {complaint.frame + 1}")
    return ": ".join([", ".join(places), complaint.sentence] if places else [complaint.sentence])


def severity(found: Assessment) -> float | None:
    scores = [one.score for one in found.severity]
    return sum(scores) / len(scores) if scores else None


def region(found: Assessment) -> tuple[float, float, float, float] | None:
    box = next((one.region for one in found.evidence if one.region), None)
    return None if box is None else (box.left, box.top, box.right, box.bottom)
