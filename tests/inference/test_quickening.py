"""A second precision is taken up only where it is there, faster, and says the same."""

from pathlib import Path

import pytest

from app.domain.backend import Floats
from app.inference import quickening
from app.inference.agreement import Agreement
from app.inference.bundle import Bundle, open_bundle
from app.inference.graph import Graph
from app.inference.quickening import DIFFERENT, FAILED, NO_BF16, NO_RUNTIME, NOT_FASTER, SAME, choose, judge

MODELS = Path(__file__).parents[2] / "models"


class Clock:
    """Time that passes only where a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Paced:
    """A network that takes its time: so much a run, and so much a picture."""

    device, provider = "cpu", "paced"

    def __init__(self, exact: Graph, clock: Clock, run: float, picture: float = 0) -> None:
        self.exact, self.clock, self.run, self.picture = exact, clock, run, picture
        self.inputs, self.outputs = exact.inputs, exact.outputs

    def answer(self, pictures: Floats, deadline: float | None = None) -> dict[str, Floats]:
        self.clock.now += self.run + self.picture * len(pictures)
        return self.exact.answer(pictures[:1], deadline)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(quickening, "perf_counter", clock)
    return clock


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return open_bundle(MODELS / "vcfs", task="vcfs")


@pytest.fixture(scope="module")
def exact(bundle: Bundle) -> Graph:
    return Graph(bundle.network(), threads=1)


@pytest.fixture
def agreed(monkeypatch: pytest.MonkeyPatch) -> Agreement:
    agreement = Agreement(200, 0.995, 0.999)
    monkeypatch.setattr(quickening, "compare", lambda *_, **__: agreement)
    return agreement


def test_a_network_that_is_not_faster_is_not_taken(bundle: Bundle, exact: Graph, clock: Clock) -> None:
    choice = judge(bundle, Paced(exact, clock, 0.02), Paced(exact, clock, 0.019))
    assert (choice.network, choice.remark) == (None, NOT_FASTER)
    assert choice.values == {"exact": "20.0", "quick": "19.0"}


def test_a_faster_one_that_says_the_same_is_taken(
    bundle: Bundle, exact: Graph, clock: Clock, agreed: Agreement
) -> None:
    quick = Paced(exact, clock, 0.002)
    choice = judge(bundle, Paced(exact, clock, 0.03), quick)
    assert (choice.network, choice.remark) == (quick, SAME)
    assert choice.values == {"changed": 1, "runs": 200, "correlation": "0.9990"}


def test_a_faster_one_that_says_otherwise_is_not_taken(
    bundle: Bundle, exact: Graph, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quickening, "compare", lambda *_, **__: Agreement(200, 0.99, 0.999))
    choice = judge(bundle, Paced(exact, clock, 0.03), Paced(exact, clock, 0.002))
    assert (choice.network, choice.remark) == (None, DIFFERENT)


@pytest.mark.parametrize(("run", "picture", "together"), [(0.03, 0.0, 8), (0.0, 0.02, 1)])
def test_pictures_are_joined_where_that_pays(
    bundle: Bundle, exact: Graph, clock: Clock, run: float, picture: float, together: int
) -> None:
    assert quickening.worth_joining(bundle, Paced(exact, clock, run, picture)) == together


def test_bags_are_never_joined() -> None:
    bags = open_bundle(MODELS / "hemorrhage", task="hemorrhage")
    assert quickening.worth_joining(bags, Graph(bags.network(), threads=1)) == 1


def test_without_its_runtime_there_is_nothing_to_choose(
    bundle: Bundle, exact: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quickening, "find_spec", lambda _: None)
    assert choose(bundle, exact, 1, 1).remark == NO_RUNTIME


def test_a_processor_without_bf16_stays_with_what_it_has(
    bundle: Bundle, exact: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openvino")
    monkeypatch.setattr("app.inference.openvino.calculates_in_bf16", lambda: False)
    assert choose(bundle, exact, 1, 1).remark == NO_BF16


def test_a_runtime_that_fails_takes_nothing_with_it(
    bundle: Bundle, exact: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openvino")

    def fail(*_: object) -> None:
        raise RuntimeError("no such operation\nat great length")

    monkeypatch.setattr("app.inference.openvino.calculates_in_bf16", lambda: True)
    monkeypatch.setattr("app.inference.openvino.Vino", fail)
    choice = choose(bundle, exact, 1, 1)
    assert (choice.network, choice.remark, choice.values) == (None, FAILED, {"fault": "no such operation"})
