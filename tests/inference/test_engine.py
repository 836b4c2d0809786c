"""What is whole is served; what is not says why, and keeps nothing else from being served."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.errors import NotFound, Unavailable
from app.inference.bundle import MANIFEST, sign_bundle
from app.inference.engine import Engine, default_at_once, open_engine
from app.inference.golden import Golden
from app.inference.signature import write_keys
from app.settings import Settings
from app.tasks import TASKS

MODELS = Path(__file__).parents[2] / "models"
PICTURE = np.zeros((1, 3, 144, 144), np.float32)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Copies of two committed bundles, to be spoilt."""
    for task in ("cleft", "vcfs"):
        shutil.copytree(MODELS / task, tmp_path / "models" / task)
    return tmp_path / "models"


def fault(engine: Engine, task: str) -> str:
    return next(state.sentence for state in engine.health() if state.task == task)


def test_every_task_has_a_state_and_what_is_installed_is_served(models: Path) -> None:
    engine = open_engine(Settings(models_dir=models))
    assert {state.task: state.ready for state in engine.health()} == {task: task in {"cleft", "vcfs"} for task in TASKS}
    state = next(state for state in engine.health() if state.task == "cleft")
    assert state.sha256 == engine.bundle("cleft").digest
    assert (state.preset, state.synthetic, state.device) == ("demo", True, "cpu")
    assert state.latency_ms
    answers = engine.infer("cleft", "network", PICTURE)
    assert set(answers) == set(engine.bundle("cleft").manifest.outputs)
    with pytest.raises(Unavailable, match="No model is installed"):
        engine.bundle("auricular")
    with pytest.raises(Unavailable, match="No model is installed"):
        engine.infer("auricular", "network", PICTURE)


def test_before_it_is_opened_the_engine_says_when_to_come_back(models: Path) -> None:
    with pytest.raises(Unavailable, match="being started") as refused:
        Engine(Settings(models_dir=models)).infer("cleft", "network", PICTURE)
    assert refused.value.seconds


def spoil_weights(folder: Path) -> None:
    content = bytearray((folder / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "model.onnx").write_bytes(content)


def tear_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("{")


def take_away(folder: Path) -> None:
    (folder / "model.onnx").unlink()


@pytest.mark.parametrize(
    ("spoil", "said"), [(spoil_weights, "was changed"), (tear_manifest, "manifest is wrong"), (take_away, "missing")]
)
def test_a_spoilt_bundle_is_not_served_and_the_other_is(models: Path, spoil: Callable[[Path], None], said: str) -> None:
    spoil(models / "cleft")
    engine = open_engine(Settings(models_dir=models))
    assert said in fault(engine, "cleft")
    with pytest.raises(Unavailable, match=said):
        engine.infer("cleft", "network", PICTURE)
    assert engine.infer("vcfs", "network", PICTURE[:, :, :112, :112])


def test_a_model_that_answers_otherwise_than_when_it_was_made_is_not_served(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.inference.golden.Golden.model_validate_json", lambda content: shifted(content))
    engine = open_engine(Settings(models_dir=models))
    assert "golden cases" in fault(engine, "cleft")
    assert not any(state.ready for state in engine.health())


def shifted(content: bytes) -> Golden:
    read = Golden.model_validate(json.loads(content))
    wrong = {name: tuple(value + 1 for value in values) for name, values in read.cases[0].outputs.items()}
    return read.model_copy(update={"cases": (read.cases[0].model_copy(update={"outputs": wrong}),)})


def test_where_the_site_set_a_key_only_signed_bundles_are_served(models: Path, tmp_path: Path) -> None:
    private, public = write_keys(tmp_path / "keys")
    sign_bundle(models / "cleft", private.read_bytes())
    engine = open_engine(Settings(models_dir=models, bundle_key=str(public)))
    assert engine.infer("cleft", "network", PICTURE)
    assert "not signed" in fault(engine, "vcfs")


def test_a_key_that_is_not_there_serves_nothing(models: Path, tmp_path: Path) -> None:
    engine = open_engine(Settings(models_dir=models, bundle_key=str(tmp_path / "none.pem")))
    assert not any(state.ready for state in engine.health())


def test_a_task_or_part_that_is_not_there_is_told(models: Path) -> None:
    engine = open_engine(Settings(models_dir=models))
    with pytest.raises(NotFound):
        engine.infer("spot", "network", PICTURE)
    with pytest.raises(Unavailable, match="no part locator"):
        engine.infer("cleft", "locator", PICTURE)


def test_a_closed_engine_opens_nothing_more(models: Path) -> None:
    engine = Engine(Settings(models_dir=models))
    engine.close()
    engine.open()
    assert not any(state.ready for state in engine.health())


@pytest.mark.parametrize(("cores", "at_once"), [(1, 1), (2, 2), (4, 2), (16, 8)])
def test_the_default_fits_the_processors(cores: int, at_once: int) -> None:
    assert default_at_once(cores) == at_once
