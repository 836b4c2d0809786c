"""`neoscreen screen`: files in, answers out; no server, no database."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.domain.exam import Laterality
from app.domain.task import Task
from app.errors import Invalid, NotFound, Unavailable
from app.inference.bundle import Bundle
from app.inference.engine import open_engine
from app.pipeline.file_exam import FileExam, screen_files
from app.pipeline.line import line
from app.pipeline.map_files import write_maps
from app.pipeline.presented import Policy, Presented
from app.pipeline.words import words
from app.settings import Settings
from app.tasks import TASKS

screening = typer.Typer(no_args_is_help=True)


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


@screening.command("screen")
def screen_command(
    task: Annotated[str, typer.Argument(help=f"One of: {', '.join(TASKS)}.", metavar="TASK")],
    files: Annotated[list[Path], typer.Argument(help="The pictures of one exam.", metavar="FILE…")],
    each: Annotated[bool, typer.Option("--each", help="Every file is an exam of its own.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON an exam.")] = False,
    out: Annotated[Path | None, typer.Option(help="A folder for the heat maps.")] = None,
    laterality: Annotated[Side | None, typer.Option(help="Which ear is shown; left unless said.")] = None,
    point: Annotated[str | None, typer.Option(help="The operating point; the model's first unless named.")] = None,
    prevalence: Annotated[
        float | None, typer.Option(help="Share of exams with a finding, between 0 and 1; the task's own unless given.")
    ] = None,
    consent: Annotated[bool, typer.Option("--consent", help="A guardian has consented (faces).")] = False,
    gestation_days: Annotated[int | None, typer.Option(min=1, max=320, help="Gestational age, shown beside.")] = None,
    override: Annotated[list[str] | None, typer.Option(help="Judge in spite of this soft complaint.")] = None,
) -> None:
    """Screen pictures on this machine; without --each, all files are one exam."""
    chosen = find_task(task)
    check_files(files)
    blank = Presented(
        task=chosen.slug,
        pictures=(),
        laterality=side_of(chosen, laterality),
        gestation_days=gestation_days,
        consent=consent,
        overrides=frozenset(override or ()),
    )
    try:
        engine = open_engine(Settings(), chosen.slug)
        model = engine.bundle(chosen.slug)
        policy = choose(model, chosen, point, prevalence)
        exams = [[file] for file in files] if each else [files]
        say((screen_files(exam, blank, model, engine, policy) for exam in exams), chosen, blank, out, as_json=as_json)
    except Unavailable as error:
        typer.echo(error.sentence, err=True)
        raise typer.Exit(1) from error


def find_task(slug: str) -> Task:
    if slug not in TASKS:
        raise NotFound("{task} is no task. Use one of: {known}.", task=repr(slug), known=", ".join(TASKS))
    return TASKS[slug]


def side_of(task: Task, said: Side | None) -> Laterality:
    """The side asked for; left where nothing is said."""
    if not task.lateral:
        return Laterality.NONE
    if said is None:
        typer.echo("Taken as left ears; say --laterality right where they are not.", err=True)
    return Laterality(said or Side.LEFT)


def check_files(files: Sequence[Path]) -> None:
    """All of them, before anything is screened."""
    for file in files:
        if not file.is_file():
            raise NotFound("There is no file {name}. Nothing was screened.", name=repr(str(file)))


def choose(model: Bundle, task: Task, point: str | None, prevalence: float | None) -> Policy:
    """What was asked for, else the model's first operating point and the task's first known prevalence."""
    points = [one.name for one in model.manifest.operating_points]
    if point is not None and point not in points:
        raise NotFound(
            "The model has no operating point {point}. Use one of: {known}.", point=repr(point), known=", ".join(points)
        )
    share = task.facts.prevalences[0].share if prevalence is None else prevalence
    if not 0 < share < 1:
        raise Invalid("A prevalence lies between 0 and 1; {share} does not.", share=share)
    return Policy(point or points[0], share)


def say(exams: Iterator[FileExam], task: Task, blank: Presented, out: Path | None, *, as_json: bool) -> None:
    """Each exam as soon as it is done."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    for number, exam in enumerate(exams):
        maps = () if out is None else write_maps(exam, out, number)
        typer.echo(line(exam, maps) if as_json else words(exam, task, blank.gestation_days))
