"""The organ check is proven as every network is, and comes with its description or not at all."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from app.errors import Invalid
from app.inference.bundle import Bundle, open_bundle, record, seal
from app.inference.engine import open_engine
from app.inference.graph import Graph
from app.inference.manifest import Role, read_manifest, write_manifest
from app.inference.organ import ORGAN_RECORD, OrganCase, gap, replay_organ
from app.settings import Settings

MODELS = Path(__file__).parents[2] / "models"
CHECKED = sorted(path.parent.parent.name for path in MODELS.glob(f"*/{ORGAN_RECORD}"))


@pytest.fixture
def cleft(tmp_path: Path) -> Bundle:
    shutil.copytree(MODELS / "cleft", tmp_path / "cleft")
    return open_bundle(tmp_path / "cleft")


def test_every_task_that_reads_ultrasound_has_its_check() -> None:
    assert CHECKED == ["cleft", "fetal_cns", "hemorrhage"]


@pytest.mark.parametrize("slug", CHECKED)
def test_a_committed_check_answers_as_it_did_when_it_was_made_and_is_small(slug: str) -> None:
    bundle = open_bundle(MODELS / slug, task=slug)
    assert replay_organ(bundle, Graph(bundle.part(Role.ORGAN), threads=1)) <= 1
    assert len(bundle.part(Role.ORGAN)) <= 300_000


def test_all_tasks_bring_the_same_check() -> None:
    assert len({open_bundle(MODELS / slug).part(Role.ORGAN) for slug in CHECKED}) == 1


@pytest.mark.parametrize("slug", CHECKED)
def test_the_card_says_what_the_check_learned_from_and_what_it_takes(slug: str) -> None:
    bundle = open_bundle(MODELS / slug)
    card = bundle.part(Role.CARD).decode()
    assert card.count("## Which organ a picture shows") == 1
    assert bundle.manifest.organ is not None
    assert bundle.manifest.organ.training in card
    assert all(one.on in card for one in bundle.manifest.organ.metrics)


def test_a_check_that_answers_otherwise_than_when_it_was_made_is_not_served(cleft: Bundle) -> None:
    file = cleft.folder / ORGAN_RECORD
    golden = json.loads(file.read_text())
    golden["cases"][0]["chances"][0] += 0.1
    file.write_text(json.dumps(golden))
    files = record(cleft.folder, {name: one.role for name, one in cleft.manifest.files.items()})
    seal(cleft.folder, cleft.manifest.model_copy(update={"files": files}))
    engine = open_engine(Settings(models_dir=cleft.folder.parent), "cleft")
    (state,) = (state for state in engine.health() if state.task == "cleft")
    assert not state.ready
    assert "golden cases" in state.sentence


def test_a_changed_check_is_not_opened(cleft: Bundle) -> None:
    file = cleft.folder / cleft.manifest.named(Role.ORGAN)[0]
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(Invalid, match="was changed"):
        open_bundle(cleft.folder)


def test_file_and_description_come_together(cleft: Bundle) -> None:
    content = json.loads(write_manifest(cleft.manifest)) | {"organ": None}
    with pytest.raises(Invalid, match="both or neither"):
        read_manifest(json.dumps(content).encode())


def test_without_golden_cases_nothing_is_proven(cleft: Bundle) -> None:
    files = {name: one for name, one in cleft.manifest.files.items() if name != ORGAN_RECORD}
    bare = Bundle(cleft.folder, cleft.manifest.model_copy(update={"files": files}), "")
    with pytest.raises(Invalid, match="no golden cases"):
        replay_organ(bare, Graph(cleft.part(Role.ORGAN), threads=1))


def test_what_is_no_number_or_of_another_shape_is_as_far_as_can_be() -> None:
    case = OrganCase(file="a.png", chances=(0.75, 0.25))
    assert gap(case, np.array([[0.5, 0.5]], np.float32)) == pytest.approx(0.25)
    assert gap(case, np.array([[np.nan, 0.5]], np.float32)) == float("inf")
    assert gap(case, np.array([[0.75, 0.15, 0.1]], np.float32)) == float("inf")
