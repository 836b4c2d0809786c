"""The report: whole in itself, honest about what it measured, readable without sight."""

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from app.domain.facts import Facts, PaperFigure, Prevalence
from app.domain.finding import Finding
from app.domain.picture_rules import PictureRules
from app.domain.subject import Subject
from app.domain.task import Level, Modality, Task
from app.lab.cases import Cases
from app.lab.evaluate import About, Extras, evaluate
from app.lab.evaluation import Baseline, Evaluation, Figure, Locating
from app.lab.report.page import render, write
from app.lab.trial import Aims, Trial
from app.tasks import TASKS

FACTS = Facts(
    paper="A paper & its <title>",
    intended=("To help.",),
    not_for=("Ruling out.",),
    hazards=("It errs.",),
    negative="Nothing was suggested.",
    figures=(PaperFigure("AUC", "0.949"), PaperFigure("Other", "0.98", "as summarised, unverified")),
    prevalences=(Prevalence(1 / 700, "births"),),
)
SLUGS = ("none", "one", "other")
VOID = {"meta", "br"}


def cases(seed: int) -> Cases:
    random = np.random.default_rng(seed)
    truth = np.eye(3, dtype=bool)[random.integers(0, 3, 120)]
    names = np.char.add(f"p{seed}-", np.arange(120).astype(str))
    severity = np.where(truth[:, 0], 0, random.random(120))
    return Cases(
        findings=SLUGS,
        absent=0,
        truth=truth,
        logits=2 * truth + random.normal(0, 1, truth.shape),
        subtype=None,
        patient=names,
        exam=names,
        site=np.where(np.arange(120) % 2 == 0, "north", "south"),
        view=np.full(120, "left"),
        skin_tone=np.full(120, ""),
        device=np.full(120, ""),
        gestational_age=np.full(120, ""),
        severity=severity,
        graded=severity + random.normal(0, 0.1, 120),
    )


def record() -> Evaluation:
    findings = tuple(Finding(slug, slug, slug, absent=slug == "none") for slug in SLUGS)
    task = Task(
        "made_up",
        "Made up",
        "Is it?",
        Modality.PHOTOGRAPH,
        Level.EXAM,
        findings,
        PictureRules(),
        TASKS["cleft"].assess,
        Facts(),
        Subject.CHILD,
    )
    trials = [Trial(f"fold {seed}", cases(seed), cases(seed + 10)) for seed in range(2)]
    stress = {("as taken", 0): trials[0].test, ("blur", 1): trials[0].test}
    figure = Figure(value=0.6, low=0.5, high=0.7)
    extras = Extras(
        stress, Locating(pictures=9, energy=figure, mostly=figure, peak=figure), Baseline(auroc=0.6, network=0.9)
    )
    about = About("2 folds", "phantoms, seed 1", synthetic=True)
    return evaluate(task, trials, about, Aims(draws=50, prevalences=FACTS.prevalences), extras)


RECORD = record()
PAGE = render(RECORD, FACTS)


class Balance(HTMLParser):
    """Checks that every element is closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.ids += [value for key, value in attrs if key == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed() -> Balance:
    found = Balance()
    found.feed(PAGE)
    found.close()
    return found


def test_the_page_is_well_formed_and_every_name_is_its_own() -> None:
    found = parsed()
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs() -> None:
    assert not re.search(r"https?://|src=|url\(|@import|<script|<link", PAGE)


def test_every_plot_has_a_title_and_words() -> None:
    seen = parsed().seen
    assert seen.count("svg") >= 5
    assert seen.count("desc") == seen.count("svg") == seen.count("figcaption")
    assert PAGE.count('role="img"') == seen.count("svg")


@pytest.mark.parametrize(
    "title",
    [
        "At a glance",
        "Material",
        "Telling cases apart",
        "Operating points",
        "Naming the finding",
        "Severity",
        "Calibration and uncertainty",
        "Groups",
        "Stress test",
        "Heat maps",
        "A simple baseline",
        "Use and hazards",
        "The paper’s figures",
        "How it was computed",
    ],
)
def test_the_page_has_its_parts(title: str) -> None:
    assert f">{title}</h2>" in PAGE


def test_figures_of_phantoms_say_so_at_the_top() -> None:
    assert "they say nothing about patients" in PAGE[: PAGE.index("At a glance")]


def test_the_papers_figures_are_named_as_the_papers() -> None:
    part = PAGE[PAGE.index("The paper’s figures") :]
    assert "They are not ours." in part
    assert "as stated in the paper" in part
    assert "as summarised, unverified" in part


def test_text_is_escaped() -> None:
    assert "A paper &amp; its &lt;title&gt;" in PAGE


def test_the_same_record_gives_the_same_page() -> None:
    assert render(RECORD, FACTS) == PAGE


def test_the_record_is_written_beside_the_page_and_reads_back(tmp_path: Path) -> None:
    page, json = write(RECORD, FACTS, tmp_path / "new")
    assert page.read_text(encoding="utf-8") == PAGE
    assert Evaluation.model_validate_json(json.read_text(encoding="utf-8")) == RECORD
    assert (tmp_path / "new" / "evaluation.schema.json").is_file()
