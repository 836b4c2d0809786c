"""The exported maps of a run against the oracle's, on phantoms never seen."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from app.lab.agreeing import ANSWERS, Agreed, agree, together
from app.lab.oracle import Agreement
from app.lab.starting import Order, train_order
from app.tasks import TASKS


def test_parts_are_joined_by_the_worst_difference_and_the_mean_peak() -> None:
    found = together("cam", [(30, Agreement(1e-6, 1.0)), (10, Agreement(3e-5, 0.9))])
    assert found.maps == 40
    assert found.difference == 3e-5
    assert found.same_peak == pytest.approx(0.975)
    assert str(found) == "cam: 40 maps, largest difference 3.0e-05, same peak 97.50 %"


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["cleft", "hemorrhage"])
def test_a_trained_run_agrees_for_every_kind_of_map(slug: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = import_module(f"app.tasks.{slug}.network")
    demo = network.RECIPES["demo"]
    small = replace(
        demo, preparation=replace(demo.preparation, size=64), epochs=1, warmup_epochs=0, phantom_count=30, batch=8
    )
    monkeypatch.setitem(network.RECIPES, "demo", small)
    train_order(Order(TASKS[slug], "demo", "phantoms", tmp_path))
    found = agree(TASKS[slug], tmp_path, 3)
    assert {one.kind for one in found} <= set(ANSWERS)
    assert ("hirescam" in {one.kind for one in found}) == (slug == "cleft")
    for one in found:
        assert isinstance(one, Agreed)
        assert one.maps >= 6
        assert one.difference < 1e-4
        assert one.same_peak == 1
