"""The head of the report: what was judged, the main figures, and what they must not be taken for."""

from app.domain.facts import Facts
from app.lab.evaluation import Evaluation
from app.lab.report.markup import Html, bullets, join, section, table, tag
from app.lab.report.words import interval, plural

SYNTHETIC = "Synthetic pictures. These figures were measured on phantoms; they say nothing about patients."
OF_PATIENTS = "These figures hold for pictures like those they were measured on, and for no others."


def head(evaluation: Evaluation) -> Html:
    """Title and the warning that stays in sight."""
    warning = SYNTHETIC if evaluation.synthetic else OF_PATIENTS
    return join(
        [
            tag("p", "Evaluation report", class_="over"),
            tag("h1", evaluation.title),
            tag(
                "p",
                f"{evaluation.data} · {evaluation.protocol} · one answer a {evaluation.level}",
                class_="note",
            ),
            tag("p", warning, class_="warning", role="note"),
        ]
    )


def glance(evaluation: Evaluation) -> Html:
    """The few figures that a reader looks for first."""
    cards = [("Area under the ROC curve", interval(evaluation.discrimination.auroc))]
    first = evaluation.points[0]
    cards += [
        ("Sensitivity achieved", interval(first.sensitivity)),
        ("Specificity achieved", interval(first.specificity)),
    ]
    if evaluation.several:
        cards.append(("Macro area over findings", interval(evaluation.several.macro)))
    if evaluation.grading:
        cards.append(("Rank correlation of severity", interval(evaluation.grading.spearman)))
    if evaluation.locating:
        cards.append(("Heat map inside the lesion", interval(evaluation.locating.energy)))
    drawn = (tag("div", tag("dt", name), tag("dd", value)) for name, value in cards)
    return section(
        "At a glance",
        tag("dl", *drawn, class_="cards"),
        tag(
            "p",
            f"Sensitivity and specificity at the threshold “{first.name.capitalize()}”, chosen on other cases.",
            class_="note",
        ),
    )


def material(evaluation: Evaluation) -> Html:
    """What was judged."""
    counts = evaluation.counts
    said = [
        ("Pictures", f"{counts.pictures:,}"),
        ("Exams", f"{counts.exams:,}"),
        ("Patients", f"{counts.patients:,}"),
        (f"Answers (one a {evaluation.level})", f"{counts.cases:,}"),
        (
            "of these with a finding",
            f"{counts.with_finding:,} ({100 * counts.with_finding / counts.cases:.1f} %)",
        ),
    ]
    folds = len(evaluation.discrimination.folds)
    note = f"{plural(folds, 'network')} tested, on patients that {'it' if folds == 1 else 'each'} had never seen."
    return section("Material", table("What was judged", ("", "Count"), said, note))


def use(facts: Facts) -> Html:
    """What the answer is for, not for, and what may go wrong."""
    return section(
        "Use and hazards",
        tag("h3", "For"),
        bullets(facts.intended),
        tag("h3", "Not for"),
        bullets(facts.not_for),
        tag("h3", "Hazards"),
        bullets(facts.hazards),
        tag("p", "Where nothing is found, the answer reads: ", tag("q", facts.negative)),
    )


def paper(facts: Facts) -> Html:
    """The paper's figures, kept apart from ours."""
    rows = [(figure.name, figure.value, figure.words) for figure in facts.figures]
    return section(
        "The paper’s figures",
        tag("p", "These are the paper’s, on its own patients and with its own network. They are not ours."),
        table(facts.paper, ("Figure", "Value", "Source"), rows),
    )
