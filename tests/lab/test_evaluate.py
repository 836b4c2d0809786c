"""The whole record from made-up predictions, checked against plain counting and scikit-learn."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from app.domain.facts import Facts, Prevalence
from app.domain.finding import Finding
from app.domain.picture_rules import PictureRules
from app.domain.subject import Subject
from app.domain.task import Level, Modality, Task
from app.errors import Invalid
from app.lab.calibration import softmax
from app.lab.cases import Cases, gather
from app.lab.evaluate import About, Extras, evaluate
from app.lab.evaluation import Evaluation
from app.lab.trial import Aims, Trial
from app.tasks import TASKS

ABOUT = About(protocol="holdout", data="made-up cases", synthetic=True)
AIMS = Aims(draws=200, prevalences=(Prevalence(0.02, "made up"),))


def task(slugs: tuple[str, ...], level: Level) -> Task:
    findings = tuple(Finding(slug, slug, slug, absent=place == 0) for place, slug in enumerate(slugs))
    return Task(
        "made_up",
        "Made up",
        "Is it there?",
        Modality.PHOTOGRAPH,
        level,
        findings,
        PictureRules(),
        TASKS["cleft"].assess,
        Facts(),
        Subject.CHILD,
    )


def make(slugs: tuple[str, ...], patients: int, seed: int, skill: float = 2.0, loud: float = 1.0) -> Cases:
    """Three pictures a patient in one exam; every finding but the first is equally frequent."""
    random = np.random.default_rng(seed)
    owner = np.repeat(np.arange(patients), 3)
    truth = np.eye(len(slugs), dtype=bool)[random.integers(0, len(slugs), patients)][owner]
    words = np.char.add("p", (owner + 1000 * seed).astype(str))
    return Cases(
        findings=slugs,
        absent=0,
        truth=truth,
        logits=loud * (skill * truth + random.normal(0, 1, truth.shape)),
        subtype=None,
        patient=words,
        exam=words,
        site=np.where(owner % 2 == 0, "north", "south"),
        view=np.tile(["frontal", "frontal", "oblique"], patients),
        skin_tone=(owner % 10 + 1).astype(str),
        device=np.full(len(owner), ""),
        gestational_age=np.where(owner % 3 == 0, "27w3d", "38"),
        severity=np.full(len(owner), np.nan),
    )


def trial(slugs: tuple[str, ...], seed: int = 0, loud: float = 1.0) -> Trial:
    return Trial(f"fold {seed}", make(slugs, 80, 2 * seed + 1, loud=loud), make(slugs, 90, 2 * seed + 2, loud=loud))


TWO, FIVE = ("none", "there"), ("none", "a", "b", "c", "d")
BINARY = evaluate(task(TWO, Level.PATIENT), [trial(TWO)], ABOUT, AIMS)


def test_the_areas_are_those_of_scikit_learn_on_the_patients_mean_probability() -> None:
    one = trial(TWO)
    temperature = BINARY.discrimination.folds[0].temperature
    said = softmax(one.test.logits, temperature)[:, 1].reshape(-1, 3).mean(1)
    truth = one.test.truth[::3, 1]
    assert BINARY.discrimination.auroc.value == pytest.approx(roc_auc_score(truth, said), abs=1e-9)
    assert BINARY.discrimination.average_precision is not None
    expected = average_precision_score(truth, said)
    assert BINARY.discrimination.average_precision.value == pytest.approx(expected, abs=1e-9)


def test_the_counts_tell_pictures_exams_patients_and_answers_apart() -> None:
    counts = BINARY.counts
    assert (counts.pictures, counts.exams, counts.patients, counts.cases) == (270, 90, 90, 90)


def test_thresholds_come_from_validation_and_figures_from_test() -> None:
    one = trial(TWO)
    swapped = evaluate(
        task(TWO, Level.PATIENT), [Trial("other", one.validation, make(TWO, 60, 77, skill=0.2))], ABOUT, AIMS
    )
    assert [point.thresholds for point in swapped.points] == [point.thresholds for point in BINARY.points]
    target = swapped.points[1]
    assert target.name == "sensitivity 0.90"
    assert target.sensitivity is not None
    assert target.sensitivity.value < 0.9


def test_every_point_counts_every_case_once_and_tells_what_it_is_worth() -> None:
    for point in BINARY.points:
        cells = (point.true_positive, point.false_positive, point.false_negative, point.true_negative)
        assert sum(cells) == BINARY.counts.cases
        assert point.predictive[0].prevalence == 0.02


def test_loud_logits_are_calibrated_and_the_error_falls() -> None:
    loud = evaluate(task(TWO, Level.PICTURE), [trial(TWO, loud=6)], ABOUT, AIMS)
    assert loud.discrimination.folds[0].temperature > 2
    assert loud.calibration.error_after is not None
    assert loud.calibration.error_after.value < loud.calibration.error_before
    assert loud.calibration.brier_after < loud.calibration.brier_before


def test_folds_are_pooled_each_under_its_own_choice() -> None:
    folds = [trial(TWO, seed) for seed in range(3)]
    found = evaluate(task(TWO, Level.PATIENT), folds, ABOUT, AIMS)
    assert found.counts.cases == 270
    assert [fold.name for fold in found.discrimination.folds] == ["fold 0", "fold 1", "fold 2"]
    assert len(set(found.points[0].thresholds)) == 3


def test_leaving_one_patient_out_works_though_no_fold_has_both_sides() -> None:
    one = trial(TWO)
    folds = [
        Trial(name, one.validation, one.test.pick(one.test.patient == name)) for name in np.unique(one.test.patient)
    ]
    found = evaluate(task(TWO, Level.PATIENT), folds, ABOUT, AIMS)
    assert found.discrimination.auroc.value == pytest.approx(BINARY.discrimination.auroc.value, abs=1e-9)
    assert {fold.auroc for fold in found.discrimination.folds} == {None}


def test_five_classes_have_an_area_each_and_a_matrix_that_adds_up() -> None:
    found = evaluate(task(FIVE, Level.PATIENT), [trial(FIVE)], ABOUT, AIMS)
    assert found.several is not None
    assert found.several.macro is not None
    one = trial(FIVE)
    answers = gather(one.test, Level.PATIENT, found.discrimination.folds[0].temperature)
    expected = roc_auc_score(answers.truth, answers.probabilities, average="macro")
    assert found.several.macro.value == pytest.approx(expected, abs=1e-9)
    assert sum(sum(row) for row in found.several.matrix) == 90
    assert found.several.accuracy is not None
    assert found.several.accuracy.value == pytest.approx(found.discrimination.accuracy.value)


def test_a_second_head_is_judged_among_cases_with_a_finding() -> None:
    slugs = ("normal", "lop", "cup", "stahl")
    base = trial(slugs)

    def with_head(cases: Cases) -> Cases:
        sides = np.stack([~cases.truth[:, 0], cases.truth[:, 0]], axis=1)[:, ::-1]
        noise = np.random.default_rng(0).normal(0, 1, cases.truth.shape)
        return replace(cases, logits=2 * sides + noise[:, :2], subtype=3 * cases.truth[:, 1:] + noise[:, 1:])

    found = evaluate(
        task(slugs, Level.PICTURE),
        [Trial("one", with_head(base.validation), with_head(base.test))],
        ABOUT,
        AIMS,
    )
    assert found.several is not None
    assert found.several.labels == ("lop", "cup", "stahl")
    assert sum(area.cases for area in found.several.findings) == found.counts.with_finding
    assert found.discrimination.auroc.value > 0.8


def test_small_groups_are_named_but_not_judged() -> None:
    by = {(group.attribute, group.value): group for group in BINARY.groups}
    assert by["site", "north"].auroc is not None
    assert by["skin_tone", "10"].cases == 9
    assert by["skin_tone", "10"].auroc is None
    assert by["gestational_age", "14 to 27 weeks"].cases == 30
    assert ("device", "") not in by


def test_views_are_compared_by_picture_and_only_asked_views_answer() -> None:
    only = evaluate(task(TWO, Level.PATIENT), [trial(TWO)], ABOUT, replace(AIMS, views=("frontal",)))
    by = {(group.attribute, group.value): group for group in only.groups}
    assert by["view", "frontal"].cases == 180
    assert by["view", "oblique"].cases == 90
    assert only.counts.pictures == 180


def test_stress_is_told_by_kind_and_level_at_the_clean_choice() -> None:
    one = trial(TWO)
    worse = replace(one.test, logits=one.test.logits * 0)
    found = evaluate(
        task(TWO, Level.PATIENT),
        [one],
        ABOUT,
        AIMS,
        Extras(stress={("blur", 0): one.test, ("blur", 5): worse}),
    )
    assert [(line.kind, line.level) for line in found.stress] == [("blur", 0), ("blur", 5)]
    assert found.stress[0].auroc == pytest.approx(BINARY.discrimination.auroc.value)
    assert found.stress[1].auroc == 0.5


def test_severity_is_judged_between_ears_and_within_an_ear() -> None:
    base = trial(TWO)
    random = np.random.default_rng(0)
    severity = np.where(base.test.truth[:, 1], random.random(270).round(3), 0.0)
    visit = np.char.add(base.test.patient, np.tile(["-1", "-2", "-3"], 90))
    test = replace(
        base.test,
        severity=severity,
        exam=visit,
        view=np.full(270, "left"),
        graded=severity + random.normal(0, 0.05, 270),
    )
    found = evaluate(task(TWO, Level.PICTURE), [Trial("one", base.validation, test)], ABOUT, AIMS).grading
    assert found is not None
    assert found.spearman is not None
    assert found.ordered is not None
    assert found.spearman.value > 0.9
    assert found.ordered.value > 0.8
    assert found.moved is not None
    assert found.moved.pairs == 90
    assert found.sem is None
    assert found.detectable is None


def test_a_test_part_of_one_side_is_refused_in_words() -> None:
    one = trial(TWO)
    healthy = Trial("one", one.validation, one.test.pick(one.test.truth[:, 0]))
    with pytest.raises(Invalid, match="test part has no case with"):
        evaluate(task(TWO, Level.PATIENT), [healthy], ABOUT, AIMS)


def test_the_record_survives_json_and_refuses_what_it_does_not_know() -> None:
    text = BINARY.model_dump_json()
    assert Evaluation.model_validate_json(text) == BINARY
    with pytest.raises(ValueError, match="surprise"):
        Evaluation.model_validate(json.loads(text) | {"surprise": 1})


def test_lines_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="site has 2 lines"):
        replace(make(TWO, 5, 1), site=np.array(["a", "b"]))


def test_change_within_an_ear_is_told_of_ears_seen_again() -> None:
    one = graded_trial()
    true = np.tile(np.repeat([0.9, 0.6, 0.3], 2), 45)
    names = np.repeat(np.arange(45), 6).astype(str)
    again = replace(
        one.test,
        patient=names,
        exam=np.char.add(names, np.tile(np.repeat(["-1", "-2", "-3"], 2), 45)),
        view=np.full(270, "left"),
        severity=true,
        graded=true + np.random.default_rng(1).normal(0, 0.04, 270),
    )
    found = evaluate(task(TWO, Level.PICTURE), [one], ABOUT, AIMS, Extras(visits=again)).grading
    assert found is not None
    assert found.moved is not None
    assert found.ordered is not None
    assert found.moved.fell == found.moved.pairs == 45
    assert found.moved.p is not None
    assert found.moved.p < 1e-6
    assert found.sem is not None
    assert found.sem == pytest.approx(0.04, rel=0.2)
    assert found.detectable == pytest.approx(1.96 * 2**0.5 * found.sem)
    assert found.ordered.value > 0.99
    assert found.cases == 270


def graded_trial() -> Trial:
    base = trial(TWO)
    severity = np.where(base.test.truth[:, 1], 0.5, 0.0)
    return Trial("one", base.validation, replace(base.test, severity=severity, graded=severity))
