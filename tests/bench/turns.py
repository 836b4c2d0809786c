"""Five networks in one process: each alone, then in turn. `python -m tests.bench.turns` prints JSON."""

import json
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from app.inference import threads
from app.inference.bundle import open_bundle
from app.inference.graph import Floats, Graph
from app.tasks import TASKS
from tests.bench.places import CACHE

ROUNDS = 20


def main() -> None:
    """The pool is as large as the machine: the case in which pools of their own would fight."""
    threads.share(threads.cores())
    runs = {task: runner(task) for task in TASKS}
    for run in runs.values():
        run(), run()
    alone = {task: statistics.median(clock(run) for _ in range(ROUNDS)) for task, run in runs.items()}
    turns = [{task: clock(run) for task, run in runs.items()} for _ in range(ROUNDS)]
    together = statistics.median(sum(turn.values()) for turn in turns)
    whole = sum(alone.values())
    figures = {"alone_ms": alone, "sum_ms": whole, "in_turn_ms": together, "ratio": together / whole}
    sys.stdout.write(json.dumps(figures) + "\n")


def runner(task: str) -> Callable[[], object]:
    bundle = open_bundle(CACHE / task, task=task)
    graph, given = Graph(bundle.network()), bundle.manifest.preparation
    picture: Floats = np.zeros((1, given.channels, given.size, given.size), np.float32)
    return lambda: graph.answer(picture)


def clock(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
