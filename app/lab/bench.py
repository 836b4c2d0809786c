"""What a heat map costs: the exported graph with maps against itself without, and pytorch-grad-cam."""

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

import onnx
import torch

from app.inference.graph import Graph
from app.lab.explain import EXPLAINED
from app.lab.export import export
from app.lab.network import Network
from app.lab.oracle import Method, judge
from app.tasks import TASKS

MAPS = {*EXPLAINED.values(), "hirescam"}
ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of one network, one picture at a time (one frame where pictures form bags)."""

    task: str
    plain_ms: float
    explained_ms: float
    ratio: float
    """The median over pairs of the time with maps over the time without."""
    oracle_ms: float
    """pytorch-grad-cam: one class, one picture."""
    faster: float
    """How many times pytorch-grad-cam takes as long as the graph with all maps."""


def measure(task: str, preset: str, rounds: int, threads: int) -> Cost:
    """Builds, exports and times one network; the weights are random, which no time depends on."""
    module = import_module(f"app.tasks.{task}.network")
    torch.manual_seed(0)
    network: Network = module.build(preset, pretrained=False).eval()
    size: int = module.RECIPES[preset].preparation.size
    pictures = torch.rand(1, 3, size, size)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.onnx"
        export(network, size, file)
        explained = Graph(file, threads)
        plain = Graph(without_maps(file), threads)
    given = pictures.numpy()
    pairs = alternate(lambda: plain.answer(given), lambda: explained.answer(given), rounds)
    oracle = [seconds(lambda: judge(network, pictures, 0, Method.GRADCAM)) for _ in range(max(rounds // 5, 2))]
    return summarise(task, pairs, oracle)


def summarise(task: str, pairs: list[tuple[float, float]], oracle: list[float]) -> Cost:
    """Medians in milliseconds."""
    plain, explained = (statistics.median(times) * 1e3 for times in zip(*pairs, strict=True))
    asked = statistics.median(oracle) * 1e3
    ratio = statistics.median(long / short for short, long in pairs)
    return Cost(task, plain, explained, ratio, asked, asked / explained)


def without_maps(file: Path) -> bytes:
    """The same file answering everything but the maps; the runtime drops what nobody asks for."""
    model = onnx.load(file)
    kept = [output for output in model.graph.output if output.name not in MAPS]
    del model.graph.output[:]
    model.graph.output.extend(kept)
    return bytes(model.SerializeToString())


def alternate(first: Callable[[], object], second: Callable[[], object], rounds: int) -> list[tuple[float, float]]:
    """Seconds of both in turn, each leading every other time, so that neither always finds a warm cache."""
    for _ in range(3):
        first(), second()
    pairs = []
    for number in range(rounds):
        if number % 2:
            later = seconds(second)
            pairs.append((seconds(first), later))
        else:
            pairs.append((seconds(first), seconds(second)))
    return pairs


def seconds(run: Callable[[], object]) -> float:
    """Processor time: what else runs on the machine does not count."""
    start = time.process_time()
    run()
    return time.process_time() - start


def table(costs: list[Cost]) -> str:
    """For a person to read."""
    lines = [f"{'task':<12}{'plain ms':>10}{'with maps':>11}{'ratio':>8}{'grad-cam ms':>13}{'faster':>9}"]
    lines += [
        f"{cost.task:<12}{cost.plain_ms:>10.2f}{cost.explained_ms:>11.2f}{cost.ratio:>8.3f}"
        f"{cost.oracle_ms:>13.1f}{cost.faster:>8.1f}x"
        for cost in costs
    ]
    return "\n".join(lines)


def main() -> None:
    """`make bench-lab`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", default="reference")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, help="a file for the figures as JSON")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    costs = [measure(task, asked.preset, asked.rounds, asked.threads) for task in TASKS]
    record = {
        "machine": platform.processor() or platform.machine(),
        "threads": asked.threads,
        "torch": torch.__version__,
        "preset": asked.preset,
        "costs": [asdict(cost) for cost in costs],
    }
    sys.stdout.write(f"{table(costs)}\n{json.dumps(record)}\n")
    if asked.out:
        asked.out.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
