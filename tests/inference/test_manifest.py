"""A manifest says all, says it right, and says nothing else."""

import json

import pytest

from app.domain.preparation import Fit, Preparation
from app.errors import Invalid
from app.inference.bundle import Bundle
from app.inference.manifest import Manifest, read_manifest, write_manifest


def test_what_is_written_is_read_back(sealed: Bundle) -> None:
    assert read_manifest(write_manifest(sealed.manifest)) == sealed.manifest


def test_the_input_is_the_preparation_that_serving_uses(sealed: Bundle) -> None:
    assert sealed.manifest.preparation.value() == Preparation(64, 3, Fit.PAD, (0.5,) * 3, (0.2,) * 3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"surprise": 1}, "surprise"),
        ({"format": 2}, "format"),
        ({"temperature": 0}, "temperature"),
        ({"temperature": float("nan")}, "temperature"),
        ({"labels": ["a", "a"]}, "named twice"),
        ({"labels": ["a"]}, "labels"),
        ({"files": {}}, "exactly one network"),
        ({"preset": "best"}, "preset"),
        ({"files": {"../x": {"role": "network", "sha256": "0" * 64, "bytes": 1}}}, "leaves the bundle"),
        ({"files": {"x": {"role": "network", "sha256": "0", "bytes": 1}}}, "sha256"),
    ],
)
def test_what_is_wrong_is_named(sealed: Bundle, change: dict[str, object], words: str) -> None:
    content = json.loads(write_manifest(sealed.manifest)) | change
    with pytest.raises(Invalid, match=words):
        read_manifest(json.dumps(content).encode())


def test_an_input_that_cannot_be_is_refused(sealed: Bundle) -> None:
    content = json.loads(write_manifest(sealed.manifest))
    content["preparation"]["mean"] = [0.5]
    with pytest.raises(Invalid, match=r"preparation: .*mean and std must hold 3 values"):
        read_manifest(json.dumps(content).encode())


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(Invalid, match=r"manifest\.json"):
        read_manifest(b"{")


def test_a_manifest_does_not_change(sealed: Bundle) -> None:
    with pytest.raises(ValueError, match="frozen"):
        sealed.manifest.task = "else"  # type: ignore[misc]
    assert Manifest.model_config["frozen"]
