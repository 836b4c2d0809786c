"""`card.md`: a bundle's Model Facts, one page that a clinician can read."""

from collections.abc import Iterable, Iterator, Sequence

from app.domain.facts import Facts
from app.domain.task import Task
from app.inference.manifest import Manifest
from app.lab.evaluation import Evaluation, Figure, Point
from app.lab.report.words import interval, one_in, percent, plural
from app.tasks import TASKS

DEMONSTRATION = (
    "> **Demonstration model, trained on synthetic pictures.** It has never seen a patient. Its figures were "
    "measured on synthetic pictures and say nothing about patients. Not for clinical use."
)
RESEARCH = "> **For research. Not cleared as a medical device.** A trained person decides and signs."
PRESETS = {
    "demo": "A small network of the family that the paper describes.",
    "reference": "The network that the paper describes.",
}
LEVELS = {"picture": "One answer a picture.", "exam": "One answer an exam.", "patient": "One answer a patient."}


def write_card(task: Task, facts: Facts, manifest: Manifest, evaluation: Evaluation) -> str:
    """The page in Markdown."""
    parts = (
        head(task, manifest),
        part("What it is for", bullets(facts.intended)),
        part("What it is not for", bullets(facts.not_for)),
        part("What it answers", answers(task, facts, manifest)),
        part("How it was made", making(facts, manifest)),
        part(measured_on(evaluation), figures(evaluation)),
        part("Hazards", bullets(facts.hazards)),
        part("The paper’s figures, not ours", paper(facts)),
        part("Before it is used anywhere", BEFORE),
    )
    return "\n".join(line for lines in parts for line in lines).replace("\u2060", "") + "\n"


BEFORE = (
    "Measure it on the site’s own pictures with `neoscreen evaluate`, by site, device and skin tone. Choose "
    "thresholds there, on cases kept apart. Watch how often readers disagree with it.",
)


def head(task: Task, manifest: Manifest) -> Iterator[str]:
    """Title, warning, and the lines that identify the model."""
    yield f"# {task.title}: model facts"
    yield ""
    yield DEMONSTRATION if manifest.synthetic else RESEARCH
    yield ""
    yield task.question
    yield ""
    yield from rows(
        ("", ""),
        [
            ("Version", manifest.version),
            ("Made", f"{manifest.created:%Y-%m-%d %H:%M} UTC, from commit `{manifest.commit[:12]}`"),
            ("Network", PRESETS[manifest.preset]),
            ("Level", LEVELS[task.level.value]),
        ],
    )


def answers(task: Task, facts: Facts, manifest: Manifest) -> Iterator[str]:
    """The findings that can be named, and what is said where there is none."""
    named = [(finding.title, finding.meaning) for finding in task.findings if not finding.absent]
    yield from rows(("Finding", "Meaning"), named)
    yield ""
    yield f"Where nothing is found, the answer reads: “{facts.negative}”"
    low, high = manifest.uncertain.low, manifest.uncertain.high
    yield ""
    yield f"A probability strictly between {low:.3f} and {high:.3f} leaves the answer open: it reads “uncertain”."


def making(facts: Facts, manifest: Manifest) -> Iterator[str]:
    """From which pictures, by which recipe."""
    learnt = manifest.training
    yield f"Following: {facts.paper}."
    yield ""
    yield (
        f"Trained on {learnt.data}: {learnt.pictures:,} pictures of {learnt.exams:,} exams and "
        f"{learnt.patients:,} patients, seed {learnt.seed}, "
        f"{plural(learnt.epochs, 'epoch')}, {plural(max(1, round(learnt.minutes)), 'minute')}. "
        "Patients are kept apart between training, validation and test. Thresholds, temperature and the uncertain "
        "zone were chosen on validation patients."
    )


def measured_on(evaluation: Evaluation) -> str:
    """The title over our figures says what they were measured on."""
    return "Figures on synthetic pictures" if evaluation.synthetic else "Figures"


def figures(evaluation: Evaluation) -> Iterator[str]:
    """What was measured, with 95 % intervals."""
    counts = evaluation.counts
    yield (
        f"Measured on {evaluation.data}: {counts.cases:,} answers, {counts.with_finding:,} with a finding. "
        "In brackets: 95 % intervals."
    )
    yield ""
    yield from rows(("Figure", "Value"), [(name, interval(value)) for name, value in main(evaluation) if value])
    yield ""
    points = [
        (
            point.name.capitalize(),
            f"{point.thresholds[0]:.3f}",
            interval(point.sensitivity),
            interval(point.specificity),
        )
        for point in evaluation.points
    ]
    yield "Operating points, chosen on validation cases; what they achieved on test cases:"
    yield ""
    yield from rows(("Point", "Threshold", "Sensitivity", "Specificity"), points)
    yield ""
    yield "What an answer is worth where the finding is as common as said:"
    yield ""
    yield from rows(("Point", "Prevalence", "PPV", "NPV"), [row for one in evaluation.points for row in worth(one)])
    yield from severity(evaluation)
    yield from strangers(evaluation)
    yield from blind(evaluation)


def main(evaluation: Evaluation) -> Iterator[tuple[str, Figure | None]]:
    """The figures that a reader looks for."""
    yield "Area under the ROC curve, finding or none", evaluation.discrimination.auroc
    yield "Average precision (PR-AUC)", evaluation.discrimination.average_precision
    yield "Accuracy of the likeliest answer", evaluation.discrimination.accuracy
    if evaluation.angles is not None:
        seen_from = " or ".join(evaluation.angles.views)
        yield f"Accuracy, each {seen_from} picture on its own", evaluation.angles.asked
        yield "Accuracy, each picture on its own, at mixed angles", evaluation.angles.mixed
    if evaluation.several is not None:
        yield f"Macro area over findings, among {evaluation.several.among}", evaluation.several.macro
    yield "Calibration error (ECE)", evaluation.calibration.error_after
    yield "Answers left open", evaluation.uncertainty.uncertain
    if evaluation.grading is not None:
        yield "Rank correlation of severity with the true one, all ears", evaluation.grading.spearman
        yield "The same among deformed ears", evaluation.grading.spearman_deformed
        yield "Pairs of visits of an improving ear put in the right order", evaluation.grading.ordered
    if evaluation.locating is not None:
        yield "Share of the heat map inside the lesion", evaluation.locating.energy
    if evaluation.acquaintance is not None:
        yield "Own pictures taken as familiar", evaluation.acquaintance.accepted
        yield "Pictures of the other tasks turned away as unfamiliar", evaluation.acquaintance.refused


def worth(point: Point) -> list[tuple[str, ...]]:
    """One row a prevalence."""
    return [
        (point.name.capitalize(), f"{one_in(one.prevalence)} ({one.words})", percent(one.ppv), percent(one.npv))
        for one in point.predictive
    ]


def severity(evaluation: Evaluation) -> Iterator[str]:
    """How far two scores of one ear must lie apart."""
    found = evaluation.grading
    if found is None or found.detectable is None:
        return
    yield ""
    yield (
        f"Two severity scores of one ear that differ by less than {found.detectable:.2f} may differ by chance alone. "
        "The score is a learned likeness, not a clinical grade."
    )


def strangers(evaluation: Evaluation) -> Iterator[str]:
    """Which wrong pictures pass for the right ones."""
    found = evaluation.acquaintance
    if found is None:
        return
    told = ", ".join(f"{TASKS[one.task].title} {100 * one.refused:.0f} %" for one in found.strangers)
    yield ""
    yield f"Pictures of another task turned away as unfamiliar: {told}. By this alone the rest would be answered."


def blind(evaluation: Evaluation) -> Iterator[str]:
    """What could be had without looking closely."""
    found = evaluation.baseline
    if found is None:
        return
    yield ""
    yield (
        f"A logistic regression on 32×32 thumbnails of the same pictures reaches an area of {found.auroc:.3f}; "
        f"the network, {found.network:.3f}."
    )


def paper(facts: Facts) -> Iterator[str]:
    """The paper's figures, each with where it stands."""
    yield "On the paper’s patients, with the paper’s network. They say nothing of this model."
    yield ""
    yield from rows(("Figure", "Value", "Source"), [(one.name, one.value, one.words) for one in facts.figures])


def part(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading and what stands under it."""
    yield ""
    yield f"## {title}"
    yield ""
    yield from lines


def bullets(items: Iterable[str]) -> Iterator[str]:
    """A list."""
    return (f"- {item}" for item in items)


def rows(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; a bar in a cell would end it."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for line in lines:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in line)} |"
