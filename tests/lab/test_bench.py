"""The benchmark compares like with like."""

from importlib import import_module
from pathlib import Path

import numpy as np
import torch

from app.inference.graph import Graph
from app.lab.bench import alternate, summarise, table, without_maps
from app.lab.export import export


def test_the_rival_graph_answers_the_same_but_shows_no_map(tmp_path: Path) -> None:
    module = import_module("app.tasks.vcfs.network")
    export(module.build("demo", pretrained=False), 112, tmp_path / "model.onnx")
    plain = Graph(without_maps(tmp_path / "model.onnx"), 1)
    explained = Graph(tmp_path / "model.onnx", 1)
    assert set(explained.outputs) - set(plain.outputs) == {"cam"}
    pictures = torch.rand(2, 3, 112, 112).numpy()
    np.testing.assert_array_equal(plain.answer(pictures)["logits"], explained.answer(pictures)["logits"])


def test_each_leads_every_other_time_after_a_warm_up() -> None:
    order: list[str] = []
    pairs = alternate(lambda: order.append("plain"), lambda: order.append("maps"), 4)
    assert len(pairs) == 4
    assert order[6:] == ["plain", "maps", "maps", "plain", "plain", "maps", "maps", "plain"]


def test_the_ratio_is_the_median_over_pairs() -> None:
    cost = summarise("ear", [(1.0, 1.0), (1.0, 1.1), (10.0, 30.0)], [2.2])
    assert cost.ratio == 1.1
    assert cost.explained_ms == 1100
    assert cost.faster == 2.0
    assert "1.100" in table([cost])
