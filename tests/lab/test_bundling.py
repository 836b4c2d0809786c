"""Every task goes the whole way: phantoms, training, export, a sealed bundle whose golden cases replay."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from app.domain.recipe import Recipe
from app.errors import Invalid
from app.inference.bundle import open_bundle
from app.inference.golden import replay
from app.inference.graph import Graph
from app.inference.manifest import Role
from app.inference.signature import make_keys
from app.lab.bundling import Request, make_bundle
from app.lab.explaining import explain, find_method
from app.lab.phantoms import write_phantoms
from app.lab.starting import Order, train_order
from app.lab.unseen import Unseen
from app.tasks import TASKS


def tiny(recipe: Recipe) -> Recipe:
    preparation = replace(recipe.preparation, size=64)
    return replace(
        recipe, preparation=preparation, epochs=1, warmup_epochs=0, phantom_count=32 if recipe.frames else 64, batch=16
    )


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few pictures of every task, for the others to be shown; what lies there is not drawn again."""
    folder = tmp_path_factory.mktemp("strangers")
    for task in TASKS.values():
        write_phantoms(task, folder / task.slug, 2, 78)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("slug", list(TASKS))
def test_a_task_goes_from_phantoms_to_a_bundle(
    slug: str, tmp_path: Path, strangers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, network = TASKS[slug], import_module(f"app.tasks.{slug}.network")
    monkeypatch.setattr(network, "RECIPES", {name: tiny(one) for name, one in network.RECIPES.items()})
    run, models = tmp_path / "run", tmp_path / "models" / slug
    models.mkdir(parents=True)
    (models / "locator.onnx").write_bytes(b"")
    write_phantoms(task, tmp_path / "unseen", 20, 77, prevalence=0.5)
    trained = train_order(Order(task, "demo", "phantoms", run))
    (run / "strangers").symlink_to(strangers)
    assert trained.synthetic
    assert trained.pictures >= 20
    private, public = make_keys()
    judged_on = Unseen(tmp_path / "unseen", "unseen phantoms", synthetic=True)
    made = make_bundle(Request(task, run, models, judged_on, private))
    again = open_bundle(models, task=slug, public_key=public)
    assert again == made
    assert again.manifest.labels == tuple(finding.slug for finding in task.findings)
    assert again.part(Role.LOCATOR) == b""
    assert replay(again, Graph(again.network())) <= 1
    assert {"auroc", "accuracy"} <= {metric.name for metric in again.manifest.metrics}
    assert all("unseen phantoms" in metric.on for metric in again.manifest.metrics)
    assert b"trained on synthetic pictures" in again.part(Role.CARD)
    assert (again.manifest.severity is not None) == (slug == "auricular")
    explained = explain(task, run, "gradcam", tmp_path / "maps", 2)
    assert explained.files
    assert all(file.is_file() for file in explained.files)


def test_an_unknown_method_is_told_with_the_known_ones() -> None:
    with pytest.raises(Invalid, match=r"'guess' is no method\. Use one of: gradcam, hirescam"):
        find_method("guess")
