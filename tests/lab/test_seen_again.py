"""Ears seen again, graded by a network that knows the truth."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.domain.preparation import Preparation
from app.domain.recipe import Recipe, Target
from app.lab.dataset import Dataset, load
from app.lab.folder import read_folder
from app.lab.grading import grading
from app.lab.predict import Predictions
from app.lab.seen_again import seen_again
from app.lab.severity import anchors
from app.lab.trial import Aims, Trial
from app.lab.trials import Examination, lines
from app.lab.visits import write_visits
from app.tasks import TASKS

EARS = TASKS["auricular"]
RECIPE = Recipe(
    name="demo",
    preparation=Preparation(32),
    epochs=1,
    batch=4,
    learning_rate=1e-3,
    target=Target.FINDINGS,
)


def knowing(data: Dataset, indexes: Sequence[int]) -> Predictions:
    """An embedding that turns with the true severity."""
    severity = np.array([data.rows[index].severity or 0.0 for index in indexes])
    turned = np.stack([np.cos(severity), np.sin(severity)], axis=1)
    return Predictions(
        rows=tuple(indexes),
        frames=tuple(indexes),
        probabilities=np.zeros((len(indexes), 9)),
        logits=np.zeros((len(indexes), 2)),
        subtype=np.zeros((len(indexes), 8)),
        embedding=turned,
        attention=None,
        loss=0.0,
    )


def test_a_network_that_knows_severity_orders_every_visit_and_repeats_itself(tmp_path: Path) -> None:
    write_visits(EARS, tmp_path / "few", ears=1, seed=1)
    data = load(EARS, read_folder(tmp_path / "few", EARS), RECIPE, tmp_path / "cache")
    said = knowing(data, range(len(data.rows)))
    near, far = np.array([[1.0, 0.01 * i] for i in range(20)]), np.array([[0.5, 0.5 + 0.01 * i] for i in range(20)])
    made = anchors(near, far)
    known = lines(data, said, made)
    examined = Examination(Trial("one", known, known), made, said, said)
    again = seen_again(data, examined, knowing, tmp_path / "again", ears=2)
    found = grading([known], again, Aims(draws=20))
    assert found is not None
    assert found.ordered is not None
    assert found.ordered.value == 1
    assert found.moved is not None
    assert found.moved.fell == found.moved.pairs == 2
    assert found.sem is not None
    assert found.sem < 1e-9


def test_a_network_that_does_not_grade_sees_nothing_again(tmp_path: Path) -> None:
    write_visits(EARS, tmp_path, ears=1, seed=1)
    data = load(EARS, read_folder(tmp_path, EARS), RECIPE, tmp_path / "cache")
    said = replace(knowing(data, range(len(data.rows))), embedding=None)
    known = lines(data, said, None)
    assert seen_again(data, Examination(Trial("one", known, known), None, said, said), knowing, tmp_path) is None
