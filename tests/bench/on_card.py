"""The network on a graphics card, where there is one. `python -m tests.bench.on_card` prints JSON."""

import json
import statistics
import sys
import time

import numpy as np

from app.domain.backend import Floats
from app.inference import threads
from app.inference.bundle import open_bundle
from app.inference.card import Card, cards
from app.inference.graph import Graph, Network
from tests.bench.places import CACHE

TASK = "cleft"
"""ResNet-50 with a pyramid and maps; its pictures stand alone, so that many make one run."""
ROUNDS = 50
TOGETHER = (1, 2, 4, 8, 16, 32, 64)


def main() -> None:
    """Copies to the card and back are inside every timing."""
    there = cards() > 0
    if not there and "--processor" not in sys.argv:
        sys.stdout.write(json.dumps({"cards": 0}) + "\n")
        return
    threads.share(threads.cores())
    bundle = open_bundle(CACHE / TASK, task=TASK)
    network: Network = Card(bundle.network()) if there else Graph(bundle.network())
    size = bundle.manifest.preparation.size
    seen = {many: measure(network, np.zeros((many, 3, size, size), np.float32)) for many in TOGETHER}
    most = {many: many / seconds for many, seconds in seen.items()}
    figures = {
        "cards": cards(),
        "p50_ms": seen[1] * 1000,
        "pictures_a_second": max(most.values()),
        "by_size": {str(many): rate for many, rate in most.items()},
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def measure(network: Network, pictures: Floats) -> float:
    """Median seconds of one run, warm."""
    for _ in range(3):
        network.answer(pictures)
    return statistics.median(clock(network, pictures) for _ in range(ROUNDS))


def clock(network: Network, pictures: Floats) -> float:
    started = time.perf_counter()
    network.answer(pictures)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
