"""An exam's outcome as a person reads it on a console."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from textwrap import fill

from app.domain.assessment import Assessment, Call, Interval, Outcome, Verdict
from app.domain.complaint import Complaint
from app.domain.task import Task
from app.pipeline.file_exam import FileExam
from app.pipeline.line import told

DEMONSTRATION = (
    "DEMONSTRATION: this model was trained on synthetic pictures and has never seen a patient. Not for clinical use."
)
RESEARCH = "For research; not cleared as a medical device. A trained person decides and signs."
FOREMOST = 3
"""Frames that are named."""


def words(exam: FileExam, task: Task, gestation_days: int | None) -> str:
    """A few sentences; the last one says what the model is."""
    lines = [", ".join(file.name for file in exam.files)]
    lines += [f"  {sentence}" for sentence in sentences(exam, task, gestation_days)]
    return "\n".join(fill(line, 110, subsequent_indent="    ") for line in lines) + "\n"


def sentences(exam: FileExam, task: Task, gestation_days: int | None) -> Iterator[str]:
    outcome = exam.outcome
    if outcome.assessment is None:
        yield "Refused: no picture was fit to be judged."
    else:
        yield from answer(outcome.assessment, task)
        if gestation_days is not None:
            yield f"Gestational age {gestation_days // 7} weeks and {gestation_days % 7} days; signs change with it."
    yield from faults(exam)
    yield DEMONSTRATION if outcome.model.synthetic else RESEARCH
    yield f"Model {identity(outcome)}, {outcome.timings.whole:.0f} ms."


def answer(found: Assessment, task: Task) -> Iterator[str]:
    yield headline(found, task)
    for chance in found.chances:
        finding = task.finding(chance.finding)
        if chance.positive:
            yield f"{finding.title} ({chance.probability:.2f}): {finding.meaning}"
            if finding.refer:
                yield "A specialist should see this patient."
    low, high = found.uncertain
    yield f"Probability of any finding {found.probability:.2f}; left open between {low:.2f} and {high:.2f}."
    for call in found.calls:
        yield ("* " if call.name == found.point else "") + told_call(call)
    yield from worth(found)
    yield from grades(found)
    yield from frames(found)


def headline(found: Assessment, task: Task) -> str:
    match found.verdict:
        case Verdict.SUSPECTED:
            return "SUSPECTED." + (
                " Mixed: more than one shape." if sum(one.positive for one in found.chances) > 1 else ""
            )
        case Verdict.UNCERTAIN:
            return "LEFT OPEN: the model does not know. Please judge without it."
        case Verdict.NOT_SUSPECTED:
            return task.facts.negative


def told_call(call: Call) -> str:
    side = "reached" if call.positive else "not reached"
    achieved = f"sensitivity {share(call.sensitivity)}, specificity {share(call.specificity)} on {call.achieved_on}"
    return f"Operating point {call.name}, from {call.threshold:.2f}: {side}; achieved {achieved}."


def share(interval: Interval | None) -> str:
    if interval is None:
        return "unknown"
    return f"{figure(interval.value)} ({figure(interval.low)} to {figure(interval.high)})"


def figure(value: float) -> str:
    """Two places, or as many as keep nearly all from looking like all."""
    places = next((count for count in range(2, 6) if 0 < round(value, count) < 1), 2)
    return f"{value:.{places}f}"


def worth(found: Assessment) -> Iterator[str]:
    yield (
        f"Where {found.prevalence:.2%} have a finding: of positive answers {share(found.ppv)} are right, "
        f"of negative ones {share(found.npv)}."
    )


def grades(found: Assessment) -> Iterator[str]:
    for one in found.severity:
        band = "" if one.low is None or one.high is None else f", band {one.low:.2f} to {one.high:.2f}"
        yield (
            f"Severity {one.score:.2f}{band}: {one.percentile:.0f} % of normal ears lie closer to the middle of "
            "normal ears. A likeness, not a clinical grade."
        )


def frames(found: Assessment) -> Iterator[str]:
    """Which pictures spoke, where they did not speak alike."""
    if len({one.weight for one in found.evidence}) > 1:
        first = sorted(found.evidence, key=lambda one: -one.weight)[:FOREMOST]
        named = ", ".join(f"{one.picture + 1}/{one.frame + 1} ({one.weight:.0%})" for one in first)
        yield f"Weighed most (picture/frame): {named}. A weight says what the network used, not where a finding is."


def faults(exam: FileExam) -> Iterator[str]:
    """Complaints; those that many frames share are said once."""
    shared = Counter(told(one, exam.files) for one in map(frameless, exam.outcome.complaints))
    for sentence, count in shared.items():
        yield f"! {sentence}" + (f" ({count} frames)" if count > 1 else "")


def frameless(complaint: Complaint) -> Complaint:
    return replace(complaint, frame=None)


def identity(outcome: Outcome) -> str:
    model = outcome.model
    return f"{model.task} {model.version} ({model.sha256[:12]})"
