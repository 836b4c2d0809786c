"""The parts of the report that tell where the network fails."""

from app.lab.evaluation import Evaluation, Grading, Group, Locating, Place, Stressed
from app.lab.report.chart import BLUE, ORANGE, Axis, Bar, Series, forest, plot
from app.lab.report.markup import Html, section, table, tag
from app.lab.report.words import NOT_SAID, interval, share, small

LEVELS = Axis("level", 0, 5, (0, 1, 2, 3, 4, 5))


def groups(evaluation: Evaluation) -> Html:
    """Parts of the cases."""
    found = evaluation.groups
    if not found:
        return section("Groups", tag("p", "No attribute with more than one value was given."))
    rows = [
        (
            named(group),
            f"{group.with_finding} / {group.cases}",
            interval(group.auroc, NOT_SAID),
            interval(group.sensitivity, NOT_SAID),
            interval(group.specificity, NOT_SAID),
            interval(group.accuracy, NOT_SAID),
        )
        for group in found
    ]
    bars = [Bar(named(group), group.auroc) for group in found if group.auroc]
    low = min([bar.figure.low for bar in bars], default=0.5)
    chart = forest(
        "Area by group",
        f"Point and 95 % interval (DeLong) of groups with at least {evaluation.fewest} cases of either side.",
        bars,
        low=0.25 * int(low / 0.25),
    )
    heads = ("Group", "With finding / all", "Area", "Sensitivity", "Specificity", "Accuracy")
    note = (
        f"Sensitivity, specificity and accuracy at “{evaluation.points[0].name.capitalize()}”. A figure needs "
        f"{evaluation.fewest} cases of its side. Of many groups one may stand out by chance."
    )
    return section("Groups", chart if bars else None, table("Figures by group", heads, rows, note))


def named(group: Group) -> str:
    """Attribute and value."""
    return f"{group.attribute.replace('_', ' ')}: {group.value}"


def stress(lines: tuple[Stressed, ...]) -> Html:
    """One plot a kind of damage."""
    clean = [line for line in lines if line.level == 0][:1]
    kinds = list(dict.fromkeys(line.kind for line in lines if line.level))
    charts = [
        one_stress(kind, [*clean, *(line for line in lines if line.kind == kind and line.level)]) for kind in kinds
    ]
    rows = [
        (
            line.kind if line.level else "as taken",
            str(line.level),
            share(line.auroc),
            share(line.sensitivity),
            share(line.specificity),
        )
        for line in [*clean, *(line for line in lines if line.level)]
    ]
    heads = ("Kind", "Level", "Area", "Sensitivity", "Specificity")
    inner = table(f"{lines[0].cases} answers at every level", heads, rows)
    return section(
        "Stress test",
        tag("p", "The same test pictures, made worse on purpose at five levels; thresholds stay as they were."),
        tag("div", *charts, class_="grid"),
        tag("details", tag("summary", "The figures"), inner),
    )


def one_stress(kind: str, lines: list[Stressed]) -> Html:
    """Area and sensitivity over the level of damage."""
    areas = tuple(Place(x=line.level, y=line.auroc) for line in lines if line.auroc is not None)
    hits = tuple(Place(x=line.level, y=line.sensitivity) for line in lines if line.sensitivity is not None)
    return plot(
        kind.capitalize(),
        f"From {share(lines[0].auroc)} as taken to {share(lines[-1].auroc)} at level {lines[-1].level}.",
        (LEVELS, Axis("")),
        [
            Series("area", areas, BLUE, mark="disc"),
            Series("sensitivity", hits, ORANGE, "6 4", mark="diamond"),
        ],
    )


def grading(found: Grading) -> Html:
    """Severity against the truth, and change within an ear."""
    rows = [
        ("Rank correlation with the true severity", interval(found.spearman), "bootstrap over patients"),
        ("Among deformed ears alone", interval(found.spearman_deformed), "bootstrap over patients"),
        ("Pairs of visits ordered rightly", interval(found.ordered), "exact"),
        ("Standard error of measurement", share(found.sem), "repeated pictures of one ear"),
        ("Smallest detectable change", share(found.detectable), "1.96 · √2 · standard error"),
    ]
    if found.moved:
        moved = found.moved
        changed = f"{moved.change:+.3f}".replace("-", "−")
        said = f"{moved.before:.3f} → {moved.after:.3f}; median change {changed}; {small(moved.p)}"
        rows.append((f"First to last visit of {moved.pairs} ears ({moved.fell} fell)", said, "Wilcoxon, two-sided"))
    high = max([1.0, *(point.y for point in found.scatter)])
    chart = plot(
        "Severity score over true severity",
        "One dot a picture. 0 is the median normal ear, 1 the 95th percentile of deformed training ears.",
        (Axis("true severity"), Axis("score", -0.25, max(1.25, round(high + 0.2, 1)), (0, 0.5, 1.0))),
        [Series("pictures", found.scatter, BLUE, line=False, mark="dot")],
    )
    note = (
        "The score is a learned likeness, not a clinical grade. Ears also correct themselves: a falling "
        "score is not proof that treatment worked."
    )
    return section(
        "Severity", tag("div", chart, table("Severity", ("Figure", "Value", "By"), rows, note), class_="pair")
    )


def locating(found: Locating) -> Html:
    """Heat maps against masks."""
    rows = [
        ("Share of the map inside the lesion", interval(found.energy)),
        ("Pictures with at least half inside", interval(found.mostly)),
        ("Pictures with the peak inside", interval(found.peak)),
    ]
    note = "A heat map shows what the network used. It does not prove where the lesion is."
    caption = f"{found.pictures} pictures whose lesion is known"
    return section("Heat maps", table(caption, ("Figure", "Value"), rows, note))


def baseline(evaluation: Evaluation) -> Html | None:
    """How much could be had without looking."""
    found = evaluation.baseline
    if found is None:
        return None
    rows = [
        ("Logistic regression on 32×32 thumbnails", share(found.auroc)),
        ("The network, on the same cases", share(found.network)),
        ("Gap", f"{found.network - found.auroc:+.3f}"),
    ]
    note = "If thumbnails did as well, the pictures would give the answer away by colour or framing."
    return section("A simple baseline", table("Area under the ROC curve", ("Method", "Area"), rows, note))
