"""Known faces are a folder for each person."""

from pathlib import Path

import pytest
from PIL import Image

from app.errors import Invalid
from app.lab.folds import holdout
from app.lab.identities import read_identities
from app.tasks import TASKS


def people(folder: Path, count: int) -> Path:
    for person in range(count):
        (folder / f"person {person}").mkdir()
        for number in range(2):
            Image.new("RGB", (8, 8)).save(folder / f"person {person}" / f"{number}.jpg")
    (folder / "notes.txt").write_text("left alone")
    return folder


def test_each_folder_is_a_person_and_no_person_is_divided(tmp_path: Path) -> None:
    rows = read_identities(people(tmp_path, 8), TASKS["vcfs"])
    assert len(rows) == 16
    assert {row.patient for row in rows} == {f"person {number}" for number in range(8)}
    assert len({row.line for row in rows}) == 16
    fold = holdout(rows, 0)
    assert not {rows[i].patient for i in fold.train} & {rows[i].patient for i in fold.test}


def test_one_person_cannot_be_told_from_another(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="fewer than 2 people"):
        read_identities(people(tmp_path, 1), TASKS["vcfs"])


def test_a_missing_folder_holds_nobody(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="fewer than 2 people"):
        read_identities(tmp_path / "nowhere", TASKS["vcfs"])
