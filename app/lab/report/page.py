"""The whole report: one HTML file without anything from elsewhere, and the record as JSON."""

import json
from pathlib import Path

from app.domain.facts import Facts
from app.lab.evaluation import Evaluation
from app.lab.report import limits, overview, results
from app.lab.report.markup import Html, bullets, section, tag

STYLE = """
:root{--ink:#17202e;--ink-2:#54607a;--line:#dfe3ea;--ground:#f5f6f8;--accent:#0b63ce}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 Inter,"Noto Sans SC",system-ui,
sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1040px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:28px;line-height:1.2;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:19px;margin:0 0 12px}h3{font-size:15px;margin:16px 0 4px}
.over{margin:0;color:var(--ink-2);font-weight:600;font-size:13px}
.note,figcaption{color:var(--ink-2);font-size:13px;margin:6px 0 0}
.warning{background:#fbf5d8;color:#6b5600;border-left:4px solid #6b5600;padding:10px 14px;margin:16px 0}
section{background:#fff;border:1px solid var(--line);border-radius:8px;padding:20px 24px;margin:20px 0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:12px;margin:0}
.cards div{border:1px solid var(--line);border-radius:8px;padding:10px 14px}
.cards dt{font-size:12px;color:var(--ink-2)}.cards dd{margin:2px 0 0;font-size:17px;font-weight:650}
table{border-collapse:collapse;width:100%;margin:10px 0 0}
caption{text-align:left;font-weight:600;font-size:13px;color:var(--ink-2);padding-bottom:4px}
th,td{text-align:left;padding:6px 12px 6px 0;border-bottom:1px solid var(--line);vertical-align:top;
font-size:14px}
thead th{font-size:12px;color:var(--ink-2)}tbody th{font-weight:500}
.matrix{width:auto}.matrix td,.matrix th{padding:6px 10px;text-align:center}.matrix tbody th{text-align:right}
.scroll{overflow-x:auto}
figure{margin:12px 0}svg{width:100%;height:auto;display:block}
svg text{font:11px Inter,system-ui,sans-serif;fill:#54607a}svg .name{fill:#17202e}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:8px 32px;align-items:start}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(280px,1fr));gap:0 24px}
details{margin:12px 0 0}summary{cursor:pointer;color:var(--accent);font-size:14px}
ul{margin:4px 0;padding-left:20px}li{margin:3px 0}
nav{font-size:13px;margin:0 0 8px;display:flex;flex-wrap:wrap;gap:4px 14px}a{color:var(--accent)}
@media print{body{background:#fff;font-size:11pt}main{max-width:none;padding:0}nav{display:none}
section{border:0;border-top:1px solid #999;border-radius:0;padding:10px 0;margin:12px 0}
figure,tr,.cards div{break-inside:avoid}h2{break-after:avoid}.warning{border:1px solid #6b5600}}
"""

METHODS = (
    "One answer a picture, exam or patient, as the task says: the mean of the calibrated probabilities.",
    "Temperature, thresholds and the uncertain zone are chosen on validation patients only.",
    "Area: DeLong, interval on the logit scale. Where the score separates all cases, the interval is the "
    "exact one of as many independent pairs as the smaller side has cases.",
    "Sensitivity, specificity, accuracy: Clopper–Pearson. They take cases as independent; the bootstrap "
    "draws whole patients, stratified by truth, and does not.",
    "PPV and NPV: Bayes’ rule with Mercaldo’s logit interval; the prevalence itself is taken as known.",
    "Calibration error: ten or more bins of equal numbers of cases. Uncertain zone: class-conditional split "
    "conformal prediction.",
    "Severity: Spearman’s correlation; first against last visit by Wilcoxon’s signed-rank test.",
    "No correction for many comparisons. Intervals are 95 %.",
)


def write(evaluation: Evaluation, facts: Facts, folder: Path) -> tuple[Path, Path]:
    """`report.html` to read, `evaluation.json` to compute with, `evaluation.schema.json` to check it."""
    folder.mkdir(parents=True, exist_ok=True)
    page, record = folder / "report.html", folder / "evaluation.json"
    page.write_text(render(evaluation, facts), encoding="utf-8")
    record.write_text(evaluation.model_dump_json(indent=2) + "\n", encoding="utf-8")
    schema = json.dumps(Evaluation.model_json_schema(), indent=2)
    (folder / "evaluation.schema.json").write_text(schema + "\n", encoding="utf-8")
    return page, record


def render(evaluation: Evaluation, facts: Facts) -> str:
    """The page."""
    title = f"{evaluation.title}: evaluation report"
    top = tag("head", Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width">'),
              tag("title", title), tag("style", Html(STYLE)))  # fmt: skip
    body = tag("body", tag("main", overview.head(evaluation), *parts(evaluation, facts)))
    return f'<!doctype html>\n<html lang="en">{top}{body}</html>\n'


def parts(evaluation: Evaluation, facts: Facts) -> list[Html | None]:
    """The sections in reading order."""
    return [
        overview.glance(evaluation),
        overview.material(evaluation),
        results.discrimination(evaluation),
        results.points(evaluation),
        results.several(evaluation.several) if evaluation.several else None,
        limits.grading(evaluation.grading) if evaluation.grading else None,
        results.calibration(evaluation),
        limits.groups(evaluation),
        limits.stress(evaluation.stress) if evaluation.stress else None,
        limits.locating(evaluation.locating) if evaluation.locating else None,
        limits.baseline(evaluation),
        overview.use(facts),
        overview.paper(facts),
        section("How it was computed", bullets(METHODS)),
    ]
