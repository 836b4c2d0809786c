"""Boxes come back in the pixels of the picture, as ultralytics would give them."""

from pathlib import Path

import numpy as np
import pytest

from app.imaging.locate import Floats, Letterbox, fit, locate, suppress

SIZE = 128


def fake(boxes: list[list[float]], scores: list[float]) -> dict[str, Floats]:
    return {"boxes": np.array([boxes], np.float32), "scores": np.array([scores], np.float32)}


def test_a_wide_picture_lies_in_the_middle_of_a_gray_square() -> None:
    picture, letterbox = fit(np.full((100, 200, 3), 255, np.uint8), SIZE)
    assert letterbox == Letterbox(scale=0.64, left=0, top=32, width=200, height=100)
    assert picture.shape == (3, SIZE, SIZE)
    assert np.allclose(picture[:, 32:96], 1)
    assert np.allclose(picture[:, :32], 114 / 255)
    assert np.allclose(picture[:, 96:], 114 / 255)


def test_a_box_of_the_square_returns_to_the_picture_and_is_cut_at_its_edge() -> None:
    answer = fake([[10, 40, 50, 90], [-20, 20, 30, 60]], [0.6, 0.9])
    found = locate(np.zeros((100, 200, 3), np.uint8), lambda _: answer, SIZE)
    assert [one.score for one in found] == pytest.approx([0.9, 0.6])
    assert (found[0].box.left, found[0].box.top) == (0, 0)
    assert found[1].box.left == pytest.approx(10 / 0.64)
    assert found[1].box.bottom == pytest.approx((90 - 32) / 0.64)


def test_what_is_unsure_and_what_lies_in_the_margin_is_not_found() -> None:
    answer = fake([[10, 40, 50, 90], [10, 2, 50, 20]], [0.2, 0.9])
    assert locate(np.zeros((100, 200, 3), np.uint8), lambda _: answer, SIZE) == []


def test_a_close_ear_boxed_twice_counts_once() -> None:
    answer = fake([[10, 40, 90, 90], [10, 40, 90, 64]], [0.9, 0.8])
    found = locate(np.zeros((128, 128, 3), np.uint8), lambda _: answer, SIZE)
    assert [one.score for one in found] == pytest.approx([0.9])


def test_a_gray_picture_is_shown_in_three_channels() -> None:
    picture, _ = fit(np.full((64, 64), 51, np.uint8), SIZE)
    assert np.allclose(picture, 0.2)


def test_the_surest_of_overlapping_boxes_stays() -> None:
    boxes = np.array([[0, 0, 10, 10], [0, 0, 10, 9], [5, 5, 15, 15]], np.float32)
    assert suppress(boxes, np.array([0.5, 0.9, 0.4], np.float32), 0.7).tolist() == [1, 2]


@pytest.mark.slow
def test_it_agrees_with_ultralytics(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from app.inference.graph import Graph
    from app.lab.locator_export import export_locator

    ultralytics = pytest.importorskip("ultralytics")

    torch.manual_seed(0)
    model = ultralytics.YOLO("yolo11n.yaml", task="detect")
    model.model = ultralytics.nn.tasks.DetectionModel("yolo11n.yaml", nc=1, verbose=False).eval()
    scatter(model.model)
    pixels = np.random.default_rng(3).integers(0, 255, (96, SIZE, 3), dtype=np.uint8)
    wanted = model.predict(pixels[..., ::-1], imgsz=SIZE, rect=False, conf=0.25, iou=0.3, max_det=3000, verbose=False)
    export_locator(model.model, tmp_path / "locator.onnx", SIZE)
    found = locate(pixels, Graph(tmp_path / "locator.onnx", threads=1).answer, SIZE)
    boxes = wanted[0].boxes
    assert len(found) == len(boxes) > 3
    given = [[one.box.left, one.box.top, one.box.right, one.box.bottom, one.score] for one in found]
    ours, theirs = np.array(ordered(given)), np.array(ordered(boxes.data[:, :5].tolist()))
    np.testing.assert_allclose(ours[:, :4], theirs[:, :4], atol=0.1)  # pixels
    np.testing.assert_allclose(ours[:, 4], theirs[:, 4], atol=0.01)


def ordered(lines: list[list[float]]) -> list[list[float]]:
    """By place, since equal scores come in any order."""
    return sorted(lines, key=lambda line: [round(number) for number in line[:4]])


def scatter(detector: object) -> None:
    """An untrained network scores all places alike; this one is sure of some and not of others."""
    import torch
    from torch import nn

    assert isinstance(detector, nn.Module)
    for module in detector.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 1.0
    with torch.no_grad():
        detector.train()(torch.rand(4, 3, SIZE, SIZE))
    detector.eval()
    head = next(module for module in detector.modules() if type(module).__name__ == "Detect")
    for branch in head.get_submodule("cv3").children():
        last = list(branch.children())[-1]
        assert isinstance(last, nn.Conv2d)
        with torch.no_grad():
            last.weight.normal_(0, 0.5)
            last.bias = nn.Parameter(torch.zeros(1))
