"""The cascade finds what facenet-pytorch finds; its parts do what the paper says."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from app.domain.box import Box
from app.imaging.face_cascade import (
    Candidates,
    Cascade,
    Face,
    add_up,
    find_faces,
    resample,
    scales,
    squared,
    suppress,
)
from app.inference.graph import Graph
from app.tasks.vcfs.phantom import phantoms

MODELS = Path(__file__).parents[2] / "models" / "vcfs"


@pytest.fixture(scope="module")
def cascade() -> Cascade:
    first, second, third = (Graph(MODELS / f"detector_{stage}.onnx", threads=1).answer for stage in "pro")
    return Cascade(first, second, third)


def array(box: Box) -> list[float]:
    return [box.left, box.top, box.right, box.bottom]


def test_it_finds_the_one_face_of_nearly_every_phantom(cascade: Cascade) -> None:
    found = [find_faces(phantom.pixels, cascade, smallest=30) for phantom in phantoms(4, 11)]
    alone = [faces[0] for faces in found if len(faces) == 1]
    assert len(alone) >= 0.9 * len(found)
    for face in alone:
        left_eye, right_eye, nose, *mouth = face.landmarks
        assert left_eye[0] < right_eye[0]
        assert max(left_eye[1], right_eye[1]) < nose[1] < min(corner[1] for corner in mouth)
        assert face.box.left < nose[0] < face.box.right


def test_it_finds_nothing_in_noise_and_in_a_picture_too_small_for_a_face(cascade: Cascade) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (120, 160, 3), dtype=np.uint8)
    assert find_faces(noise, cascade) == []
    assert find_faces(noise[:9, :9], cascade) == []


def test_it_agrees_with_facenet_pytorch(cascade: Cascade) -> None:
    facenet = pytest.importorskip("facenet_pytorch.models.mtcnn")
    detector = facenet.MTCNN(keep_all=True, device="cpu")
    for phantom in phantoms(3, 7):
        boxes, _, points = detector.detect(phantom.pixels, landmarks=True)
        faces = find_faces(phantom.pixels, cascade)
        assert len(faces) == len(boxes)
        nearest = [int(np.abs(boxes - array(face.box)).sum(1).argmin()) for face in faces]
        check_same(faces, boxes[nearest].astype(float), points[nearest].astype(float))


def check_same(faces: list[Face], boxes: np.ndarray, points: np.ndarray) -> None:
    np.testing.assert_allclose([array(face.box) for face in faces], boxes, atol=0.01)
    np.testing.assert_allclose([face.landmarks for face in faces], points, atol=0.01)


@pytest.mark.parametrize("size", [(5, 7), (12, 12), (40, 3), (24, 24)])
def test_resizing_averages_what_lies_under_each_pixel(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (31, 23, 3), dtype=np.uint8)
    window = torch.from_numpy(pixels[4:29, 2:20].transpose(2, 0, 1).astype(np.float32))[None]
    wanted = functional.adaptive_avg_pool2d(window, size)[0].numpy()
    np.testing.assert_allclose(resample(add_up(pixels), (2, 4, 20, 29), size), wanted, rtol=1e-5)


def test_the_pyramid_ends_where_the_picture_is_smaller_than_the_first_network_sees() -> None:
    found = scales(100, 0.5, smallest=24)
    assert found == [0.5, 0.25, 0.125]


def test_of_overlapping_boxes_the_surest_stays() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [20, 20, 30, 30]], np.float32)
    found = Candidates(boxes, np.array([0.8, 0.9, 0.7], np.float32))
    assert suppress(found, 0.5).tolist() == [1, 2]


def test_a_box_inside_another_goes_where_the_smaller_one_counts() -> None:
    boxes = np.array([[0, 0, 100, 100], [10, 10, 30, 30]], np.float32)
    found = Candidates(boxes, np.array([0.9, 0.8], np.float32))
    assert suppress(found, 0.7).tolist() == [0, 1]
    assert suppress(found, 0.7, nested=True).tolist() == [0]


def test_a_box_becomes_a_square_around_its_middle() -> None:
    assert squared(np.array([[0, 0, 10, 20]], np.float32)).tolist() == [[-5, 0, 15, 20]]
