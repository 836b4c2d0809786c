"""`neoscreen screen`: one line an exam, and a status that says who was wrong."""

import io
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.cli import main
from app.imaging.heatmap import decode_map
from app.pipeline.file_exam import FileExam
from app.pipeline.words import words
from app.tasks import TASKS
from tests.screening import MODELS, bundle, exams, outcome, written

KEYS = [
    "task",
    "files",
    "accepted",
    "complaints",
    "findings",
    "severity",
    "region",
    "maps",
    "model",
    "timings",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(autouse=True)
def _models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEOSCREEN_MODELS_DIR", str(MODELS))


def call(*words: object) -> Said:
    """What a person at a console would see."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
        patched.setattr(sys, "argv", ["neoscreen", "screen", *map(str, words)])
        try:
            main()
        except SystemExit as left:
            status = int(left.code or 0)
    return Said(status, out.getvalue(), err.getvalue())


def files(slug: str, folder: Path, number: int = 0) -> list[Path]:
    """The pictures of one phantom exam."""
    paths = [folder / f"{slug}-{place}.img" for place in range(len(exams(slug, 5)[number]))]
    for path, phantom in zip(paths, exams(slug, 5)[number], strict=True):
        path.write_bytes(written(phantom))
    return paths


@pytest.mark.parametrize("slug", TASKS)
def test_json_says_what_the_pipeline_says(slug: str, tmp_path: Path) -> None:
    exam = exams(slug, 5)[0]
    side = ["--laterality", exam[0].view] if TASKS[slug].lateral else []
    said = call(slug, *files(slug, tmp_path), "--json", "--consent", "--point", "youden", *side)
    assert said.status == 0, said.err
    (line,) = said.lines
    expected = outcome(slug, exam)
    assert list(line) == KEYS
    assert line["accepted"] is expected.accepted
    assert expected.assessment is not None
    assert line["findings"] == [
        {"finding": one.finding, "probability": pytest.approx(one.probability, abs=1e-5), "positive": one.positive}
        for one in expected.assessment.chances
    ]
    assert line["model"] == {"version": "0.1.0-demo", "sha256": bundle(slug).digest, "preset": "demo"}
    assert (line["severity"] is None) == (not TASKS[slug].lateral)
    assert (line["region"] is None) == (slug in ("fetal_cns", "hemorrhage", "cleft"))
    assert line["maps"] == []


def test_with_each_every_file_is_an_exam_of_its_own(tmp_path: Path) -> None:
    given = files("hemorrhage", tmp_path)
    said = call("hemorrhage", *given, "--each", "--json")
    assert [line["files"] for line in said.lines] == [[str(file)] for file in given]


def test_a_picture_that_cannot_be_read_refuses_its_exam_and_no_other(tmp_path: Path) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\nno more")
    said = call("cleft", bad, files("cleft", tmp_path)[0], "--each", "--json")
    assert said.status == 0
    first, second = said.lines
    assert first["accepted"] is False and second["accepted"] is True
    (complaint,) = first["complaints"]
    assert complaint["code"] == "unreadable" and complaint["hard"] is True
    assert first["findings"] == []


def test_maps_are_gray_pictures_that_say_where_they_lie(tmp_path: Path) -> None:
    folder = tmp_path / "maps"
    (line,) = call("cleft", *files("cleft", tmp_path), "--json", "--out", folder).lines
    names = line["maps"]
    assert isinstance(names, Sequence) and names
    assert sorted(names) == sorted(path.name for path in folder.iterdir())
    expected = outcome("cleft", exams("cleft", 5)[0]).assessment
    assert expected is not None
    with Image.open(folder / names[0]) as picture:
        assert picture.mode == "L"
        note = dict(picture.text)  # type: ignore[attr-defined]
    heat = expected.maps[0]
    assert json.loads(note["box"]) == [heat.box.left, heat.box.top, heat.box.right, heat.box.bottom]
    shown = decode_map((folder / names[0]).read_bytes(), float(note["white"]))
    assert np.abs(shown - heat.values).max() <= heat.values.max() / 500


def test_people_are_told_in_words_that_it_is_a_demonstration(tmp_path: Path) -> None:
    said = call("fetal_cns", *files("fetal_cns", tmp_path), "--gestation-days", 150)
    assert said.status == 0
    spoken = " ".join(said.out.split())
    assert "trained on synthetic pictures" in spoken
    assert "Gestational age 21 weeks and 3 days" in spoken


@pytest.mark.parametrize("slug", TASKS)
def test_no_answer_says_that_all_is_normal(slug: str) -> None:
    for exam in exams(slug, 5)[: 2 if slug == "vcfs" else 5]:
        spoken = words(FileExam(tuple(Path(phantom.name) for phantom in exam), outcome(slug, exam)), TASKS[slug], None)
        assert "normal" not in spoken.lower().replace("normal ears", "")
        assert "DEMONSTRATION" in spoken


def test_both_operating_points_of_a_hemorrhage_exam_are_told_and_the_palate_is_not_assessed() -> None:
    for slug, told in (("hemorrhage", "Operating point sensitivity 0.90"), ("cleft", "palate was not assessed")):
        exam = exams(slug, 5)[0]
        spoken = words(FileExam(tuple(Path(phantom.name) for phantom in exam), outcome(slug, exam)), TASKS[slug], None)
        assert told in " ".join(spoken.split())


def test_a_face_without_consent_is_refused(tmp_path: Path) -> None:
    (line,) = call("vcfs", *files("vcfs", tmp_path), "--json").lines
    assert line["accepted"] is False
    assert line["complaints"][0]["code"] == "no_consent"


def test_ears_without_a_side_are_taken_as_left_and_that_is_said(tmp_path: Path) -> None:
    given = files("auricular", tmp_path)
    unsaid, left, right = (
        call("auricular", *given, "--json", *side) for side in ([], ["--laterality", "left"], ["--laterality", "right"])
    )
    assert "left ears" in unsaid.err and "left ears" not in left.err
    assert unsaid.lines[0]["findings"] == left.lines[0]["findings"] != right.lines[0]["findings"]


def test_a_rarer_finding_changes_what_the_answer_is_worth(tmp_path: Path) -> None:
    given = files("hemorrhage", tmp_path)
    rare, common = (call("hemorrhage", *given, "--prevalence", share).out for share in ("0.01", "0.5"))
    assert "Where 1.00% have" in rare and "Where 50.00% have" in common


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["nonsense", "{file}"], "Use one of: auricular"),
        (["cleft", "{file}", "nowhere.png"], "no file 'nowhere.png'"),
        (["cleft", "{file}", "--point", "best"], "youden"),
        (["cleft", "{file}", "--prevalence", "1"], "between 0 and 1"),
        (["cleft", "{file}", "--laterality", "up"], "laterality"),
        (["cleft"], "Missing argument"),
    ],
)
def test_wrong_usage_is_status_2_and_nothing_is_screened(given: list[str], told: str, tmp_path: Path) -> None:
    file = files("cleft", tmp_path)[0]
    said = call(*(word.format(file=file) for word in given))
    assert said.status == 2
    assert told in said.err
    assert said.out == ""


def test_a_model_that_is_not_there_is_no_fault_of_the_asker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEOSCREEN_MODELS_DIR", str(tmp_path))
    said = call("cleft", *files("cleft", tmp_path))
    assert said.status == 1
    assert "No model is installed" in said.err
