"""A bundle is opened whole or not at all."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from app.errors import Invalid, NotFound
from app.inference.bundle import MANIFEST, SIGNATURE, Bundle, open_bundle, sign_bundle
from app.inference.graph import Graph
from app.inference.manifest import Role
from app.inference.signature import make_keys


def test_a_whole_bundle_opens_and_its_network_answers(sealed: Bundle) -> None:
    bundle = open_bundle(sealed.folder, task="spot")
    assert bundle.manifest == sealed.manifest
    answer = Graph(bundle.network()).answer(np.ones((64, 64), np.float32))
    assert np.all(answer["logits"] == 2)
    assert bundle.part(Role.CARD) == b"# Spots\n"


@pytest.mark.parametrize("name", ["model.onnx", "card.md", "golden/1.json"])
def test_one_flipped_bit_anywhere_is_refused(sealed: Bundle, name: str) -> None:
    whole = (sealed.folder / name).read_bytes()
    for place in {0, len(whole) // 2, len(whole) - 1}:
        flipped = bytearray(whole)
        flipped[place] ^= 1
        (sealed.folder / name).write_bytes(flipped)
        with pytest.raises(Invalid, match="was changed"):
            open_bundle(sealed.folder)


def test_a_file_changed_after_opening_is_refused_when_read(sealed: Bundle) -> None:
    bundle = open_bundle(sealed.folder)
    (sealed.folder / "model.onnx").write_bytes(b"else")
    with pytest.raises(Invalid, match="was changed"):
        bundle.network()


def test_a_missing_file_is_refused(sealed: Bundle) -> None:
    (sealed.folder / "card.md").unlink()
    with pytest.raises(Invalid, match=r"'card\.md' is missing"):
        open_bundle(sealed.folder)


def test_an_unknown_file_is_refused(sealed: Bundle) -> None:
    (sealed.folder / "golden" / "extra.bin").write_bytes(b"x")
    with pytest.raises(Invalid, match=r"'golden/extra\.bin' does not belong"):
        open_bundle(sealed.folder)


def test_a_link_is_refused(sealed: Bundle, tmp_path: Path) -> None:
    shutil.move(sealed.folder / "card.md", tmp_path / "card.md")
    (sealed.folder / "card.md").symlink_to(tmp_path / "card.md")
    with pytest.raises(Invalid, match="is a link"):
        open_bundle(sealed.folder)


def test_a_bundle_of_another_task_is_refused(sealed: Bundle) -> None:
    with pytest.raises(Invalid, match="is of the task 'spot', not 'line'"):
        open_bundle(sealed.folder, task="line")


def test_an_empty_folder_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no bundle"):
        open_bundle(tmp_path)


def test_a_bundle_without_a_locator_says_so(sealed: Bundle) -> None:
    with pytest.raises(NotFound, match="no locator"):
        sealed.part(Role.LOCATOR)


def test_a_signed_bundle_opens_with_its_key_and_with_no_other(sealed: Bundle) -> None:
    private, public = make_keys()
    with pytest.raises(Invalid, match="is not signed"):
        open_bundle(sealed.folder, public_key=public)
    sign_bundle(sealed.folder, private)
    assert open_bundle(sealed.folder, public_key=public).manifest == sealed.manifest
    with pytest.raises(Invalid, match="signature does not match"):
        open_bundle(sealed.folder, public_key=make_keys()[1])


def test_a_manifest_changed_with_its_file_does_not_pass_the_signature(sealed: Bundle) -> None:
    private, public = make_keys()
    sign_bundle(sealed.folder, private)
    content = json.loads((sealed.folder / MANIFEST).read_text())
    content["temperature"] = 2.0
    (sealed.folder / MANIFEST).write_text(json.dumps(content))
    with pytest.raises(Invalid, match="signature does not match"):
        open_bundle(sealed.folder, public_key=public)


def test_a_torn_signature_is_refused(sealed: Bundle) -> None:
    (sealed.folder / SIGNATURE).write_bytes(b"\xff\x00no hexadecimal digits")
    with pytest.raises(Invalid, match="signature does not match"):
        open_bundle(sealed.folder, public_key=make_keys()[1])
