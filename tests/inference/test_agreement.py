"""Two networks agree when a person would be told the same and shown the same."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.backend import Floats
from app.inference.agreement import compare, findings, like, varied
from app.inference.bundle import Bundle, open_bundle
from app.inference.graph import Graph

MODELS = Path(__file__).parents[2] / "models"


class Changed:
    """A network whose answers are tampered with."""

    device, provider = "cpu", "tampered"

    def __init__(self, exact: Graph, *, logits: float = 0, noise: float = 0) -> None:
        self.exact = exact
        self.inputs, self.outputs = exact.inputs, exact.outputs
        self.logits, self.noise = logits, noise

    def answer(self, pictures: Floats, deadline: float | None = None) -> dict[str, Floats]:
        answers = self.exact.answer(pictures, deadline)
        chance = np.random.default_rng(0)
        answers["logits"] = answers["logits"] + np.float32(self.logits) * np.array([[1, -1]], np.float32)
        cam = answers["cam"]
        answers["cam"] = cam + (chance.normal(size=cam.shape) * self.noise * cam.std()).astype(np.float32)
        return answers


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return open_bundle(MODELS / "vcfs", task="vcfs")


@pytest.fixture(scope="module")
def exact(bundle: Bundle) -> Graph:
    return Graph(bundle.network(), threads=1)


def test_a_network_agrees_with_itself(bundle: Bundle, exact: Graph) -> None:
    agreement = compare(bundle, exact, exact, 20)
    assert (agreement.runs, agreement.unchanged) == (20, 1)
    assert agreement.correlation == pytest.approx(1)
    assert agreement.holds


def test_a_network_that_tells_other_findings_does_not_agree(bundle: Bundle, exact: Graph) -> None:
    agreement = compare(bundle, exact, Changed(exact, logits=20), 20)
    assert agreement.unchanged < 0.9
    assert not agreement.holds


def test_a_network_that_shows_other_maps_does_not_agree(bundle: Bundle, exact: Graph) -> None:
    agreement = compare(bundle, exact, Changed(exact, noise=1), 20)
    assert agreement.unchanged == 1
    assert agreement.correlation < 0.99
    assert not agreement.holds


def test_what_was_given_up_does_not_agree(bundle: Bundle, exact: Graph) -> None:
    assert not compare(bundle, exact, exact, 20, go_on=lambda: False).holds


@pytest.mark.parametrize("task", ["vcfs", "hemorrhage"])
def test_the_variations_are_many_and_always_the_same(task: str) -> None:
    opened = open_bundle(MODELS / task, task=task)
    first, again = list(varied(opened, 30)), list(varied(opened, 30))
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert len({pictures.tobytes() for pictures in first}) == 30
    assert {pictures.dtype for pictures in first} == {np.dtype(np.float32)}
    assert {len(pictures) for pictures in first} <= ({1} if task == "vcfs" else {1, 2, 3})


def test_every_operating_point_label_and_subtype_counts() -> None:
    manifest = open_bundle(MODELS / "auricular", task="auricular").manifest
    answers = {"logits": np.array([[3.0, -3.0]], np.float32), "subtype": np.array([[1.0, -1.0]], np.float32)}
    said = findings(manifest, answers)[:, 0].tolist()
    points = len(manifest.operating_points)
    assert said == [False] * points + [True, False] + [True, False]


def test_empty_maps_are_alike_and_unlike_any_other() -> None:
    empty, some = np.zeros((1, 3, 3), np.float32), np.eye(3, dtype=np.float32)[None]
    assert like(empty, empty) == 1
    assert like(empty, some) == 0
    assert like(some, some * 7) == pytest.approx(1)
    assert like(some, -some) == pytest.approx(-1)
