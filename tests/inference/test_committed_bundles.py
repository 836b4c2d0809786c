"""The bundles in `models/` are whole, answer their golden cases, and say that they never saw a patient."""

from pathlib import Path

import pytest

from app.inference.bundle import open_bundle
from app.inference.golden import replay
from app.inference.graph import Graph
from app.inference.manifest import Role
from app.tasks import TASKS

MODELS = Path(__file__).parents[2] / "models"
BUNDLES = sorted(path.parent.name for path in MODELS.glob("*/manifest.json"))


def test_there_are_bundles_of_known_tasks() -> None:
    assert BUNDLES
    assert set(BUNDLES) <= set(TASKS)


@pytest.mark.parametrize("slug", BUNDLES)
def test_a_committed_bundle_answers_as_it_did_when_it_was_made(slug: str) -> None:
    bundle = open_bundle(MODELS / slug, task=slug)
    assert replay(bundle, Graph(bundle.network())) <= 1


@pytest.mark.parametrize("slug", BUNDLES)
def test_a_committed_bundle_says_that_it_learned_from_synthetic_pictures(slug: str) -> None:
    bundle = open_bundle(MODELS / slug, task=slug)
    assert bundle.manifest.synthetic
    assert b"trained on synthetic pictures" in bundle.part(Role.CARD)


def test_all_bundles_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in MODELS.rglob("*") if path.is_file()) <= 40e6
