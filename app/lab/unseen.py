"""Judging an exported network: on its own test part, or on pictures it has never been near."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.inference.graph import Graph
from app.lab.dataset import Dataset, load
from app.lab.evaluate import About, Extras, evaluate
from app.lab.evaluation import Baseline, Evaluation, Locating
from app.lab.exported import Explained, explain_exported, predict_exported
from app.lab.folder import read_folder
from app.lab.folds import Fold
from app.lab.localisation import locating
from app.lab.ood import familiar
from app.lab.seen_again import seen_again
from app.lab.strangers import Host, acquaintance
from app.lab.thumbnail import Thumbnails, baseline
from app.lab.trial import Aims, Trial
from app.lab.trials import Examination, absent, embeddings, lines


@dataclass(frozen=True)
class Test:
    """The pictures that a network is judged on."""

    data: Dataset
    indexes: tuple[int, ...]
    protocol: str
    words: str
    synthetic: bool
    visits: Path
    """Where phantoms seen again and again are kept."""
    strangers: Path
    """Where phantoms of other tasks are kept."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """A folder that the network has never been near."""

    folder: Path
    words: str
    synthetic: bool


def own_test(data: Dataset, fold: Fold, run: Path, *, synthetic: bool) -> Test:
    """The part that the run kept back."""
    words = count(data, fold.test, "the run's own test part")
    return Test(data, fold.test, "holdout", words, synthetic, run / "visits", run / "strangers")


def unseen_test(data: Dataset, unseen: Unseen, run: Path) -> Test:
    """The same task and recipe on other pictures."""
    other = load(data.task, read_folder(unseen.folder, data.task), data.recipe, run / "cache")
    indexes = tuple(range(len(other.rows)))
    words = count(other, indexes, unseen.words)
    return Test(other, indexes, "unseen pictures", words, unseen.synthetic, run / "visits", run / "strangers")


def count(data: Dataset, indexes: tuple[int, ...], words: str) -> str:
    exams = len({data.rows[index].exam for index in indexes})
    return f"{words}: {exams} exams, {len(indexes)} pictures"


def measure(data: Dataset, fold: Fold, examined: Examination, graph: Graph, aims: Aims, test: Test) -> Evaluation:
    """The whole record, with where the maps lie and what a blind baseline reaches."""
    explained = explain_exported(graph, test.data, test.indexes)
    trial = Trial("test", examined.trial.validation, lines(test.data, explained.predictions, examined.anchors))
    about = About(protocol=test.protocol, data=test.words, synthetic=test.synthetic)
    again = None
    if test.synthetic:
        again = seen_again(data, examined, lambda shown, rows: predict_exported(graph, shown, rows), test.visits)
    extras = Extras(locating=locate(test.data, explained), visits=again)
    found = evaluate(data.task, [trial], about, aims, extras)
    known = familiar(embeddings(examined.training), embeddings(examined.validation))
    met = None
    if test.synthetic:
        own = embeddings(explained.predictions)
        met = acquaintance(Host(test.data, graph, known), own, test.strangers)
    blind = baseline(thumbnails(data, fold.train), thumbnails(test.data, test.indexes))
    beside = Baseline(auroc=blind, network=found.discrimination.auroc.value)
    return found.model_copy(update={"baseline": beside, "acquaintance": met})


def locate(data: Dataset, explained: Explained) -> Locating | None:
    """The map of the true finding against the lesion's mask, picture by picture."""
    frames = explained.predictions.frames
    heats = [heat(data, explained, place, row) for place, row in enumerate(frames)]
    masks = [np.asarray(data.masks[row]) > 0 for row in frames]
    return locating(heats, masks, [data.rows[row].patient for row in frames])


def heat(
    data: Dataset, explained: Explained, place: int, row: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The map a reader would be shown for what is truly there."""
    slugs = [finding.slug for finding in data.task.findings]
    number = slugs.index(data.rows[row].findings[0])
    if explained.finding_maps is not None and number > 0:
        return np.asarray(explained.finding_maps[place, number - 1])
    return np.asarray(explained.maps[place, min(number, explained.maps.shape[1] - 1)])


def thumbnails(data: Dataset, indexes: tuple[int, ...]) -> Thumbnails:
    rows = [data.rows[index] for index in indexes]
    unit = {
        "picture": [str(row.line) for row in rows],
        "exam": [row.exam for row in rows],
        "patient": [row.patient for row in rows],
    }
    return Thumbnails(
        pictures=[np.asarray(data.pictures[index]) for index in indexes],
        found=np.array([not absent(data.task, row.findings) for row in rows]),
        unit=np.array(unit[data.task.level.value]),
    )
