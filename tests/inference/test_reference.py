"""What a model said of itself is found while it is served, and after."""

from pathlib import Path

from app.analysis.case import keep_manifest
from app.inference.bundle import open_bundle
from app.inference.reference import find_manifest
from app.records.pictures import PictureStore

MODELS = Path(__file__).parents[2] / "models"


def test_a_model_that_answered_is_known_after_its_bundle_is_gone(tmp_path: Path) -> None:
    bundle, store, gone = open_bundle(MODELS / "auricular"), PictureStore(tmp_path / "pictures"), tmp_path / "models"
    assert find_manifest(bundle.digest, gone, store.get) is None
    keep_manifest(bundle, store)
    assert find_manifest(bundle.digest, gone, store.get) == bundle.manifest


def test_a_model_that_is_served_is_known_from_its_bundle(tmp_path: Path) -> None:
    bundle = open_bundle(MODELS / "auricular")
    assert find_manifest(bundle.digest, MODELS, PictureStore(tmp_path).get) == bundle.manifest
    assert find_manifest("0" * 64, MODELS, PictureStore(tmp_path).get) is None
