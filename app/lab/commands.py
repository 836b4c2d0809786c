"""The lab's commands: phantoms, training, evaluation, export."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.domain.task import Task
from app.errors import Invalid, NotFound, Unavailable
from app.inference.bundle import sign_bundle
from app.inference.signature import write_keys
from app.lab.protocol import Protocol
from app.tasks import TASKS

lab = typer.Typer(no_args_is_help=True, help="Train, evaluate and export the networks.")

PHANTOMS = "phantoms"
TaskName = Annotated[str, typer.Argument(help=f"One of: {', '.join(TASKS)}.", metavar="TASK")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same result.")]
Data = Annotated[str, typer.Option(help="A folder with labels.csv, or 'phantoms'.")]
Epochs = Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")]
Faces = Annotated[Path | None, typer.Option(help="vcfs: a folder of known faces, a folder per person, for stage one.")]
Precise = Annotated[bool, typer.Option("--precise", help="Compute in full precision.")]


class Preset(StrEnum):
    """The paper's network, or the small one that is trained on phantoms."""

    REFERENCE = "reference"
    DEMO = "demo"


@lab.command("phantom")
def phantom(
    task: TaskName,
    count: Annotated[int, typer.Option(min=1, help="Exams.")],
    out: Annotated[Path, typer.Option(help="An empty or new folder.")],
    seed: Seed = 0,
    prevalence: Annotated[float | None, typer.Option(min=0, max=1, help="Share of exams with a finding.")] = None,
) -> None:
    """Write synthetic pictures with known truth, in the layout that train and evaluate read."""
    need_lab()
    from app.lab.phantoms import write_phantoms

    pictures = write_phantoms(find_task(task), out, count, seed, prevalence=prevalence)
    typer.echo(f"{pictures} pictures of {count} exams are in {out}.")


@lab.command("train")
def train(
    task: TaskName,
    data: Data = PHANTOMS,
    preset: Annotated[Preset, typer.Option(help="The paper's network, or the small one.")] = Preset.DEMO,
    out: Annotated[Path | None, typer.Option(help="The run's folder; runs/TASK-PRESET-SEED unless named.")] = None,
    epochs: Epochs = None,
    seed: Seed = 0,
    faces: Faces = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the run in this folder was cut off.")] = False,
    precise: Precise = False,
) -> None:
    """Train a network; with --resume, a run that was cut off goes on where it was."""
    need_lab()
    from app.lab.checkpoint import LAST
    from app.lab.starting import Order, train_order

    folder = out or Path("runs") / f"{task}-{preset}-{seed}"
    if not resume and folder.is_dir() and any(folder.rglob(LAST)):
        raise Invalid(
            f"{folder} holds a run already. Add --resume to go on with it, or name another folder with --out."
        )
    order = Order(find_task(task), preset.value, data, folder, seed, epochs, faces, precise)
    run = train_order(order)
    typer.echo(f"{folder}: best epoch {run.best_epoch}, validation {run.score:.4f}, {run.minutes:g} minutes.")


@lab.command("export")
def export(
    task: TaskName,
    run: Annotated[Path, typer.Option(help="The folder of a finished run.")],
    out: Annotated[Path | None, typer.Option(help="The bundle's folder; models/TASK unless named.")] = None,
    test: Annotated[Path | None, typer.Option(help="Measure on this folder, not on the run's own test part.")] = None,
    key: Annotated[Path | None, typer.Option(help="An Ed25519 private key (PEM) to sign with.")] = None,
) -> None:
    """Turn a run into a bundle that needs no PyTorch: network, manifest, card, golden cases."""
    need_lab()
    from app.lab.bundling import Request, make_bundle
    from app.lab.phantoms import are_synthetic
    from app.lab.unseen import Unseen

    folder = out or Path("models") / task
    judged_on = Unseen(test, f"the folder {test.name!r}", synthetic=are_synthetic(test)) if test else None
    made = make_bundle(Request(find_task(task), run, folder, judged_on, key.read_bytes() if key else None))
    typer.echo(f"{folder}: {len(made.manifest.files)} files, {made.manifest.size / 1e6:.1f} MB.")


@lab.command("evaluate")
def evaluate(
    task: TaskName,
    data: Data,
    protocol: Annotated[Protocol, typer.Option(help="How the patients are divided.")] = Protocol.HOLDOUT,
    preset: Annotated[Preset, typer.Option(help="The paper's network, or the small one.")] = Preset.DEMO,
    out: Annotated[
        Path | None, typer.Option(help="Where the report goes; runs/TASK-PRESET-PROTOCOL unless named.")
    ] = None,
    folds: Annotated[int, typer.Option(min=2, help="Of kfold.")] = 5,
    epochs: Epochs = None,
    seed: Seed = 0,
    faces: Faces = None,
    precise: Precise = False,
    prevalence: Annotated[
        list[float] | None,
        typer.Option(min=0, max=1, help="Tell what an answer is worth where the finding is so common; repeatable."),
    ] = None,
) -> None:
    """Train and judge as the papers did, and better; one HTML report and one JSON record."""
    need_lab()
    from app.lab.judging import evaluate_order
    from app.lab.starting import Order

    folder = out or Path("runs") / f"{task}-{preset}-{protocol}"
    order = Order(find_task(task), preset.value, data, folder, seed, epochs, faces, precise)
    asked = tuple(prevalence or ())
    for share in asked:
        if not 0 < share < 1:
            raise Invalid(f"A prevalence of {share:g} leaves nothing to tell. Use a share between 0 and 1.")
    report = evaluate_order(order, protocol, folds, asked)
    typer.echo(f"The report is {report}.")


@lab.command("explain")
def explain(
    task: TaskName,
    run: Annotated[Path, typer.Option(help="The folder of a finished run.")],
    method: Annotated[
        str, typer.Option(help="gradcam, hirescam, gradcam++, layercam, eigencam, scorecam …")
    ] = "gradcam",
    out: Annotated[Path | None, typer.Option(help="Where the pictures go; RUN/METHOD unless named.")] = None,
    count: Annotated[int, typer.Option(min=1, help="Pictures.")] = 24,
) -> None:
    """Lay heat maps over a run's test pictures, and score how faithful they are (ROAD)."""
    need_lab()
    from app.lab.explaining import explain as lay_over

    folder = out or run / method
    made = lay_over(find_task(task), run, method, folder, count)
    typer.echo(f"{len(made.files)} pictures are in {folder}; mean ROAD score {made.road:.3f}.")


@lab.command("agree")
def agree(
    task: TaskName,
    run: Annotated[Path, typer.Option(help="The folder of a finished run.")],
    count: Annotated[int, typer.Option(min=1, help="Pictures.")] = 200,
) -> None:
    """Compare the exported heat maps with pytorch-grad-cam's, on phantoms never seen."""
    need_lab()
    from app.lab.agreeing import agree as compare

    for found in compare(find_task(task), run, count):
        typer.echo(f"{task} {found}")


@lab.command("bundles")
def bundles(
    tasks: Annotated[list[str] | None, typer.Argument(help="All five unless named.", metavar="[TASK]...")] = None,
    models: Annotated[Path, typer.Option(help="Where the bundles go.")] = Path("models"),
    runs: Annotated[Path, typer.Option(help="Where the runs go.")] = Path("runs"),
) -> None:
    """Train and export the committed demonstration bundles from phantoms."""
    need_lab()
    from app.lab.bundles import make_all

    for line in make_all([find_task(task) for task in tasks or TASKS], models, runs):
        typer.echo(line)


@lab.command("locator")
def locator(
    scenes: Annotated[Path, typer.Option(help="A folder in YOLO's layout: images/ and labels/, one class, ear.")],
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("models/auricular/locator.onnx"),
    checkpoint: Annotated[Path, typer.Option(help="Where to go on from, if the training was cut off.")] = Path(
        "runs/auricular-locator/state.safetensors"
    ),
    steps: Annotated[int | None, typer.Option(min=1, help="Batches to learn from, instead of the recipe's.")] = None,
) -> None:
    """Train the ear locator on boxed scenes and synthetic ears; a fifth of the people is held out to score it."""
    need_lab()
    from app.lab.locating import make_locator

    typer.echo(make_locator(scenes, out, checkpoint, steps))


@lab.command("organ")
def organ(
    pictures: Annotated[
        list[str] | None,
        typer.Option(help="LABEL=FOLDER: real frames and the task they are for, or other; repeatable."),
    ] = None,
    credits: Annotated[str, typer.Option(help="Where the real frames come from, for the card.")] = "",
    models: Annotated[Path, typer.Option(help="The folder of the bundles that get the check.")] = Path("models"),
    out: Annotated[Path, typer.Option(help="The run's folder; a training that was cut off goes on there.")] = Path(
        "runs/organ"
    ),
    steps: Annotated[int | None, typer.Option(min=1, help="Batches to learn from, instead of the recipe's.")] = None,
    phantoms: Annotated[int | None, typer.Option(min=5, help="Frames drawn of each label.")] = None,
    key: Annotated[Path | None, typer.Option(help="An Ed25519 private key (PEM) to sign with.")] = None,
) -> None:
    """Train the check of which organ an ultrasound frame shows, and put it into the bundles."""
    need_lab()
    from app.lab.organ.fit import OrganRecipe
    from app.lab.organ.making import Order, make_organ, read_pictures, shorter

    signed = key.read_bytes() if key else None
    recipe = shorter(OrganRecipe(), steps, phantoms)
    order = Order(out, models, read_pictures(pictures or ()), credits, recipe, signed)
    for line in make_organ(order, lambda said: typer.echo(said, err=True)):
        typer.echo(line)


@lab.command("keys")
def keys(out: Annotated[Path, typer.Argument(help="A folder for the two keys.")]) -> None:
    """Make a pair of keys: the private one signs bundles, the public one checks them."""
    private, public = write_keys(out)
    typer.echo(f"Keep {private} secret; give {public} to the servers.")


@lab.command("sign")
def sign(
    bundle: Annotated[Path, typer.Argument(help="A bundle's folder.")],
    key: Annotated[Path, typer.Option(help="An Ed25519 private key (PEM).")],
) -> None:
    """Sign a bundle that is whole."""
    sign_bundle(bundle, key.read_bytes())
    typer.echo(f"{bundle} is signed.")


def find_task(slug: str) -> Task:
    if slug not in TASKS:
        raise NotFound(f"There is no task {slug!r}. Use one of: {', '.join(TASKS)}.")
    return TASKS[slug]


def need_lab() -> None:
    """The lab is an extra: serving does without it."""
    try:
        import safetensors
        import scipy
        import torch
    except ImportError as error:
        raise Unavailable("The lab is not installed. Install it with: make setup") from error
    assert safetensors and scipy and torch
