"""A phantom set is a folder like any other, and the same seed draws the same set."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.box import Box
from app.domain.phantom import Phantom
from app.domain.task import Modality, Task
from app.lab.folder import read_folder
from app.lab.phantoms import are_synthetic, write_folder, write_phantoms
from app.lab.starting import Order
from app.tasks import TASKS


def phantom(name: str, exam: str, **differing: object) -> Phantom:
    usual: dict[str, object] = {
        "pixels": np.full((30, 40), 90, np.uint8),
        "patient": "b1",
        "site": "s1",
        "findings": ("none",),
        "severity": None,
        "view": "axial",
        "box": None,
        "mask": None,
    }
    return Phantom(name=name, exam=exam, **(usual | differing))  # type: ignore[arg-type]


def test_what_is_written_is_read_back(tmp_path: Path, task: Task) -> None:
    mask = np.zeros((30, 40), np.bool_)
    mask[3:9, 5:11] = True
    lesion = phantom(
        "b",
        "e2",
        findings=("spot",),
        severity=0.25,
        box=Box(5, 3, 11, 9),
        mask=mask,
        skin_tone=7,
        device="Q-7",
        gestational_age="31w2d",
    )
    told: list[str] = []
    assert write_folder([phantom("a", "e1"), lesion], tmp_path, Modality.ULTRASOUND, told.append) == 2
    plain, row = read_folder(tmp_path, task)
    assert told == ["e1", "e2"]
    assert (plain.box, plain.mask, plain.severity, plain.skin_tone) == (None, None, None, "")
    assert (row.findings, row.severity, row.box, row.skin_tone) == (("spot",), 0.25, Box(5, 3, 11, 9), "7")
    assert (row.device, row.gestational_age) == ("Q-7", "31w2d")
    drawn = row.lesion()
    assert drawn is not None
    assert np.array_equal(drawn, mask * np.uint8(255))
    assert np.array_equal(row.pixels(), lesion.pixels)


def test_photographs_are_jpeg_and_ultrasound_is_png(tmp_path: Path) -> None:
    colour = phantom("c", "e1", pixels=np.full((20, 20, 3), 90, np.uint8))
    write_folder([colour], tmp_path, Modality.PHOTOGRAPH)
    write_folder([phantom("d", "e1")], tmp_path, Modality.ULTRASOUND)
    with Image.open(tmp_path / "c.jpg") as photograph, Image.open(tmp_path / "d.png") as ultrasound:
        assert (photograph.format, ultrasound.format) == ("JPEG", "PNG")


def test_an_unfinished_set_has_no_labels(tmp_path: Path) -> None:
    def broken() -> object:
        yield phantom("a", "e1")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_folder(broken(), tmp_path, Modality.ULTRASOUND)  # type: ignore[arg-type]
    assert not (tmp_path / "labels.csv").exists()


@pytest.mark.parametrize("slug", list(TASKS))
def test_every_task_writes_a_set_that_training_reads(slug: str, tmp_path: Path) -> None:
    count = write_phantoms(TASKS[slug], tmp_path / "first", 3, 5)
    write_phantoms(TASKS[slug], tmp_path / "again", 3, 5)
    rows = read_folder(tmp_path / "first", TASKS[slug])
    assert len(rows) == count
    assert len({row.exam for row in rows}) == 3
    for row in rows:
        assert row.file.read_bytes() == (tmp_path / "again" / row.file.name).read_bytes()


def test_a_folder_of_phantoms_says_so_wherever_it_goes(tmp_path: Path) -> None:
    write_phantoms(TASKS["cleft"], tmp_path / "here", 1, 0)
    moved = (tmp_path / "here").rename(tmp_path / "there")
    assert are_synthetic(moved)
    assert Order(TASKS["cleft"], "demo", str(moved), tmp_path / "run").synthetic
    (moved / "SYNTHETIC.txt").unlink()
    assert not Order(TASKS["cleft"], "demo", str(moved), tmp_path / "run").synthetic
