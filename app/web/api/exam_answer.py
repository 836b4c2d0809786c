"""A model's answer as programs read it, in the asker's language."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from app.domain.assessment import Assessment, Call, Chance, Evidence, GradedPicture, Interval, Timings, Verdict
from app.domain.box import Box
from app.domain.complaint import Complaint
from app.domain.task import Task
from app.message import message
from app.records.outcomes import KeptMap, KeptOutcome
from app.web.messages import Language

DEMONSTRATION = message("Demonstration model. Trained on synthetic pictures; not for clinical use.")
RESEARCH = message("For research; not a cleared medical device. A trained person decides and signs.")
OPEN = message("The model leaves the answer open. Please judge without it.")
ELSE = message(
    "Your site has chosen the operating point {chosen}. This model has none of that name, so {used} was used. "
    "Please have an administrator choose anew."
)
SUSPECTED = message("Suspected: {findings}. A person must confirm it.")


class ModelUsed(BaseModel):
    """Which model spoke."""

    version: str
    sha256: str
    preset: str
    synthetic: bool
    preparation: int
    provider: str
    """What ran it, such as CPUExecutionProvider or OpenVINO bf16; empty where the pictures were refused before."""
    caution: str
    """What must be said beside its answer."""


class ComplaintSaid(BaseModel):
    """One fault of a picture, with what to do."""

    code: str
    sentence: str
    hard: bool
    """Nobody may overrule it."""
    note: bool
    """Worth knowing; no picture was left out for it."""
    picture: int | None
    frame: int | None
    outlines: list[Box]


class FindingSaid(BaseModel):
    """One finding's calibrated probability."""

    finding: str
    title: str
    meaning: str
    probability: float
    positive: bool
    refer: bool
    """A specialist should see the patient, whatever else is said."""


class EvidenceSaid(BaseModel):
    """What one picture, or one frame of it, brought to the answer."""

    picture: int
    frame: int
    weight: float
    findings: list[FindingSaid]
    region: Box | None
    landmarks: list[tuple[float, float]]


class MapSaid(BaseModel):
    """Where evidence for a finding lies."""

    number: int
    picture: int
    frame: int
    finding: str
    method: str
    box: Box
    """The part of the picture, as shown, that the map covers."""
    rows: int
    columns: int
    scale: float
    """The value of white; nought where there is no positive evidence."""
    href: str


class AssessmentSaid(BaseModel):
    """What the model says of the pictures; never a diagnosis."""

    verdict: Verdict
    words: str
    """What may be said of it; a negative is never called normal."""
    probability: float
    findings: list[FindingSaid]
    point: str
    """The operating point the verdict stands on."""
    point_remark: str
    """Why it is not the one that your site has chosen; empty where it is, or where your site chose none."""
    calls: list[Call]
    uncertain: tuple[float, float]
    prevalence: float
    ppv: Interval | None
    npv: Interval | None
    evidence: list[EvidenceSaid]
    maps: list[MapSaid]
    severity: list[GradedPicture]


class Answer(BaseModel):
    """One model's answer or refusal under the terms it was asked."""

    id: UUID
    created_at: datetime
    accepted: bool
    """False: the pictures were refused; the complaints say why."""
    complaints: list[ComplaintSaid]
    overrides: list[str]
    assessment: AssessmentSaid | None
    hazards: list[str]
    model: ModelUsed
    timings: Timings


def say_answer(kept: KeptOutcome, task: Task, language: Language, place: str) -> Answer:
    """The answer in a language; `place` is the address of its exam."""
    outcome, say = kept.outcome, language.say
    model = outcome.model
    return Answer(
        id=kept.id,
        created_at=kept.created_at,
        accepted=outcome.accepted,
        complaints=[say_complaint(complaint, say) for complaint in outcome.complaints],
        overrides=sorted(kept.terms.overrides),
        assessment=_assess(outcome.assessment, kept, task, say, place) if outcome.assessment else None,
        hazards=[say(hazard) for hazard in task.facts.hazards],
        model=ModelUsed(
            version=model.version,
            sha256=model.sha256,
            preset=model.preset,
            synthetic=model.synthetic,
            preparation=model.preparation,
            provider=outcome.provider,
            caution=say(DEMONSTRATION if model.synthetic else RESEARCH),
        ),
        timings=outcome.timings,
    )


def say_complaint(complaint: Complaint, say: Callable[..., str]) -> ComplaintSaid:
    return ComplaintSaid(
        code=complaint.code,
        sentence=say(complaint.message, **complaint.values),
        hard=complaint.hard,
        note=complaint.note,
        picture=complaint.picture,
        frame=complaint.frame,
        outlines=list(complaint.outlines),
    )


def _assess(found: Assessment, kept: KeptOutcome, task: Task, say: Callable[..., str], place: str) -> AssessmentSaid:
    return AssessmentSaid(
        verdict=found.verdict,
        words=_words(found, task, say),
        probability=found.probability,
        findings=_findings(found.chances, task, say),
        point=found.point,
        point_remark=say(ELSE, chosen=kept.terms.missed, used=found.point) if kept.terms.missed else "",
        calls=list(found.calls),
        uncertain=found.uncertain,
        prevalence=found.prevalence,
        ppv=found.ppv,
        npv=found.npv,
        evidence=[_evidence(brought, task, say) for brought in found.evidence],
        maps=[_map(drawn, number, kept, place) for number, drawn in enumerate(kept.maps)],
        severity=list(found.severity),
    )


def _words(found: Assessment, task: Task, say: Callable[..., str]) -> str:
    """A suspicion is told by its findings, an absence by what the task's facts allow."""
    match found.verdict:
        case Verdict.NOT_SUSPECTED:
            return say(task.facts.negative)
        case Verdict.UNCERTAIN:
            return say(OPEN)
        case Verdict.SUSPECTED:
            named = [say(task.finding(chance.finding).title) for chance in found.chances if chance.positive]
            return say(SUSPECTED, findings=", ".join(named))


def _findings(chances: Iterable[Chance], task: Task, say: Callable[..., str]) -> list[FindingSaid]:
    """What may be found; the label for nothing found is no finding."""
    named = ((chance, task.finding(chance.finding)) for chance in chances)
    return [
        FindingSaid(
            finding=finding.slug,
            title=say(finding.title),
            meaning=say(finding.meaning),
            probability=chance.probability,
            positive=chance.positive,
            refer=finding.refer,
        )
        for chance, finding in named
        if not finding.absent
    ]


def _evidence(brought: Evidence, task: Task, say: Callable[..., str]) -> EvidenceSaid:
    return EvidenceSaid(
        picture=brought.picture,
        frame=brought.frame,
        weight=brought.weight,
        findings=_findings(brought.chances, task, say),
        region=brought.region,
        landmarks=list(brought.landmarks),
    )


def _map(drawn: KeptMap, number: int, kept: KeptOutcome, place: str) -> MapSaid:
    return MapSaid(
        number=number,
        picture=drawn.picture,
        frame=drawn.frame,
        finding=drawn.finding,
        method=drawn.method,
        box=drawn.box,
        rows=drawn.rows,
        columns=drawn.columns,
        scale=drawn.scale,
        href=f"{place}/maps/{number}?answer={kept.id}",
    )
