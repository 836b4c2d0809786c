"""Frames are read with the examination they are of, and an examination is never in both parts."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.errors import Invalid
from app.lab.organ.frames import (
    LABELS,
    OTHER,
    SIDE,
    Frame,
    load_frames,
    phantom_frames,
    read_frames,
    save_frames,
    split,
)


def write(file: Path, gray: int = 90) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((160, 200), gray, np.uint8)).save(file)


def frame(label: int, group: str, *, real: bool = True) -> Frame:
    return Frame(np.zeros((SIDE, SIDE), np.uint8), label, group, real)


def test_the_labels_are_the_tasks_that_read_ultrasound_and_what_none_of_them_reads() -> None:
    assert LABELS == ("cleft", "fetal_cns", "hemorrhage", OTHER)


@pytest.mark.parametrize("slug", LABELS)
def test_phantoms_depend_on_their_seed_alone(slug: str) -> None:
    (one,), (same,), (different,) = (tuple(phantom_frames(slug, 1, seed)) for seed in (5, 5, 6))
    assert one.pixels.shape == (SIDE, SIDE)
    assert (one.label, one.real) == (LABELS.index(slug), False)
    assert np.array_equal(one.pixels, same.pixels)
    assert not np.array_equal(one.pixels, different.pixels)


def test_without_a_table_a_folder_is_an_examination(tmp_path: Path) -> None:
    for name in ("exam_a/1.png", "exam_a/2.png", "exam_b/1.jpg", "exam_b/1.mask.png"):
        write(tmp_path / "brains" / name)
    (tmp_path / "brains" / "notes.txt").write_text("no picture")
    frames = tuple(read_frames("hemorrhage", tmp_path / "brains"))
    assert [one.group for one in frames] == ["brains/exam_a", "brains/exam_a", "brains/exam_b"]
    assert all(one.real and LABELS[one.label] == "hemorrhage" for one in frames)


def test_a_table_names_what_stays_together(tmp_path: Path) -> None:
    for name in ("1.png", "2.png"):
        write(tmp_path / name)
    (tmp_path / "labels.csv").write_text("file,patient,group\n1.png,p1,twins\n2.png,p2,\n")
    assert [one.group.split("/")[1] for one in read_frames("cleft", tmp_path)] == ["twins", "p2"]
    (tmp_path / "labels.csv").write_text("file,finding\n1.png,none\n")
    with pytest.raises(Invalid, match="one of: group, patient, exam"):
        tuple(read_frames("cleft", tmp_path))


def test_what_cannot_be_used_is_told(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no pictures"):
        tuple(read_frames("cleft", tmp_path))
    with pytest.raises(Invalid, match="Use one of: cleft"):
        tuple(read_frames("knee", tmp_path))
    (tmp_path / "torn.png").write_bytes(b"\x89PNG torn")
    with pytest.raises(Invalid, match=r"'torn\.png' cannot be used"):
        tuple(read_frames("cleft", tmp_path))


def test_an_examination_is_in_one_part_and_each_label_has_some_in_both() -> None:
    frames = [frame(label, f"{label}-{group}") for label in range(3) for group in range(10) for _ in range(3)]
    parts = split(frames)
    assert not {one.group for one in parts.training} & {one.group for one in parts.held_out}
    for label in range(3):
        assert len({one.group for one in parts.held_out if one.label == label}) == 2
    assert len(parts.training) + len(parts.held_out) == len(frames)


def test_of_two_examinations_one_is_held_out_and_of_a_single_one_none() -> None:
    parts = split([frame(0, "a"), frame(0, "b"), frame(1, "c")])
    assert len(parts.held_out) == 1 and parts.held_out[0].label == 0
    assert {one.label for one in parts.training} == {0, 1}


def test_real_examinations_are_held_out_whatever_the_phantoms() -> None:
    drawn = [frame(0, f"drawn-{number}", real=False) for number in range(50)]
    parts = split([*drawn, frame(0, "a"), frame(0, "b")])
    assert [one.group for one in parts.held_out if one.real] in (["a"], ["b"])


def test_kept_frames_come_back(tmp_path: Path) -> None:
    kept = tuple(phantom_frames(OTHER, 3, 1))
    save_frames(kept, tmp_path / "new" / "frames.npz")
    again = load_frames(tmp_path / "new" / "frames.npz")
    assert [(one.label, one.group, one.real) for one in again] == [(one.label, one.group, one.real) for one in kept]
    assert all(np.array_equal(one.pixels, other.pixels) for one, other in zip(again, kept, strict=True))
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["frames.npz"]
