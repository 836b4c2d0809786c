"""The card says what it must, in a clinician's words, and keeps the paper's figures apart."""

from datetime import UTC, datetime

import pytest

from app.domain.facts import Facts, PaperFigure, Prevalence
from app.domain.finding import Finding
from app.domain.picture_rules import PictureRules
from app.domain.preparation import Fit
from app.domain.recipe import Region
from app.domain.subject import Subject
from app.domain.task import Level, Modality, Task
from app.inference.manifest import File, Input, Manifest, Role, Training, Zone
from app.lab.card import write_card
from app.lab.evaluation import (
    Acquaintance,
    Calibration,
    Counts,
    Discrimination,
    Evaluation,
    Figure,
    Point,
    Predictive,
    Stranger,
    Uncertainty,
)
from app.tasks import TASKS

TASK = Task(
    "made_up",
    "Made up",
    "Is it there?",
    Modality.PHOTOGRAPH,
    Level.EXAM,
    (Finding("none", "None", "nothing", absent=True), Finding("there", "There", "it is | there")),
    PictureRules(),
    TASKS["cleft"].assess,
    Facts(),
    Subject.CHILD,
)
FACTS = Facts(
    paper="The paper",
    intended=("To help a nurse.",),
    not_for=("Ruling out.",),
    hazards=("It errs in the dark.",),
    negative="Nothing was suggested on this picture.",
    figures=(PaperFigure("AUC", "0.949"), PaperFigure("Sensitivity", "93.4 %", "as summarised, unverified")),
    prevalences=(Prevalence(1 / 700, "births"),),
)
MANIFEST = Manifest(
    task="made_up",
    version="0.1.0-demo",
    preset="demo",
    synthetic=True,
    created=datetime(2026, 11, 21, tzinfo=UTC),
    commit="0123456789abcdef",
    labels=("none", "there"),
    files={"model.onnx": File(role=Role.NETWORK, sha256="0" * 64, bytes=1)},
    preparation=Input(
        size=64,
        channels=3,
        fit=Fit.PAD,
        mean=(0.5, 0.5, 0.5),
        std=(0.2, 0.2, 0.2),
        version=1,
        region=Region.WHOLE,
        margin=0.1,
        mirrored=None,
        frames=None,
    ),
    outputs={},
    operating_points=(),
    temperature=1.0,
    subtype_temperature=1.0,
    uncertain=Zone(low=0.2, high=0.6),
    severity=None,
    ood=None,
    training=Training(data="phantoms", pictures=1200, exams=600, patients=600, seed=0, epochs=9, minutes=12.4),
    metrics=(),
    paper=(),
)


def figure(value: float) -> Figure:
    return Figure(value=value, low=value - 0.05, high=value + 0.05)


POINT = Point(
    name="sensitivity 0.90",
    thresholds=(0.46,),
    chosen_on="validation",
    true_positive=77,
    false_positive=50,
    false_negative=23,
    true_negative=50,
    sensitivity=figure(0.77),
    specificity=figure(0.5),
    sensitivity_clustered=None,
    specificity_clustered=None,
    predictive=(Predictive(prevalence=1 / 700, words="births", ppv=figure(0.1), npv=figure(0.9)),),
)
EVALUATION = Evaluation(
    task="made_up",
    title="Made up",
    level="exam",
    protocol="holdout",
    data="200 unseen phantoms",
    synthetic=True,
    counts=Counts(pictures=200, exams=200, patients=200, cases=200, with_finding=100),
    discrimination=Discrimination(
        auroc=figure(0.91),
        auroc_clustered=None,
        average_precision=None,
        accuracy=figure(0.8),
        roc=(),
        precision_recall=(),
        folds=(),
    ),
    points=(POINT,),
    several=None,
    calibration=Calibration(error_before=0.1, error_after=None, brier_before=0.1, brier_after=0.1, before=(), after=()),
    uncertainty=Uncertainty(miss=0.05, zones=(), uncertain=figure(0.2), missed=None, alarmed=None),
    groups=(),
    fewest=10,
)
CARD = write_card(TASK, FACTS, MANIFEST, EVALUATION)


@pytest.mark.parametrize(
    "words",
    [
        "# Made up: model facts",
        "- To help a nurse.",
        "- Ruling out.",
        "- It errs in the dark.",
        "Nothing was suggested on this picture.",
        "1,200 pictures of 600 exams",
        "strictly between 0.200 and 0.600",
        "Measured on 200 unseen phantoms",
        "| Area under the ROC curve, finding or none | 0.910 (0.860–0.960) |",
        "| Sensitivity 0.90 | 0.460 | 0.770 (0.720–0.820) | 0.500 (0.450–0.550) |",
        "1 in 700 (births)",
        "as summarised, unverified",
    ],
)
def test_the_card_says(words: str) -> None:
    assert words in CARD


def test_a_demonstration_model_says_so_before_anything_else() -> None:
    assert CARD.splitlines()[2].startswith("> **Demonstration model, trained on synthetic pictures.**")
    assert "## Figures on synthetic pictures" in CARD


def test_a_model_of_real_pictures_does_not_claim_to_be_synthetic() -> None:
    real = MANIFEST.model_copy(update={"synthetic": False})
    card = write_card(TASK, FACTS, real, EVALUATION.model_copy(update={"synthetic": False}))
    assert "synthetic" not in card
    assert "Not cleared as a medical device" in card


def test_the_papers_figures_stand_under_their_own_heading_alone() -> None:
    ours, papers = CARD.split("## The paper’s figures, not ours")
    assert "0.949" in papers
    assert "0.949" not in ours


def test_a_bar_in_a_cell_does_not_break_the_table() -> None:
    assert "| There | it is / there |" in CARD


def test_the_absent_finding_is_not_listed_as_a_finding() -> None:
    assert "| None |" not in CARD


def test_a_model_that_met_other_tasks_says_which_pictures_passed_for_its_own() -> None:
    met = Acquaintance(
        accepted=figure(0.9), refused=figure(0.6), strangers=(Stranger(task="cleft", cases=20, refused=0.25),)
    )
    card = write_card(TASK, FACTS, MANIFEST, EVALUATION.model_copy(update={"acquaintance": met}))
    assert "turned away as unfamiliar: Fetal orofacial cleft 25 %" in card
    assert "| Pictures of the other tasks turned away as unfamiliar | 0.600 (0.550–0.650) |" in card
    assert "unfamiliar" not in CARD
