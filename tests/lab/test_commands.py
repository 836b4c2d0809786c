"""The lab's commands say what they did, or in one sentence why they could not."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.errors import Invalid, NotFound, Unavailable
from app.inference.signature import sign, verify
from app.lab.commands import find_task, lab, need_lab
from app.lab.folder import read_folder
from app.tasks import TASKS

RUN = CliRunner()


def test_phantoms_are_written(tmp_path: Path) -> None:
    done = RUN.invoke(lab, ["phantom", "cleft", "--count", "2", "--out", str(tmp_path / "set"), "--seed", "3"])
    assert done.exit_code == 0, done.output
    rows = read_folder(tmp_path / "set", TASKS["cleft"])
    assert f"{len(rows)} pictures of 2 exams" in done.output


def test_an_unknown_task_is_told_with_the_known_ones() -> None:
    with pytest.raises(NotFound, match=r"no task 'cleff'\. Use one of: auricular, cleft"):
        find_task("cleff")


def test_without_pytorch_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(Unavailable, match="make setup"):
        need_lab()


def test_the_commands_are_listed_without_loading_pytorch() -> None:
    loaded = [name for name in ("torch", "safetensors", "sklearn") if name not in sys.modules]
    done = RUN.invoke(lab, ["--help"])
    for command in (
        "phantom",
        "train",
        "export",
        "evaluate",
        "explain",
        "agree",
        "bundles",
        "locator",
        "organ",
        "keys",
        "sign",
    ):
        assert command in done.output
    assert not [name for name in loaded if name in sys.modules]


def test_keys_are_a_pair(tmp_path: Path) -> None:
    assert RUN.invoke(lab, ["keys", str(tmp_path)]).exit_code == 0
    private, public = (tmp_path / f"signing.{part}.pem" for part in ("key", "pub"))
    verify(b"x", sign(b"x", private.read_bytes()), public.read_bytes())


def test_an_unknown_preset_is_refused_by_the_command_line(tmp_path: Path) -> None:
    done = RUN.invoke(lab, ["train", "cleft", "--preset", "best", "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "reference" in done.output


def test_a_run_is_never_overwritten_unasked(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.safetensors").touch()
    done = RUN.invoke(lab, ["train", "cleft", "--out", str(tmp_path)])
    assert isinstance(done.exception, Invalid)
    assert "Add --resume to go on with it" in done.exception.sentence
