"""The parts of the report that tell what the network did."""

from app.lab.evaluation import Calibration, Evaluation, Place, Point, Several
from app.lab.report.chart import BLUE, ORANGE, Axis, Bar, Series, forest, plot
from app.lab.report.markup import Html, section, table, tag
from app.lab.report.words import NOT_SAID, interval, one_in, percent, share


def discrimination(evaluation: Evaluation) -> Html:
    """Areas, curves and folds."""
    found = evaluation.discrimination
    counts = evaluation.counts
    rows = [
        ("Area under the ROC curve", interval(found.auroc), "DeLong"),
        ("The same", interval(found.auroc_clustered), "bootstrap over patients"),
        ("Average precision (PR-AUC)", interval(found.average_precision), "bootstrap over patients"),
        ("Average precision by chance", share(counts.with_finding / counts.cases), "share with a finding"),
        ("Accuracy of the likeliest answer", interval(found.accuracy), "exact"),
    ]
    roc = plot(
        "ROC curve",
        f"Sensitivity over the share of false alarms; the area is {interval(found.auroc)}.",
        (Axis("1 − specificity"), Axis("sensitivity")),
        [Series("all folds", found.roc)],
        diagonal=True,
    )
    precision = plot(
        "Precision over sensitivity",
        f"Average precision {interval(found.average_precision)}.",
        (Axis("sensitivity"), Axis("precision")),
        [Series("all folds", found.precision_recall, ORANGE)],
    )
    return section(
        "Telling cases apart",
        table("Areas and accuracy, with 95 % intervals", ("Figure", "Value", "Interval by"), rows),
        tag("div", roc, precision, class_="pair"),
        folds(evaluation) if len(found.folds) > 1 else None,
    )


def folds(evaluation: Evaluation) -> Html:
    """Each fold's own area and the spread of the areas."""
    found = evaluation.discrimination.folds
    said = [fold.auroc for fold in found if fold.auroc is not None]
    rows = [(fold.name, str(fold.cases), share(fold.auroc), f"{fold.temperature:.2f}") for fold in found]
    note = None
    if len(said) > 1:
        mean = sum(said) / len(said)
        spread = (sum((one - mean) ** 2 for one in said) / (len(said) - 1)) ** 0.5
        note = f"Mean area of the folds {mean:.3f} ± {spread:.3f} (standard deviation)."
    inner = table("Each part on its own", ("Part", "Answers", "Area", "Temperature"), rows, note)
    return tag("details", tag("summary", f"The {len(found)} parts one by one"), inner, open="")


def points(evaluation: Evaluation) -> Html:
    """Operating points, and what an answer is worth where the finding is as common as said."""
    heads = (
        "Point",
        "Threshold",
        "Sensitivity",
        "Specificity",
        "By patients (bootstrap)",
        "TP / FP / FN / TN",
    )
    note = (
        "Thresholds were chosen on validation cases; what stands here was achieved on test cases. "
        "A target in a name is what was aimed at, not what was reached."
    )
    worth = [row for point in evaluation.points for row in predictive(point)]
    return section(
        "Operating points",
        table("Achieved on test cases, exact 95 % intervals", heads, achieved(evaluation), note),
        table(
            "What an answer is worth, where the finding is as common as said",
            ("Point", "Prevalence", "PPV", "NPV", "Of 1,000 people"),
            worth,
        )
        if worth
        else None,
    )


def achieved(evaluation: Evaluation) -> list[tuple[str, ...]]:
    """One row a point; of many folds the first five thresholds."""
    return [
        (
            point.name.capitalize(),
            ", ".join(sorted({f"{one:.3f}" for one in point.thresholds})[:5]),
            interval(point.sensitivity),
            interval(point.specificity),
            f"{interval(point.sensitivity_clustered)} / {interval(point.specificity_clustered)}",
            " / ".join(str(cell) for cell in cells(point)),
        )
        for point in evaluation.points
    ]


def cells(point: Point) -> tuple[int, int, int, int]:
    """Cases by truth and answer."""
    return point.true_positive, point.false_positive, point.false_negative, point.true_negative


def predictive(point: Point) -> list[tuple[str, ...]]:
    """One row a prevalence."""
    return [
        (
            point.name.capitalize(),
            f"{one_in(one.prevalence)}: {one.words}",
            percent(one.ppv),
            percent(one.npv),
            people(point, one.prevalence),
        )
        for one in point.predictive
    ]


def people(point: Point, prevalence: float) -> str:
    """Flagged rightly, flagged wrongly and missed, of a thousand."""
    if point.sensitivity is None or point.specificity is None:
        return NOT_SAID
    right = 1000 * prevalence * point.sensitivity.value
    wrong = 1000 * (1 - prevalence) * (1 - point.specificity.value)
    missed = 1000 * prevalence - right
    return f"{right:.1f} flagged rightly, {wrong:.1f} wrongly, {missed:.1f} missed"


def several(found: Several) -> Html:
    """Each finding against the rest, and who is taken for whom."""
    bars = [Bar(one.finding, one.auroc) for one in found.findings if one.auroc]
    low = min([bar.figure.low for bar in bars], default=0.5)
    rows = [
        ("Macro area", interval(found.macro)),
        ("Micro area", interval(found.micro)),
        ("Accuracy, cases of one finding", interval(found.accuracy)),
    ]
    counted = [(one.finding, str(one.cases), interval(one.auroc, NOT_SAID)) for one in found.findings]
    return section(
        "Naming the finding",
        tag("p", f"Judged among {found.among}."),
        table("Over all findings", ("Figure", "Value (bootstrap over patients)"), rows),
        forest(
            "Area of each finding against the rest",
            "Point and 95 % interval (DeLong) of every finding that some cases have and some have not.",
            bars,
            low=0.25 * int(low / 0.25),
        )
        if bars
        else None,
        table("Each finding", ("Finding", "Cases", "Area"), counted),
        confusion(found),
    )


def confusion(found: Several) -> Html:
    """The matrix as a table whose cells darken with their share of the row."""
    heads = "".join(tag("th", label, scope="col") for label in found.labels)
    body = []
    for label, row in zip(found.labels, found.matrix, strict=True):
        total = max(sum(row), 1)
        cells = "".join(
            tag("td", str(cell), style=f"background:rgba(11,99,206,{0.55 * cell / total:.2f})") for cell in row
        )
        body.append(tag("tr", tag("th", label, scope="row"), Html(cells)))
    drawn = tag(
        "table",
        tag("caption", "True finding (rows) and likeliest answer (columns), cases of one finding"),
        tag("thead", tag("tr", tag("td"), Html(heads))),
        tag("tbody", *body),
        class_="figures matrix",
    )
    return tag("div", drawn, class_="scroll")


def calibration(evaluation: Evaluation) -> Html:
    """Whether the probability means what it says."""
    found = evaluation.calibration
    zone = evaluation.uncertainty
    ends = ", ".join(f"{one.x:.3f}–{one.y:.3f}" for one in zone.zones[:5])
    rows = [
        ("Calibration error (ECE, equal mass)", share(found.error_before), interval(found.error_after)),
        ("Brier score", share(found.brier_before), share(found.brier_after)),
    ]
    open_rows = [
        (f"Answers left open (score within {ends})", percent(zone.uncertain)),
        ("Cases with a finding below the zone", percent(zone.missed)),
        ("Cases without a finding above the zone", percent(zone.alarmed)),
    ]
    return section(
        "Calibration and uncertainty",
        tag(
            "div", reliability(found), table("Temperature scaling", ("Figure", "Before", "After"), rows), class_="pair"
        ),
        table(
            f"Uncertain zone, made to miss at most {100 * zone.miss:g} % of either side",
            ("Figure", "Share"),
            open_rows,
        ),
    )


def reliability(found: Calibration) -> Html:
    """What was said against what was seen, before and after."""
    before = tuple(Place(x=one.said, y=one.seen) for one in found.before)
    after = tuple(Place(x=one.said, y=one.seen) for one in found.after)
    return plot(
        "Reliability",
        "How often a finding was there over the probability that was said; the dotted line is perfect.",
        (Axis("probability said"), Axis("share seen")),
        [
            Series("before", before, ORANGE, "6 4", mark="diamond"),
            Series("after", after, BLUE, mark="disc"),
        ],
        diagonal=True,
    )
