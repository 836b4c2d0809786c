"""Training, resuming, scoring and exporting the ear locator."""

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from app.domain.box import Box
from app.imaging.locate import Located
from app.inference.graph import Graph
from app.lab import locator, locator_score
from app.lab.ear_scenes import Scene
from app.lab.locator import LocatorRecipe, build, fit
from app.lab.locator_export import export_locator
from app.lab.locator_score import Locate, average_precision, one_box, through
from app.lab.locator_state import LocatorState, save

RECIPE = LocatorRecipe(size=64, steps=2, batch=2, save_every=1)
EAR = Scene("one", np.full((64, 64, 3), 90, np.uint8), np.array([[10.0, 10.0, 30.0, 40.0]]))


def found(*boxes: tuple[Box, float]) -> Locate:
    """A locator that always answers this."""
    return lambda _: [Located(box, score) for box, score in boxes]


def test_finding_every_ear_and_nothing_else_is_perfect() -> None:
    truth = found((Box(10, 10, 30, 40), 0.9))
    assert average_precision(truth, [EAR, EAR]) == pytest.approx(0.995, abs=0.006)


def test_boxes_in_the_wrong_place_count_for_nothing() -> None:
    away = found((Box(40, 40, 60, 60), 0.9))
    assert average_precision(away, [EAR]) == 0


def test_finding_one_ear_twice_costs_precision() -> None:
    both = replace(EAR, boxes=np.array([[10.0, 10, 30, 40], [40, 10, 60, 40]]))
    twice = found((Box(10, 10, 30, 40), 0.9), (Box(11, 10, 31, 40), 0.8), (Box(40, 10, 60, 40), 0.7))
    once = found((Box(10, 10, 30, 40), 0.9), (Box(40, 10, 60, 40), 0.7))
    assert average_precision(twice, [both]) < average_precision(once, [both])


def test_one_box_means_one_sighting_and_on_the_ear(monkeypatch: pytest.MonkeyPatch) -> None:
    ear, beside = Located(Box(10, 10, 30, 40), 0.9), Located(Box(40, 40, 60, 60), 0.8)
    said = iter([[ear], [ear, ear], [beside], []])
    monkeypatch.setattr(locator_score, "locate", lambda *_: next(said))
    assert one_box(Graph.__new__(Graph), 64, [EAR] * 4) == pytest.approx(0.25)


def test_weights_that_cannot_be_had_are_warned_of(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(weights: str) -> None:
        raise ConnectionError("offline")

    monkeypatch.setattr(locator, "load_checkpoint", fail)
    with caplog.at_level(logging.WARNING):
        build(RECIPE)
    assert "yolo11n.pt cannot be had (offline)" in caplog.text


@pytest.mark.slow
def test_a_training_cut_off_ends_as_one_that_was_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def save_and_fail(state: LocatorState, file: Path, step: int) -> None:
        save(state, file, step)
        raise RuntimeError("cut off")

    whole = fit(RECIPE, [EAR], [], tmp_path / "whole.safetensors", pretrained=False)
    monkeypatch.setattr(locator, "save", save_and_fail)
    with pytest.raises(RuntimeError, match="cut off"):
        fit(RECIPE, [EAR], [], tmp_path / "cut.safetensors", pretrained=False)
    monkeypatch.setattr(locator, "save", save)
    resumed = fit(RECIPE, [EAR], [], tmp_path / "cut.safetensors", pretrained=False)
    for name, value in whole.state_dict().items():
        assert torch.allclose(value, resumed.state_dict()[name], atol=1e-6), name


@pytest.mark.slow
def test_the_exported_file_answers_boxes_and_scores_for_any_number_of_pictures(tmp_path: Path) -> None:
    file = tmp_path / "locator.onnx"
    export_locator(build(RECIPE, pretrained=False), file, 64)
    graph = Graph(file)
    answer = graph.answer(np.zeros((3, 3, 64, 64), dtype=np.float32))
    assert answer["boxes"].shape == (3, 84, 4)
    assert answer["scores"].shape == (3, 84)
    assert 0 <= average_precision(through(graph, 64), [EAR]) <= 1
