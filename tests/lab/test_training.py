"""The whole of `train` and `evaluate`, at a tiny size."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from app.domain.recipe import Recipe
from app.errors import Invalid
from app.lab.checkpoint import LAST, best_file
from app.lab.evaluation import Evaluation
from app.lab.judging import evaluate_order
from app.lab.protocol import Protocol
from app.lab.run import read_run
from app.lab.starting import Order, train_order
from app.lab.training import recipe
from app.tasks import TASKS
from app.tasks.cleft import network as cleft
from app.tasks.vcfs import network as vcfs


def tiny(recipes: dict[str, Recipe]) -> dict[str, Recipe]:
    return {
        name: replace(
            one,
            preparation=replace(one.preparation, size=32),
            epochs=1,
            warmup_epochs=0,
            phantom_count=24,
            batch=16,
        )
        for name, one in recipes.items()
    }


@pytest.mark.slow
def test_the_same_seed_begins_with_the_same_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleft, "RECIPES", tiny(cleft.RECIPES))
    runs = [tmp_path / name for name in ("one", "two")]
    for folder in runs:
        train_order(Order(TASKS["cleft"], "demo", "phantoms", folder))
    one, two = (load_file(best_file(folder)) for folder in runs)
    assert all(torch.allclose(one[name], two[name], atol=1e-5) for name in one)


@pytest.mark.slow
def test_stage_two_begins_with_the_weights_of_stage_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipes = tiny(vcfs.RECIPES)
    recipes["demo"] = replace(recipes["demo"], learning_rate=1e-12)
    monkeypatch.setattr(vcfs, "RECIPES", recipes)
    run = train_order(Order(TASKS["vcfs"], "demo", "phantoms", tmp_path))
    first, second = (load_file(best_file(folder)) for folder in (tmp_path / "first", tmp_path))
    weights = [name for name in first if name.endswith("weight") and first[name].ndim > 1]
    assert all(torch.allclose(first[name], second[name], atol=1e-6) for name in weights)
    assert read_run(tmp_path, TASKS["vcfs"]) == run
    assert run.words == "phantoms: 24 synthetic exams, seed 0"
    finished = (tmp_path / LAST).stat().st_mtime_ns
    assert train_order(Order(TASKS["vcfs"], "demo", "phantoms", tmp_path)).best_epoch == run.best_epoch
    assert (tmp_path / LAST).stat().st_mtime_ns == finished


@pytest.mark.slow
def test_an_evaluation_leaves_a_report_and_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleft, "RECIPES", tiny(cleft.RECIPES))
    report = evaluate_order(Order(TASKS["cleft"], "demo", "phantoms", tmp_path), Protocol.KFOLD, 2, (0.031,))
    assert report.read_text(encoding="utf-8").startswith("<!doctype html>")
    record = Evaluation.model_validate_json((tmp_path / "evaluation.json").read_bytes())
    assert record.points[0].predictive[-1].prevalence == 0.031
    assert record.locating is not None
    assert record.grading is None
    assert sorted(path.name for path in tmp_path.glob("fold-*")) == ["fold-001", "fold-002"]


def test_an_unknown_preset_is_told_with_the_known_ones() -> None:
    with pytest.raises(Invalid, match=r"'best' is no preset of cleft\. Use one of: reference, demo"):
        recipe(TASKS["cleft"], "best")


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no finished run"):
        read_run(tmp_path, TASKS["cleft"])
