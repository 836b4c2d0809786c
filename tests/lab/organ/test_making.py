"""`neoscreen organ` goes from phantoms and folders to bundles, and says what the check learned from."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from app.errors import Invalid
from app.inference.bundle import open_bundle
from app.inference.engine import open_engine
from app.lab.commands import lab
from app.lab.organ.frames import LABELS, SIDE, Frame
from app.lab.organ.making import learned, read_pictures
from app.settings import Settings

MODELS = Path(__file__).parents[3] / "models"


def frame(label: int, group: str, *, real: bool) -> Frame:
    return Frame(np.zeros((SIDE, SIDE), np.uint8), label, group, real)


def test_the_card_says_where_no_real_frame_was_seen() -> None:
    drawn = [frame(0, f"a{number}", real=False) for number in range(3)]
    assert learned(drawn, "") == "synthetic frames: Fetal orofacial cleft (3 frames of 3 examinations); no real frame."
    real = [frame(2, "b", real=True), frame(2, "b", real=True)]
    assert learned([*drawn, *real], "Thanks to all.").endswith(
        "real frames: Neonatal intracranial hemorrhage (2 frames of 1 examination). Thanks to all."
    )


def test_folders_are_named_with_what_they_show() -> None:
    assert read_pictures(["cleft=a/b", "other=c=d"]) == (("cleft", Path("a/b")), ("other", Path("c=d")))
    for wrong in ("a/b", "knee=a", "cleft="):
        with pytest.raises(Invalid, match="LABEL=FOLDER"):
            read_pictures([wrong])


@pytest.mark.slow
def test_the_command_trains_judges_and_fills_the_bundles_there_are(tmp_path: Path) -> None:
    shutil.copytree(MODELS / "cleft", tmp_path / "models" / "cleft")
    for exam in ("a", "b"):
        (tmp_path / "brains" / exam).mkdir(parents=True)
        Image.fromarray(np.full((150, 150), 80, np.uint8)).save(tmp_path / "brains" / exam / "1.png")
    options = {
        "--pictures": f"hemorrhage={tmp_path / 'brains'}",
        "--credits": "Brains of nobody.",
        "--steps": "2",
        "--phantoms": "10",
        "--models": str(tmp_path / "models"),
        "--out": str(tmp_path / "run"),
    }
    said = CliRunner().invoke(lab, ["organ", *(word for option in options.items() for word in option)])
    assert said.exit_code == 0, said.output
    assert "put into: cleft." in said.output
    known = open_bundle(tmp_path / "models" / "cleft").manifest.organ
    assert known is not None and known.labels == LABELS and not known.synthetic
    assert "Brains of nobody." in known.training
    assert any(one.on.startswith("real frames of Neonatal") and "1 of 1 exam" in one.on for one in known.metrics)
    engine = open_engine(Settings(models_dir=tmp_path / "models"), "cleft")
    shown = np.zeros((1, 1, known.size, known.size), np.float32)
    assert engine.infer("cleft", "organ", shown)["chances"].sum() == pytest.approx(1, abs=1e-5)
