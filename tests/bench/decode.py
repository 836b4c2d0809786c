"""What opening a picture costs: a phone's photograph scaled against whole, and a cine frame by frame."""

import resource
import statistics
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from time import thread_time

import data_store
import numpy as np
import typer
from PIL import Image

from app.imaging.intake import clean_copy, open_picture

ROUNDS = 15
LEAST = (224, 512)


def main() -> None:
    """Processor time of one thread, the medians of rounds in turn."""
    content = photograph()
    picture = open_picture(content)
    ways: dict[str, Callable[[], object]] = {
        "open": partial(open_picture, content),
        "clean": partial(clean_copy, content),
        "whole": picture.frame,
    }
    ways |= {f"at least {least}": partial(picture.frame, least=least) for least in LEAST}
    spent = in_turn(ways)
    typer.echo(f"12 MP JPEG of {len(content) / 1e6:.1f} MB")
    for name, seconds in spent.items():
        typer.echo(f"  {name:14} {seconds * 1000:7.1f} ms  {spent['whole'] / seconds:6.1f}× the whole's speed")
    cine = (Path(data_store.__file__).parent / "data" / "color3d_jpeg_baseline.dcm").read_bytes()
    scan, before, start = open_picture(cine), peak(), thread_time()
    for index in range(scan.frames):
        scan.frame(index)
    each = (thread_time() - start) / scan.frames
    typer.echo(
        f"cine of {scan.frames} frames: {each * 1000:.1f} ms a frame, {peak() - before:.1f} MB more memory at the peak"
    )


def in_turn(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Alternating, so that a busy machine is busy for all."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = thread_time()
            way()
            spent[name].append(thread_time() - start)
    return {name: statistics.median(times) for name, times in spent.items()}


def photograph() -> bytes:
    """Shapes of every size and a little noise, as large as a phone's."""
    chance = np.random.default_rng(0)
    coarse = Image.fromarray(chance.integers(0, 255, (189, 252, 3), np.uint8)).resize(
        (4032, 3024), Image.Resampling.BICUBIC
    )
    grain = chance.normal(0, 4, (3024, 4032, 1)).astype(np.float32)
    file = BytesIO()
    noisy = np.clip(np.asarray(coarse, np.float32) + grain, 0, 255).astype(np.uint8)
    Image.fromarray(noisy).save(file, "JPEG", quality=88)
    return file.getvalue()


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
