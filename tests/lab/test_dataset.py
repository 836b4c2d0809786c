"""What training sees is what serving would make of the same picture."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from app.domain.box import Box
from app.domain.preparation import Preparation
from app.domain.recipe import Recipe, Region, Target
from app.domain.task import Task
from app.imaging.align import PLACES
from app.imaging.crop import crop
from app.imaging.prepare import prepare
from app.lab.augment import standardise, unit
from app.lab.dataset import load
from app.lab.folder import read_folder
from app.lab.row import Row
from app.tasks import TASKS

RECIPE = Recipe(name="demo", preparation=Preparation(size=16), epochs=2, batch=6, learning_rate=1e-3)


def test_a_batch_equals_the_serving_preparation_to_the_last_bit(spots: Path, task: Task, tmp_path: Path) -> None:
    rows = read_folder(spots, task)
    data = load(task, rows, RECIPE, tmp_path)
    batch = standardise(unit(data.batch((0, 3)).pictures), RECIPE.preparation)
    served = np.stack([prepare(rows[index].pixels(), RECIPE.preparation) for index in (0, 3)])
    assert np.array_equal(batch.numpy(), served)


def test_a_box_is_cut_before_resizing_and_right_ears_are_mirrored(spots: Path, task: Task, tmp_path: Path) -> None:
    recipe = replace(RECIPE, region=Region.BOX, margin=0.0)
    lateral = replace(task, lateral=True)
    rows = tuple(replace(row, view="right") for row in read_folder(spots, task))
    data = load(lateral, rows, recipe, tmp_path)
    expected = crop(rows[5].pixels(), Box(2, 2, 20, 20))[:, ::-1]
    inputs = standardise(unit(data.batch((5,)).pictures), recipe.preparation)
    assert np.array_equal(inputs[0].numpy(), prepare(np.ascontiguousarray(expected), recipe.preparation))


def test_the_lesion_follows_its_picture(spots: Path, task: Task, tmp_path: Path) -> None:
    data = load(task, read_folder(spots, task), RECIPE, tmp_path)
    batch = data.batch((0, 2))
    assert batch.truth["has_mask"].tolist() == [False, True]
    bright = batch.pictures[1, :, :, 0] > 140
    assert (batch.truth["mask"][1, 0].bool() & bright).sum() >= 0.8 * bright.sum()
    assert not batch.truth["mask"][0].any()


def test_each_picture_comes_once_an_epoch_and_the_order_follows_the_seed(
    spots: Path, task: Task, tmp_path: Path
) -> None:
    data = load(task, read_folder(spots, task), RECIPE, tmp_path)
    drawn = [
        [index for batch in data.batches(range(32), np.random.default_rng(seed)) for index in batch.indexes]
        for seed in (1, 1, 2)
    ]
    assert sorted(drawn[0]) == list(range(32))
    assert drawn[0] == drawn[1] != drawn[2]
    assert data.steps(range(32)) == len(list(data.batches(range(32)))) == 6


def test_a_bag_holds_one_exam_and_no_more_frames_than_allowed(spots: Path, task: Task, tmp_path: Path) -> None:
    rows = tuple(replace(row, exam=f"e{row.line // 9}") for row in read_folder(spots, task))
    recipe = replace(RECIPE, frames=5, batch=2)
    data = load(task, rows, recipe, tmp_path)
    for batch in data.batches(range(32), np.random.default_rng(0)):
        assert batch.sizes is not None
        starts = np.cumsum((0, *batch.sizes))
        for first, after in pairwise(starts):
            assert len({rows[index].exam for index in batch.indexes[first:after]}) == 1
        assert max(batch.sizes) <= 5
        assert len(batch.truth["target"]) == len(batch.sizes)
        assert len(batch.truth["mask"]) == sum(batch.sizes) == len(batch.pictures)


def test_class_weights_are_the_papers(spots: Path, task: Task, tmp_path: Path) -> None:
    rows = read_folder(spots, task)
    data = load(task, rows, RECIPE, tmp_path)
    chosen = [index for index, row in enumerate(rows) if row.findings == ("none",)] + [2]
    assert data.class_weights(chosen).tolist() == pytest.approx([17 / (2 * 16), 17 / (2 * 1)])


def test_several_findings_make_a_row_of_marks(make_row: Callable[..., Row], task: Task, tmp_path: Path) -> None:
    Image.new("L", (20, 20)).save(tmp_path / "a.png")
    rows = (make_row(2, file=tmp_path / "a.png", findings=("spot",), severity=0.5),)
    data = load(task, rows, replace(RECIPE, target=Target.FINDINGS), tmp_path)
    assert data.truth.target.tolist() == [[0.0, 1.0]]
    assert data.truth.severity.tolist() == [0.5]


def test_the_cache_is_used_until_a_picture_changes(spots: Path, task: Task, tmp_path: Path) -> None:
    calls: list[int] = []
    rows = read_folder(spots, task)
    load(task, rows, RECIPE, tmp_path, calls.append)
    load(task, rows, RECIPE, tmp_path, calls.append)
    assert len(calls) == 32
    Image.new("L", (30, 30), 200).save(rows[0].file)
    changed = load(task, rows, RECIPE, tmp_path, calls.append)
    assert len(calls) == 64
    assert torch.all(changed.batch((0,)).pictures == 200)


def test_a_face_is_turned_upright_and_its_lesion_with_it(
    make_row: Callable[..., Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels, lesion = np.zeros((80, 80), np.uint8), np.zeros((80, 80), np.uint8)
    pixels[30:40, 42:52] = lesion[30:40, 42:52] = 255
    Image.fromarray(pixels).save(tmp_path / "a.png")
    Image.fromarray(lesion).save(tmp_path / "a.mask.png")
    askew = tuple((20 + 40 * y, 60 - 40 * x) for x, y in PLACES.tolist())
    monkeypatch.setattr("app.lab.look.find_landmarks", lambda *_: askew)
    row = make_row(2, file=tmp_path / "a.png", mask=tmp_path / "a.mask.png", findings=("vcfs",))
    recipe = replace(RECIPE, preparation=Preparation(size=40), region=Region.FACE, margin=0.0)
    data = load(TASKS["vcfs"], (row,), recipe, tmp_path)
    seen, drawn = np.asarray(data.pictures[0, ..., 0]) > 127, np.asarray(data.masks[0]) > 0
    assert (seen & drawn).sum() >= 0.9 * seen.sum() > 0
    rows, columns = np.nonzero(seen)
    assert (columns.mean(), rows.mean()) == pytest.approx((25.0, 26.5), abs=1.0)


def test_a_photograph_without_a_face_is_cut_by_its_box(
    make_row: Callable[..., Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("L", (20, 20), 90).save(tmp_path / "a.png")
    monkeypatch.setattr("app.lab.look.find_landmarks", lambda *_: None)
    row = make_row(2, file=tmp_path / "a.png", box=Box(0, 0, 10, 10))
    recipe = replace(RECIPE, region=Region.FACE)
    assert load(TASKS["vcfs"], (row,), recipe, tmp_path).pictures.min() == 90
