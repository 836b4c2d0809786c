"""A network meets its own pictures and those of other tasks."""

from pathlib import Path

import numpy as np
import pytest

from app.domain.task import Modality
from app.inference.graph import Graph
from app.lab import strangers
from app.lab.dataset import Dataset, load
from app.lab.folder import read_folder
from app.lab.ood import Familiar
from app.lab.phantoms import write_phantoms
from app.lab.predict import Predictions
from app.lab.strangers import Host, acquaintance, show
from app.lab.training import recipe
from app.tasks import TASKS

CLEFT = TASKS["cleft"]
NEAR = Familiar(mean=(0.0, 0.0), directions=((1.0, 0.0),), variances=(1.0,), rest=1.0, threshold=2.0)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("clefts")
    write_phantoms(CLEFT, folder, 2, 1)
    return load(CLEFT, read_folder(folder, CLEFT), recipe(CLEFT, "demo"), folder / "cache")


def test_own_pictures_are_accepted_and_photographs_refused(
    data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def far_if_colourful(_: Graph, shown: Dataset, rows: range) -> Predictions:
        colourful = np.ptp(np.asarray(shown.pictures[list(rows)], np.int16), axis=3).mean((1, 2)) > 1
        embedding = np.stack([np.where(colourful, 9.0, 0.5), np.zeros(len(rows))], axis=1)
        nothing = np.zeros((len(rows), 2))
        return Predictions(tuple(rows), tuple(rows), nothing, nothing, None, embedding, None, 0.0)

    monkeypatch.setattr(strangers, "predict_exported", far_if_colourful)
    host = Host(data, Graph.__new__(Graph), NEAR)
    found = acquaintance(host, np.array([[0.1, 0.2], [0.3, 0.1], [0.2, 0.9], [8.0, 0.0]]), tmp_path, exams=1)
    assert found.accepted.value == pytest.approx(0.75)
    assert {one.task for one in found.strangers} == set(TASKS) - {"cleft"}
    for one in found.strangers:
        assert one.refused == (TASKS[one.task].modality is Modality.PHOTOGRAPH)


def test_strangers_are_shown_whole_and_without_their_truth(data: Dataset, tmp_path: Path) -> None:
    ears = TASKS["auricular"]
    write_phantoms(ears, tmp_path, 2, 1)
    shown = show(Host(data, Graph.__new__(Graph), NEAR), ears, tmp_path)
    assert [row.box for row in shown.rows] == [None, None]
    assert not shown.has_mask.any()
    assert shown.pictures.shape[1:] == data.pictures.shape[1:]
