"""Training goes on after kill -9 as if nothing had happened, learns, and knows when to stop."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from app.domain.facts import Facts
from app.domain.finding import Finding
from app.domain.picture_rules import PictureRules
from app.domain.preparation import Preparation
from app.domain.recipe import Recipe, Target
from app.domain.subject import Subject
from app.domain.task import Level, Modality, Task
from app.errors import Invalid, NeoscreenError
from app.lab.checkpoint import LAST, Epoch, Progress, best_file
from app.lab.dataset import load
from app.lab.device import Device
from app.lab.fit import Course, Watch, fit
from app.lab.folder import read_folder
from app.lab.folds import holdout
from app.lab.predict import predict
from app.tasks import TASKS

QUIET = Watch()
CPU = Device(torch.device("cpu"), torch.float32)
RECIPE = Recipe(name="demo", preparation=Preparation(size=16), epochs=5, batch=4, learning_rate=3e-3, patience=5)
SPOT = Task(
    "spot",
    "Spots",
    "Is there a spot?",
    Modality.ULTRASOUND,
    Level.PICTURE,
    (
        Finding("none", "None", "No spot was seen.", absent=True),
        Finding("spot", "Spot", "A spot is suspected."),
    ),
    PictureRules(),
    TASKS["cleft"].assess,
    Facts(),
    Subject.CHILD,
)


class Small(nn.Module):
    """Everything that training state can hide in: batch statistics, dropout, two heads."""

    def __init__(self) -> None:
        super().__init__()
        self.cam_layer: nn.Module = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout(0.2)
        )
        self.classifier = nn.Linear(8, 2)

    def features(self, pictures: Tensor) -> Tensor:
        features: Tensor = self.cam_layer(pictures)
        return features

    def decide(self, features: Tensor) -> dict[str, Tensor]:
        pooled = features.amax((2, 3))
        return {"logits": self.classifier(pooled), "embedding": functional.normalize(pooled, dim=1)}

    def forward(self, pictures: Tensor) -> dict[str, Tensor]:
        features = self.features(pictures)
        return self.decide(features) | {"features": features}

    def loss(self, outputs: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor:
        return functional.cross_entropy(outputs["logits"], truth["target"], truth.get("weights"))


class SmallBag(Small):
    """The same over the frames of an exam."""

    def decide(self, features: Tensor) -> dict[str, Tensor]:
        frames = features.amax((2, 3))
        attention = frames.sum(1).softmax(0)
        return {
            "logits": self.classifier((attention[:, None] * frames).sum(0, keepdim=True)),
            "attention": attention,
        }


def course(
    spots: Path, folder: Path, recipe: Recipe = RECIPE, watch: Watch = QUIET, network: Small | None = None
) -> Course:
    torch.manual_seed(0)
    data = load(SPOT, read_folder(spots, SPOT), recipe, folder / "cache")
    return Course(network or Small(), data, holdout(data.rows, 0), folder, CPU, seed=4, watch=watch)


def test_it_learns_to_see_a_spot(spots: Path, tmp_path: Path) -> None:
    run = course(spots, tmp_path, replace(RECIPE, epochs=12, patience=12))
    progress = fit(run)
    assert progress.best.score == 1.0
    assert progress.best.validation_loss < 0.4
    found = predict(run.network, run.data, run.fold.test, CPU)
    truth = [run.data.rows[row].findings == ("spot",) for row in found.rows]
    assert [bool(p > 0.5) for p in found.probabilities[:, 1]] == truth


def test_bags_of_frames_train_with_the_same_loop(spots: Path, tmp_path: Path) -> None:
    run = course(spots, tmp_path, replace(RECIPE, frames=2, batch=2, epochs=12, patience=12), network=SmallBag())
    assert fit(run).best.score == 1.0
    found = predict(run.network, run.data, run.fold.test, CPU)
    assert found.attention is not None
    assert len(found.attention) == len(found.frames) == 2 * len(found.rows)


class SmallFaces(Small):
    """Learns whose picture it is."""

    def loss(self, outputs: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor:
        people = truth["target"]
        same = people[:, None] == people[None, :]
        return (outputs["embedding"] @ outputs["embedding"].T - same.float()).square().mean()


def test_faces_are_recognised_by_identity(spots: Path, tmp_path: Path) -> None:
    recipe = replace(RECIPE, target=Target.IDENTITY, epochs=2)
    run = course(spots, tmp_path, recipe, network=SmallFaces())
    assert 0.5 < fit(run).best.score <= 1
    assert set(run.data.truth.target.tolist()) == set(range(16))


def test_it_stops_when_validation_no_longer_improves(spots: Path, tmp_path: Path) -> None:
    run = course(spots, tmp_path, replace(RECIPE, epochs=40, patience=2, learning_rate=1e-9))
    assert len(fit(run).epochs) < 40


def test_the_best_weights_are_left_in_the_network(spots: Path, tmp_path: Path) -> None:
    run = course(spots, tmp_path)
    fit(run)
    kept = load_file(best_file(tmp_path))
    assert all(torch.equal(tensor, kept[name]) for name, tensor in run.module.state_dict().items())
    assert [file.name for file in tmp_path.glob("best-*")] == [best_file(tmp_path).name]


def test_another_recipe_does_not_go_on_with_this_run(spots: Path, tmp_path: Path) -> None:
    fit(course(spots, tmp_path))
    with pytest.raises(Invalid, match="begun with another recipe"):
        fit(course(spots, tmp_path, replace(RECIPE, learning_rate=1e-3)))


def test_a_loss_that_is_no_number_stops_the_run(spots: Path, tmp_path: Path) -> None:
    class Lost(Small):
        def loss(self, outputs: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor:
            return super().loss(outputs, truth) * float("nan")

    with pytest.raises(NeoscreenError, match="no number in epoch 1"):
        fit(course(spots, tmp_path, network=Lost()))


def test_mixed_precision_learns_too(spots: Path, tmp_path: Path) -> None:
    run = replace(
        course(spots, tmp_path, replace(RECIPE, epochs=12, patience=12)),
        device=Device(CPU.place, torch.bfloat16),
    )
    assert fit(run).best.score == 1.0


@pytest.fixture
def one_thread() -> Iterator[None]:
    """The order of a sum depends on how many threads add it up."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.slow
@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize("when", ["between epochs", "in an epoch"])
def test_a_killed_run_ends_with_the_same_weights(spots: Path, tmp_path: Path, when: str) -> None:
    fit(course(spots, tmp_path / "whole"))
    command = [sys.executable, __file__, str(spots), str(tmp_path / "cut"), when]
    child = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])})
    deadline = time.monotonic() + 600
    while not (tmp_path / "cut" / "now").exists():
        assert child.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    reached: list[int] = []
    fit(course(spots, tmp_path / "cut", watch=Watch(epoch=lambda epoch, _: reached.append(epoch.number))))
    assert reached == [3, 4, 5]
    assert tensors(tmp_path / "cut") == tensors(tmp_path / "whole")
    assert best_file(tmp_path / "cut").read_bytes() == best_file(tmp_path / "whole").read_bytes()


def tensors(folder: Path) -> dict[str, list[float]]:
    return {name: tensor.ravel().tolist() for name, tensor in load_file(folder / LAST).items()}


def wait_to_be_killed(spots: Path, folder: Path, when: str) -> None:
    """Says 'now' at the chosen moment after the second epoch, and waits there."""
    epochs: list[int] = []

    def stop() -> None:
        (folder / "now").touch()
        time.sleep(3600)

    def on_epoch(epoch: Epoch, progress: Progress) -> None:
        epochs.append(epoch.number)
        if when == "between epochs" and len(epochs) == 2:
            stop()

    def on_step(done: int, steps: int) -> None:
        if when == "in an epoch" and len(epochs) == 2 and done == 3:
            stop()

    fit(course(spots, folder, watch=Watch(on_step, on_epoch)))


if __name__ == "__main__":
    torch.set_num_threads(1)
    wait_to_be_killed(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
