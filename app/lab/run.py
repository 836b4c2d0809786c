"""A training run: its folder, and what it says of itself in run.json."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from app.domain.task import Task
from app.errors import Invalid
from app.lab.checkpoint import Progress
from app.lab.fit import Course

RECORD = "run.json"
PHANTOMS = "phantoms"


class Run(BaseModel):
    """What was trained on what; enough to export or repeat it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str
    preset: str
    data: str
    """The folder with labels.csv."""
    words: str
    """The data in words, for people."""
    synthetic: bool
    seed: int
    epochs: int
    """Epochs the run was allowed."""
    best_epoch: int
    score: float
    """Of the best epoch, on validation."""
    minutes: float
    pictures: int
    exams: int
    patients: int
    """Of the training part."""
    created: datetime
    commit: str


def describe(course: Course, progress: Progress, *, data: Path, words: str, synthetic: bool) -> Run:
    """The record of a finished run."""
    rows = [course.data.rows[index] for index in course.fold.train]
    return Run(
        task=course.data.task.slug,
        preset=course.data.recipe.name,
        data=str(data),
        words=words,
        synthetic=synthetic,
        seed=course.seed,
        epochs=course.data.recipe.epochs,
        best_epoch=progress.best.number,
        score=progress.best.score,
        minutes=round(sum(epoch.seconds for epoch in progress.epochs) / 60, 2),
        pictures=len(rows),
        exams=len({row.exam for row in rows}),
        patients=len({row.patient for row in rows}),
        created=datetime.now(UTC),
        commit=commit(),
    )


def write_run(folder: Path, run: Run) -> None:
    unfinished = folder / f"{RECORD}.new"
    unfinished.write_text(run.model_dump_json(indent=2) + "\n", encoding="utf-8")
    unfinished.replace(folder / RECORD)


def read_run(folder: Path, task: Task) -> Run:
    """The finished run in this folder."""
    if not (folder / RECORD).is_file():
        raise Invalid(f"There is no finished run in {folder.name!r}. Run `neoscreen train` first.")
    try:
        run = Run.model_validate_json((folder / RECORD).read_bytes())
    except ValidationError as error:
        raise Invalid(f"{RECORD} in {folder.name!r} cannot be read. Train again.") from error
    if run.task != task.slug:
        raise Invalid(f"The run in {folder.name!r} is of the task {run.task!r}, not {task.slug!r}. Choose another.")
    return run


def commit() -> str:
    """The commit of the code, empty outside a repository."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""
