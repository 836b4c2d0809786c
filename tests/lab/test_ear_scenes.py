"""Boxed scenes from a folder, and who is held out."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.box import Box
from app.domain.phantom import Phantom
from app.errors import Invalid
from app.lab.ear_scenes import MARGIN, Scene, is_held_out, of_phantoms, person, read, split

NUMBERED = [f"{number:04d}_ab12cd" for number in range(1, 341)]
NAMES = NUMBERED + [f"Somebody-{letter}_{number}_x" for letter in "abcdefghijk" for number in (1, 22)]
SCENES = [Scene(name, np.zeros((4, 4, 3), np.uint8), np.zeros((0, 4))) for name in NAMES]


def test_boxes_are_read_in_pixels(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "labels").mkdir()
    Image.new("RGB", (200, 100)).save(tmp_path / "images" / "one.jpg")
    Image.new("RGB", (200, 100)).save(tmp_path / "images" / "two.jpg")
    (tmp_path / "labels" / "one.txt").write_text("0 0.5 0.5 0.1 0.4\n0 0.25 0.1 0.1 0.2\n")
    one, two = read(tmp_path)
    assert one.boxes.tolist() == [pytest.approx([90, 30, 110, 70]), pytest.approx([40, 0, 60, 20])]
    assert two.boxes.shape == (0, 4)


def test_an_empty_folder_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="has no pictures"):
        read(tmp_path)


def test_pictures_of_one_person_stay_together() -> None:
    assert person("Aaron-Judge_11_8ca4a8") == person("Aaron-Judge_4_094c2e") != person("Adam-Sandler_175_2b59f2")
    assert person("0041_a") == person("0059_b") != person("0060_c")
    assert person("0041_a") != person("41_a")
    parts = split(SCENES)
    assert not {person(one.name) for one in parts.training} & {person(one.name) for one in parts.held_out}


def test_about_a_fifth_is_held_out_and_its_neighbours_are_not_learned_from() -> None:
    parts = split(SCENES)
    held = {int(one.name[:4]) for one in parts.held_out if one.name[0].isdigit()}
    learned = {int(one.name[:4]) for one in parts.training if one.name[0].isdigit()}
    assert 0.1 < len(parts.held_out) / len(SCENES) < 0.35
    assert all(abs(one - other) > MARGIN for one in learned for other in held)


def test_the_rule_looks_at_the_name_alone() -> None:
    assert [is_held_out(name) for name in NAMES] == [is_held_out(name) for name in NAMES]
    backwards = split(SCENES[::-1])
    assert {one.name for one in backwards.held_out} == {one.name for one in split(SCENES).held_out}


def test_a_phantom_becomes_a_scene_of_one_ear() -> None:
    pixels = np.zeros((8, 8, 3), np.uint8)
    phantom = Phantom("one", pixels, "e", "p", "hill", ("normal",), 0.0, "left", Box(1, 2, 5, 7), None)
    (scene,) = of_phantoms([phantom])
    assert scene.boxes.tolist() == [[1, 2, 5, 7]]
