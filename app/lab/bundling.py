"""From a finished run to a sealed bundle: exported, calibrated, measured, described."""

import shutil
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from app import __version__
from app.domain.recipe import Recipe
from app.domain.task import Task
from app.inference.bundle import Bundle, open_bundle, record, seal
from app.inference.golden import roles
from app.inference.graph import Graph
from app.inference.manifest import (
    Familiar,
    Input,
    Manifest,
    OperatingPoint,
    PaperFigure,
    Role,
    SeverityAnchors,
    Training,
    Zone,
)
from app.lab import ood
from app.lab.card import write_card
from app.lab.checkpoint import load_best
from app.lab.dataset import Dataset, load
from app.lab.evaluation import Evaluation
from app.lab.export import export
from app.lab.exported import predict_exported
from app.lab.folder import read_folder
from app.lab.folds import Fold, holdout
from app.lab.golden import write_golden
from app.lab.metrics import achieved, metrics
from app.lab.network import Network
from app.lab.organ.bundling import bring_organ
from app.lab.outputs import describe_outputs
from app.lab.predict import as_module
from app.lab.run import Run, read_run
from app.lab.training import build, recipe
from app.lab.trial import Aims, Choice, choose
from app.lab.trials import Examination, embeddings, examine
from app.lab.unseen import Test, Unseen, measure, own_test, unseen_test

NETWORK = "model.onnx"
BESIDE = {
    "locator.onnx": Role.LOCATOR,
    "detector_p.onnx": Role.DETECTOR_P,
    "detector_r.onnx": Role.DETECTOR_R,
    "detector_o.onnx": Role.DETECTOR_O,
}
"""Networks that find the region; made by themselves, they stay when the bundle is made anew."""


@dataclass(frozen=True, slots=True)
class Request:
    """The options of `export`."""

    task: Task
    run: Path
    folder: Path
    test: Unseen | None = None
    """Pictures to measure on; the run's own test part where there are none."""
    key: bytes | None = None


@dataclass(frozen=True)
class Trained:
    """A finished run, loaded again."""

    run: Run
    recipe: Recipe
    data: Dataset
    fold: Fold
    network: Network


def make_bundle(request: Request) -> Bundle:
    """Made beside its place and moved there whole; nothing is left of one that could not be made."""
    trained = reload(request)
    request.folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".", dir=request.folder.parent) as beside:
        folder = Path(beside) / request.folder.name
        folder.mkdir()
        seal(folder, fill(folder, request, trained), request.key)
        bring_organ(request.folder, folder, request.key)
        shutil.rmtree(request.folder, ignore_errors=True)
        folder.rename(request.folder)
    return open_bundle(request.folder, task=request.task.slug)


def reload(request: Request) -> Trained:
    run = read_run(request.run, request.task)
    given = replace(recipe(request.task, run.preset), epochs=run.epochs)
    rows = read_folder(Path(run.data), request.task)
    data = load(request.task, rows, given, request.run / "cache")
    network = build(request.task, run.preset, pretrained=False)
    load_best(request.run, as_module(network))
    return Trained(run, given, data, holdout(rows, run.seed), network)


def fill(folder: Path, request: Request, trained: Trained) -> Manifest:
    """Everything but the seal."""
    export(trained.network, trained.recipe.preparation.size, folder / NETWORK)
    graph = Graph(folder / NETWORK, threads=1)
    examined = examine(trained.data, trained.fold, lambda data, rows: predict_exported(graph, data, rows))
    found = request.task.facts
    aims = Aims(prevalences=found.prevalences, views=found.views)
    choice = choose(examined.trial.validation, request.task.level, aims)
    evaluation = measure(trained.data, trained.fold, examined, graph, aims, find_test(request, trained))
    given = describe_input(request.task, trained.recipe)
    golden = write_golden(folder, graph, trained.data, given)
    files = {NETWORK: Role.NETWORK, "card.md": Role.CARD, **roles(golden), **carry(request.folder, folder)}
    unsealed = Manifest(
        task=request.task.slug,
        version=f"{__version__}-{trained.run.preset}",
        preset="demo" if trained.run.preset == "demo" else "reference",
        synthetic=trained.run.synthetic,
        created=datetime.now(UTC),
        commit=trained.run.commit,
        labels=tuple(finding.slug for finding in request.task.findings),
        files=record(folder, {name: role for name, role in files.items() if role is not Role.CARD}),
        preparation=given,
        outputs=describe_outputs(graph),
        operating_points=points(choice, evaluation),
        temperature=choice.temperature,
        subtype_temperature=choice.subtype_temperature,
        uncertain=Zone(low=choice.zone.low, high=choice.zone.high),
        severity=severity(examined, evaluation),
        ood=familiar(examined),
        training=training(trained.run),
        metrics=metrics(evaluation),
        paper=tuple(PaperFigure(**asdict(figure)) for figure in found.figures),
    )
    (folder / "card.md").write_text(write_card(request.task, found, unsealed, evaluation), encoding="utf-8")
    return unsealed.model_copy(update={"files": record(folder, files)})


def find_test(request: Request, trained: Trained) -> Test:
    if request.test is None:
        return own_test(trained.data, trained.fold, request.run, synthetic=trained.run.synthetic)
    return unseen_test(trained.data, request.test, request.run)


def carry(old: Path, folder: Path) -> dict[str, Role]:
    """Brings the locator or detector of the bundle's folder along."""
    found = {name: role for name, role in BESIDE.items() if (old / name).is_file()}
    for name in found:
        shutil.copyfile(old / name, folder / name)
    return found


def describe_input(task: Task, given: Recipe) -> Input:
    return Input(
        **asdict(given.preparation),
        region=given.region,
        margin=given.margin,
        mirrored="right" if task.lateral else None,
        frames=given.frames,
    )


def points(choice: Choice, evaluation: Evaluation) -> tuple[OperatingPoint, ...]:
    """As chosen on validation, with what they achieved on the test."""
    return tuple(
        OperatingPoint(
            name=point.name,
            threshold=point.threshold,
            chosen_on=point.chosen_on,
            achieved_on=evaluation.data,
            sensitivity=achieved(done.sensitivity),
            specificity=achieved(done.specificity),
        )
        for point, done in zip(choice.points, evaluation.points, strict=True)
    )


def severity(examined: Examination, evaluation: Evaluation) -> SeverityAnchors | None:
    if examined.anchors is None:
        return None
    sem = evaluation.grading.sem if evaluation.grading else None
    return SeverityAnchors(**(asdict(examined.anchors) | {"sem": sem}))


def familiar(examined: Examination) -> Familiar:
    known = ood.familiar(embeddings(examined.training), embeddings(examined.validation))
    return Familiar(**{name: rounded(value) for name, value in asdict(known).items()})


def rounded(value: float | tuple[float, ...] | tuple[tuple[float, ...], ...]) -> object:
    """Six digits tell as much as a float32 embedding knows."""
    if isinstance(value, tuple):
        return tuple(rounded(one) for one in value)
    return float(np.format_float_positional(value, precision=7, fractional=False))


def training(run: Run) -> Training:
    return Training(
        data=run.words,
        pictures=run.pictures,
        exams=run.exams,
        patients=run.patients,
        seed=run.seed,
        epochs=run.best_epoch,
        minutes=run.minutes,
    )
