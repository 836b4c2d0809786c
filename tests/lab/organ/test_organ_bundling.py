"""An organ check goes into bundles that are whole, and stays when they are made anew."""

import shutil
from pathlib import Path

import pytest
import torch

from app.domain.preparation import Fit
from app.inference.bundle import Bundle, open_bundle
from app.inference.graph import Graph
from app.inference.manifest import Metric, Organ, Role
from app.inference.organ import replay_organ
from app.inference.signature import make_keys
from app.lab.organ.bundling import HEADING, Check, bring_organ, give_organ
from app.lab.organ.export import export_organ
from app.lab.organ.frames import LABELS
from app.lab.organ.network import OrganNetwork

MODELS = Path(__file__).parents[3] / "models"


def known(training: str) -> Organ:
    metric = Metric(name="taken by cleft", value=0.5, low=None, high=None, on="two frames")
    return Organ(
        labels=LABELS,
        size=32,
        channels=1,
        fit=Fit.STRETCH,
        mean=(0.0,),
        std=(1.0,),
        version=1,
        synthetic=True,
        training=training,
        metrics=(metric,),
    )


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """With random weights."""
    file = tmp_path_factory.mktemp("organ") / "organ.onnx"
    torch.manual_seed(0)
    export_organ(OrganNetwork(len(LABELS)).eval(), file, 32)
    return file.read_bytes()


@pytest.fixture
def cleft(tmp_path: Path) -> Bundle:
    shutil.copytree(MODELS / "cleft", tmp_path / "cleft")
    return open_bundle(tmp_path / "cleft")


def facts(card: str) -> str:
    """What the card says before the check's part."""
    return card.split(HEADING)[0].rstrip()


def test_a_bundle_is_given_a_check_with_golden_cases_and_a_part_of_the_card(cleft: Bundle, network: bytes) -> None:
    before = facts(cleft.part(Role.CARD).decode())
    give_organ(cleft.folder, Check(network, known("first things.")))
    made = give_organ(cleft.folder, Check(network, known("other things.")))
    assert made == open_bundle(cleft.folder)
    assert replay_organ(made, Graph(network, threads=1)) <= 1
    card = made.part(Role.CARD).decode()
    assert card.count(HEADING) == 1
    assert "other things." in card and "first things." not in card
    assert "| two frames | 50.0 % |" in card
    assert facts(card) == before
    assert made.network() == cleft.network()
    assert [folder.name for folder in cleft.folder.parent.iterdir()] == ["cleft"], "nothing else is left"


def test_a_bundle_is_signed_where_a_key_is_given(cleft: Bundle, network: bytes) -> None:
    private, public = make_keys()
    give_organ(cleft.folder, Check(network, known("things.")), private)
    assert open_bundle(cleft.folder, public_key=public).manifest.organ


def test_a_bundle_made_anew_keeps_its_check(cleft: Bundle, network: bytes, tmp_path: Path) -> None:
    given = give_organ(cleft.folder, Check(network, known("things.")))
    (tmp_path / "plain").mkdir()
    bring_organ(tmp_path / "plain", cleft.folder)
    shutil.copytree(MODELS / "fetal_cns", tmp_path / "fresh")
    bring_organ(given.folder, tmp_path / "fresh")
    fresh = open_bundle(tmp_path / "fresh", task="fetal_cns")
    assert fresh.part(Role.ORGAN) == network
    assert fresh.manifest.organ == given.manifest.organ
