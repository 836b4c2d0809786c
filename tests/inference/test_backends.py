"""What every backend must do, whoever runs the networks: a new one joins BACKENDS."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from app.domain.backend import Backend, Floats
from app.errors import NotFound, Unavailable
from app.inference.agreement import findings, like
from app.inference.bundle import Bundle, open_bundle
from app.inference.card import cards
from app.inference.engine import open_engine
from app.inference.golden import Golden, GoldenCase, read_golden, shown
from app.inference.graph import Network
from app.inference.quickening import SAME, Choice
from app.settings import Settings
from app.tasks import TASKS

MODELS = Path(__file__).parents[2] / "models"
EXACT = 1e-3
"""The largest difference of answers in fp32, as a share of an output's largest value."""

Opener = Callable[[Settings], Backend]


def processor(settings: Settings) -> Backend:
    return open_engine(settings.model_copy(update={"device": "cpu", "precision": "fp32"}))


def bf16(settings: Settings) -> Backend:
    """OpenVINO for all, whether it is faster or not."""
    pytest.importorskip("openvino")
    from app.inference.openvino import Vino

    def take(bundle: Bundle, exact: Network, at_once: int, threads: int, go_on: Callable[[], bool]) -> Choice:
        return Choice(Vino(bundle.network(), at_once, threads), SAME, {"changed": 0, "runs": 0, "correlation": ""}, 4)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("app.inference.engine.choose", take)
        engine = open_engine(settings.model_copy(update={"device": "cpu"}))
        engine.quicken()
    return engine


def card(settings: Settings) -> Backend:
    if not cards():
        pytest.skip("NO GRAPHICS CARD: this was not tested")
    return open_engine(settings)


BACKENDS: dict[str, Opener] = {"processor": processor, "bf16": bf16, "card": card}


@pytest.fixture(scope="module", params=BACKENDS)
def opener(request: pytest.FixtureRequest) -> Opener:
    return BACKENDS[request.param]


@pytest.fixture(scope="module")
def backend(opener: Opener) -> Backend:
    return opener(Settings(models_dir=MODELS, networks_at_once=2))


@pytest.fixture
def narrow(opener: Opener) -> Backend:
    """Runs one at once, and lets one wait."""
    return opener(Settings(models_dir=MODELS, networks_at_once=1, max_waiting=1))


def cases(task: str) -> Iterator[tuple[Bundle, GoldenCase, Floats]]:
    bundle = open_bundle(MODELS / task, task=task)
    golden: Golden = read_golden(bundle)
    for case in golden.cases:
        yield bundle, case, shown(bundle, case)


def wanted(case: GoldenCase, given: dict[str, Floats]) -> dict[str, Floats]:
    return {name: np.asarray(values, np.float32).reshape(given[name].shape) for name, values in case.outputs.items()}


@pytest.mark.parametrize("task", TASKS)
def test_golden_cases_get_their_findings_and_maps(backend: Backend, task: str) -> None:
    exact = all("bf16" not in state.provider for state in backend.health())
    for bundle, case, pictures in cases(task):
        given = backend.infer(task, "network", pictures)
        true = wanted(case, given)
        assert np.array_equal(findings(bundle.manifest, given), findings(bundle.manifest, true))
        for name, values in true.items():
            if exact:
                assert np.abs(values - given[name]).max() <= EXACT * max(np.abs(values).max(), 1e-6), name
            elif "cam" in name:
                assert like(values, given[name]) >= 0.99, name


def test_every_task_is_told_of_and_ready(backend: Backend) -> None:
    states = {state.task: state for state in backend.health()}
    assert set(states) == set(TASKS)
    assert all(state.ready and state.provider and state.device for state in states.values())


@pytest.mark.parametrize(("task", "part", "size"), [("auricular", "locator", 384), ("vcfs", "detector_r", 24)])
def test_other_networks_of_a_bundle_answer_by_their_role(backend: Backend, task: str, part: str, size: int) -> None:
    assert backend.infer(task, part, np.zeros((2, 3, size, size), np.float32))


def test_callers_at_the_same_time_each_get_their_own_answer(backend: Backend) -> None:
    chance = np.random.default_rng(0)
    pictures = [chance.normal(size=(1, 3, 112, 112)).astype(np.float32) for _ in range(24)]
    alone = [backend.infer("vcfs", "network", picture)["logits"] for picture in pictures]
    with ThreadPoolExecutor(12) as callers:
        crowded = list(callers.map(lambda picture: backend.infer("vcfs", "network", picture)["logits"], pictures))
    assert np.allclose(np.stack(alone), np.stack(crowded), rtol=0.02, atol=0.02)
    assert backend.capacity().waiting == 0


def test_a_deadline_that_has_passed_is_refused_at_once(backend: Backend) -> None:
    with pytest.raises(Unavailable, match="in time"):
        backend.infer("vcfs", "network", np.zeros((1, 3, 112, 112), np.float32), deadline=time.monotonic() - 1)


def test_a_long_run_is_broken_off_at_its_deadline_and_the_next_one_answers(backend: Backend) -> None:
    frames = np.zeros((160, 3, 112, 112), np.float32)

    def seconds() -> float:
        started = time.monotonic()
        backend.infer("hemorrhage", "network", frames)
        return time.monotonic() - started

    whole = min(seconds() for _ in range(3))
    with pytest.raises(Unavailable, match="in time"):
        backend.infer("hemorrhage", "network", frames, deadline=time.monotonic() + whole / 10)
    assert backend.infer("hemorrhage", "network", frames[:2], deadline=time.monotonic() + 60)["attention"].shape == (2,)


def test_a_crowd_is_refused_with_a_time_to_come_back(narrow: Backend) -> None:
    frames = np.zeros((160, 3, 112, 112), np.float32)
    ended = threading.Event()

    def keep_busy() -> None:
        while not ended.is_set():
            with suppress(Unavailable):
                narrow.infer("hemorrhage", "network", frames)

    with ThreadPoolExecutor(3) as callers:
        busy = [callers.submit(keep_busy) for _ in range(3)]
        try:
            until(lambda: narrow.capacity().waiting == 1)
            with pytest.raises(Unavailable, match="busy") as refused:
                crowd(narrow)
        finally:
            ended.set()
    assert all(call.result() is None for call in busy)
    assert refused.value.seconds


def crowd(backend: Backend) -> None:
    """Asks until it is refused: the line has gaps."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        backend.infer("vcfs", "network", np.zeros((1, 3, 112, 112), np.float32))


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_what_is_not_there_is_told(backend: Backend) -> None:
    picture = np.zeros((1, 3, 112, 112), np.float32)
    with pytest.raises(NotFound):
        backend.infer("spot", "network", picture)
    with pytest.raises(Unavailable, match="no part"):
        backend.infer("cleft", "locator", picture)
