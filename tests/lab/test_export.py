"""One file answers as PyTorch does, whatever the number of pictures."""

from importlib import import_module
from pathlib import Path

import onnx
import pytest
import torch
from torch import nn

from app.errors import Unavailable
from app.inference.graph import Graph
from app.lab import export as module
from app.lab.explain import Explained
from app.lab.export import export, freeze, relative
from app.lab.network import Network
from app.tasks import TASKS


def build(slug: str, preset: str = "demo") -> tuple[Network, int]:
    task = import_module(f"app.tasks.{slug}.network")
    torch.manual_seed(0)
    return task.build(preset, pretrained=False), task.RECIPES[preset].preparation.size


@pytest.mark.slow
@pytest.mark.parametrize("slug", TASKS)
def test_any_number_of_pictures_gets_pytorchs_answers(slug: str, tmp_path: Path) -> None:
    network, size = build(slug)
    names = export(network, size, tmp_path / "model.onnx")
    graph = Graph(tmp_path / "model.onnx", threads=1)
    explained = Explained(freeze(network), torch.rand(2, 3, size, size))
    assert graph.inputs == ("pictures",)
    assert graph.outputs == names
    for count in (1, 2, 7):
        pictures = torch.rand(count, 3, size, size)
        given = graph.answer(pictures.numpy())
        with torch.no_grad():
            wanted = dict(zip(names, explained(pictures), strict=True))
        assert max(relative(given[name], wanted[name].numpy()) for name in names) < 1e-4
        assert given["cam"].shape[:2] == (count, given["logits"].shape[1])


def test_it_writes_one_file_with_its_weights_and_leaves_the_network_as_it_was(tmp_path: Path) -> None:
    network, size = build("vcfs")
    assert isinstance(network, nn.Module)
    network.train()
    export(network, size, tmp_path / "model.onnx")
    assert [file.name for file in tmp_path.iterdir()] == ["model.onnx"]
    model = onnx.load(tmp_path / "model.onnx", load_external_data=False)
    assert not any(tensor.data_location for tensor in model.graph.initializer)
    assert network.training
    assert all(parameter.requires_grad for parameter in network.parameters())


def test_a_file_that_answers_otherwise_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network, size = build("vcfs")
    monkeypatch.setattr(module, "compare", lambda *_: 0.01)
    with pytest.raises(Unavailable, match=r"differs from the trained one by 1\.0e-02"):
        export(network, size, tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []
