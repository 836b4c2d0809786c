"""A network in memory takes its weights once, and stops when it is told to."""

import time
from pathlib import Path

import numpy as np
import pytest

from app.errors import Unavailable
from app.inference.bundle import Bundle, open_bundle
from app.inference.graph import Graph

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return open_bundle(MODELS / "hemorrhage", task="hemorrhage")


def test_the_bytes_it_was_opened_from_are_not_kept(bundle: Bundle) -> None:
    graph = Graph(bundle.network(), threads=1)
    kept = [value for value in vars(graph._session).values() if isinstance(value, bytes) and len(value) > 10**5]
    assert kept == []
    assert graph.answer(np.zeros((2, 3, 112, 112), np.float32))["attention"].shape == (2,)


def test_a_file_and_its_bytes_answer_alike(bundle: Bundle) -> None:
    frames = np.random.default_rng(0).normal(size=(2, 3, 112, 112)).astype(np.float32)
    one, other = (
        Graph(source, threads=1).answer(frames) for source in (bundle.network(), bundle.folder / "model.onnx")
    )
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_a_run_ends_at_its_deadline(bundle: Bundle) -> None:
    graph = Graph(bundle.network(), threads=1)
    frames = np.zeros((192, 3, 112, 112), np.float32)
    with pytest.raises(Unavailable, match="in time"):
        graph.answer(frames, time.monotonic() + 0.05)
    with pytest.raises(Unavailable, match="in time"):
        graph.answer(frames[:1], time.monotonic() - 1)
    assert graph.answer(frames[:1], time.monotonic() + 60)
