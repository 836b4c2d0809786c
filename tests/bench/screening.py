"""From a photograph to a stored answer, against the naive way and two servers of models: `make bench`."""

import argparse
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from app.inference.threads import cores
from tests.bench import programs
from tests.bench.load import Result, Say, load, one_by_one, peak
from tests.bench.networks import reference_bundles
from tests.bench.ours import Ward, ours, outside, settled
from tests.bench.places import ROOT
from tests.bench.request import Form, Photograph
from tests.bench.targets import Target, judge
from tests.bench.workload import TASK, picture

CALM = 1.0
"""Requests a second of somebody alone."""
SHARES = (1.0, 0.9, 0.8, 0.7, 0.55, 0.4)
"""Of what a server can do at most: the rates that are tried, the highest first."""
ROUNDS = 2
Start = Callable[[Path], AbstractContextManager[programs.Running]]


@dataclass(slots=True)
class Bench:
    """Where figures gather."""

    folder: Path
    picture: Photograph
    seconds: float
    """Of each load."""
    figures: dict[str, object] = field(default_factory=dict)

    def note(self, name: str, value: object) -> None:
        self.figures[name] = value
        sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {name}: {json.dumps(value)}\n")

    def number(self, name: str) -> float:
        value = self.figures[name]
        assert isinstance(value, int | float), name
        return float(value)


def in_turn(bench: Bench) -> None:
    bench.note("in_turn", ask_program("tests.bench.turns"))


def growth(bench: Bench, exams: int) -> None:
    bench.note("growth", ask_program("tests.bench.growth", str(exams)))


def ask_program(module: str, *words: str) -> dict[str, object]:
    """A measurement in a process of its own, which prints JSON last."""
    said = subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, check=True, capture_output=True, text=True)
    answer: dict[str, object] = json.loads(said.stdout.splitlines()[-1])
    return answer


def beside(bench: Bench, name: str, path: str, start: Start, calm: float = CALM) -> None:
    """Ours and another, all up and asked in turn, so that what else the machine does meets them alike.

    `ours` runs the network exactly as the others do; `served` as the product does by itself, in bf16 where that passed.
    """
    with (
        ours(bench.folder / "exact", "fp32") as ward,
        ours(bench.folder / "served", "auto", tasks=(TASK,)) as served,
        start(bench.folder) as theirs,
    ):
        bench.note("provider", settled(served, TASK))
        sides = {
            "ours": (ward.server, ward.say(bench.picture), CALM),
            "served": (served.server, served.say(bench.picture), CALM),
            "theirs": (theirs, Form(path, bench.picture).request, calm),
        }
        for server, say, _ in sides.values():
            one_by_one(server.port, say, 5)
        calls = [
            {side: load(server.port, say, rate, bench.seconds, seed).p50 for side, (server, say, rate) in sides.items()}
            for seed in range(ROUNDS)
        ]
        tops = {side: best(server.port, say, bench.seconds) for side, (server, say, _) in sides.items()}
        works = {side: work(server, say) for side, (server, say, _) in sides.items()}
    figures = {
        side: {
            "p50_ms": statistics.mean(call[side] for call in calls),
            "goodput": tops[side].goodput,
            "work_ms": works[side],
        }
        for side in sides
    }
    bench.note(f"beside_{name}", figures)


def alone(bench: Bench) -> None:
    with ours(bench.folder, "fp32") as ward:
        say = ward.say(bench.picture)  # one of these a server: what was sent before is answered at once
        bench.note("ours_fp32_resident_mb", ward.server.resident() / 1e6)
        under_load(bench, ward, say)
        measure_outside(bench, ward, say)


def work(running: programs.Running, say: Say, count: int = 15) -> float:
    """Milliseconds of processor time an answer."""
    before = running.worked()
    one_by_one(running.port, say, count)
    return (running.worked() - before) * 1000 / count


def measure_outside(bench: Bench, ward: Ward, say: Say) -> None:
    seen = one_by_one(ward.server.port, say, 15)
    rest, share = outside(ward, seen)
    bench.note("ours_fp32_outside_ms", rest)
    bench.note("ours_fp32_outside_share", share)


def best(port: int, say: Say, seconds: float, crowd: int = 3) -> Result:
    """The highest of the rates tried at which 99 of 100 answers come in time; the last one where none does."""
    most = peak(port, say, crowd, seconds)
    for share in SHARES:
        result = load(port, say, most * share, seconds)
        if result.keeps_up:
            return result
        time.sleep(1)
    return result


def under_load(bench: Bench, ward: Ward, say: Say) -> None:
    one_by_one(ward.server.port, say, 5)
    found = best(ward.server.port, say, bench.seconds)
    bench.note("ours_fp32_best", found.record())
    bench.note("ours_fp32_goodput", found.goodput)
    flooded = load(ward.server.port, say, 2 * found.rate, bench.seconds)
    bench.note("overload", flooded.record())
    bench.note("overload_share", flooded.goodput / found.goodput if found.goodput else 0.0)
    bench.note("overload_resets", flooded.resets)
    strange = sum(count for status, count in flooded.statuses.items() if status not in ("200", "201", "503"))
    bench.note("overload_strange", strange)
    bench.note("ours_fp32_resident_after_mb", ward.server.resident() / 1e6)


def machine() -> dict[str, object]:
    """What the figures hold for."""
    names = {
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    }
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    packages = ("onnxruntime-gpu", "openvino", "torch", "pillow", "fastapi", "litserve", "bentoml")
    return {
        "processor": ", ".join(sorted(names)),
        "cores": cores(),
        "python": platform.python_version(),
        "commit": commit.stdout.strip(),
        "load_before": os.getloadavg()[0],
        "versions": {name: version(name) for name in packages},
    }


def table(targets: list[Target]) -> str:
    lines = [f"{'figure':<58}{'measured':>12}{'target':>12}"]
    for target in targets:
        said = "–" if target.measured is None else f"{target.measured:.3g} {target.unit}".strip()
        mark = "" if target.met else "   not measured" if target.measured is None else "   missed"
        lines.append(f"{target.words:<58}{said:>12}{target.sign + f'{target.goal:g} {target.unit}'.rstrip():>12}{mark}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exams", type=int, default=2000, help="of the memory test")
    parser.add_argument("--seconds", type=float, default=8, help="of each load")
    parser.add_argument("--out", type=Path, default=Path("bench.json"), help="a file for the figures")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers end with us
    reference_bundles()
    with tempfile.TemporaryDirectory(prefix="neoscreen-bench-") as folder:
        bench = Bench(Path(folder), picture(), asked.seconds)
        bench.note("machine", machine())
        in_turn(bench)
        bench.note("card", ask_program("tests.bench.on_card"))
        beside(bench, "naive", "/screen", programs.naive, CALM / 2)
        beside(bench, "litserve", "/predict", programs.litserve)
        beside(bench, "bentoml", "/screen", programs.bentoml)
        alone(bench)
        growth(bench, asked.exams)
    targets = judge(bench.figures)
    asked.out.write_text(
        json.dumps(bench.figures | {"targets": [target.record() for target in targets]}, indent=2) + "\n"
    )
    sys.stdout.write(table(targets) + "\n")


if __name__ == "__main__":
    main()
