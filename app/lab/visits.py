"""Phantom ears seen again and again: at falling severity, several pictures a visit."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast

from app.domain.phantom import Phantom
from app.domain.task import Task
from app.lab.phantoms import write_folder

SEVERITIES = (0.95, 0.75, 0.55, 0.35, 0.15)
PICTURES = 2
"""Of one visit; from their spread comes the standard error of measurement."""
Series = Callable[[int, Sequence[float]], Iterator[Phantom]]


def series_of(task: Task) -> Series | None:
    """The task's own way to draw one ear at several severities; None where it does not grade."""
    module = import_module(f"app.tasks.{task.slug}.phantom")
    return cast("Series | None", getattr(module, "series", None))


def visits(series: Series, ears: int, seed: int) -> Iterator[Phantom]:
    """Every ear at every severity, in order; pictures of a visit share its exam."""
    drawn = [severity for severity in SEVERITIES for _ in range(PICTURES)]
    for ear in range(ears):
        for number, phantom in enumerate(series(seed + ear, drawn)):
            visit = number // PICTURES
            yield replace(phantom, exam=f"{phantom.patient}-visit{visit + 1}")


def write_visits(task: Task, folder: Path, ears: int, seed: int) -> int:
    """The same layout as any phantom set; the number of pictures written, none where the task does not grade."""
    series = series_of(task)
    return 0 if series is None else write_folder(visits(series, ears, seed), folder, task.modality)
