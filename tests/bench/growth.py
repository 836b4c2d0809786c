"""Memory over many exams, screened in one process. `python -m tests.bench.growth EXAMS` prints JSON."""

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

import structlog

from app.imaging.intake import open_picture
from app.inference.engine import open_engine
from app.pipeline.presented import Policy, Presented
from app.pipeline.screen import screen
from app.settings import Settings
from tests.bench.places import CACHE, ROOT
from tests.bench.programs import resident
from tests.bench.workload import TASK, small

POINTS = 40


def main(exams: int) -> None:
    """The papers' networks lie in memory, a small one is asked: what is kept of an exam does not depend on which."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    large = open_engine(Settings(models_dir=CACHE, precision="fp32"))
    loaded = resident(os.getpid())
    engine = open_engine(Settings(models_dir=ROOT / "models", precision="fp32"))
    bundle = engine.bundle(TASK)
    policy = Policy(bundle.manifest.operating_points[0].name, 0.05)
    with tempfile.TemporaryDirectory() as folder:
        content = small(Path(folder))
    seen: list[tuple[int, int]] = []
    for number in range(exams):
        outcome = screen(Presented(TASK, [open_picture(content)]), bundle, engine, policy)
        assert outcome.accepted, [complaint.sentence for complaint in outcome.complaints]
        if number % max(exams // POINTS, 1) == 0:
            seen.append((number, resident(os.getpid())))
    later = seen[len(seen) // 4 :]
    slope = statistics.linear_regression(*zip(*later, strict=True)).slope if len(later) > 1 else 0.0
    ready = sum(state.ready for state in large.health())
    figures = {"exams": exams, "models": ready, "loaded_mb": loaded / 1e6, "bytes_per_exam": slope}
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
