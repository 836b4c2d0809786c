"""Every fault is told at once, the gravest of its kind, and where it was seen."""

from importlib import import_module

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from app.domain.box import Box
from app.domain.complaint import Complaint
from app.domain.picture_rules import Measure, PictureRules, Rule, Weight
from app.imaging.likeness import fingerprint
from app.pipeline.gate import (
    Decoded,
    apart,
    bars,
    count_usable,
    look,
    look_at_answer,
    look_at_exam,
    look_at_regions,
)
from app.pipeline.region import Found
from app.tasks import TASKS

Pixels = NDArray[np.uint8]
AURICULAR, VCFS, CNS = (TASKS[slug].picture for slug in ("auricular", "vcfs", "fetal_cns"))
STRAIGHT = ((100.0, 100.0), (140.0, 100.0), (120.0, 122.0), (104.0, 142.0), (136.0, 142.0))
TURNED = ((100.0, 100.0), (140.0, 100.0), (138.0, 122.0), (104.0, 142.0), (136.0, 142.0))


def skin(width: int = 400, height: int = 400, seed: int = 0) -> Pixels:
    """Lit skin with folds: sharp, bright, in colour."""
    random = np.random.default_rng(seed)
    folds = np.kron(random.uniform(0.6, 1.1, (height // 8, width // 8)), np.ones((8, 8)))
    grain = random.normal(0, 0.02, (height, width))
    return np.asarray(np.clip((folds + grain)[..., None] * (210, 160, 140), 0, 255), np.uint8)


def drawn(slug: str) -> Pixels:
    phantoms = import_module(f"app.tasks.{slug}.phantom").phantoms
    return np.asarray(next(iter(phantoms(1, 5))).pixels)


def scan() -> Pixels:
    return drawn("fetal_cns")


def at(pixels: Pixels, times: float = 1.0) -> Decoded:
    return Decoded(pixels, round(pixels.shape[1] * times), round(pixels.shape[0] * times), picture=2, frame=1)


def codes(complaints: tuple[Complaint, ...]) -> dict[str, str]:
    return {one.code: "refuses" if one.hard else "notes" if one.note else "asks" for one in complaints}


def ear(left: float, top: float, side: float, score: float = 0.9) -> Found:
    return Found(Box(left, top, left + side, top + side * 1.4), score)


def face(landmarks: tuple[tuple[float, float], ...] = STRAIGHT, side: float = 120) -> Found:
    return Found(Box(60, 60, 60 + side, 60 + side), 0.99, landmarks)


def test_a_good_photograph_with_one_ear_has_no_fault() -> None:
    assert look(at(skin()), AURICULAR) == ()
    assert look_at_regions(at(skin()), [ear(120, 80, 150)], AURICULAR) == ()


def test_a_good_frame_has_no_fault_and_says_where_it_stands_when_it_has() -> None:
    assert codes(look(at(scan()), CNS)) in ({}, {"calipers": "notes"})
    (dark,) = (one for one in look(at((scan() * 0.3).astype(np.uint8)), CNS) if one.code == "too_dark")
    assert (dark.picture, dark.frame) == (2, 1)


def test_all_faults_are_told_at_once() -> None:
    bad = gaussian_filter(skin(), (12, 12, 0)) // 4
    assert codes(look(at(bad), AURICULAR)) == {"too_dark": "asks"}
    found = codes(look_at_regions(at(bad), [ear(0, 0, 200), ear(240, 0, 120)], AURICULAR))
    assert found == dict.fromkeys(("several_ears", "ear_cut", "blurred", "flat"), "asks")


@pytest.mark.parametrize(("slug", "code"), [("auricular", "no_ear"), ("vcfs", "no_face")])
def test_nothing_found_refuses_the_picture(slug: str, code: str) -> None:
    assert codes(look_at_regions(at(skin()), [], TASKS[slug].picture)) == {code: "refuses"}


def test_several_faces_are_refused_and_each_is_outlined() -> None:
    other = Found(Box(240, 60, 360, 180), 0.98, STRAIGHT)
    (several,) = (one for one in look_at_regions(at(skin()), [face(), other], VCFS) if one.code == "several_faces")
    assert several.hard
    assert several.outlines == (face().box, other.box)
    assert several.sentence.startswith("2 faces")


@pytest.mark.parametrize("landmarks", [TURNED, (), tuple((y, x) for x, y in STRAIGHT)])
def test_a_face_that_does_not_look_straight_is_refused(landmarks: tuple[tuple[float, float], ...]) -> None:
    assert codes(look_at_regions(at(skin()), [face(landmarks)], VCFS))["not_frontal"] == "refuses"
    assert "not_frontal" not in codes(look_at_regions(at(skin()), [face()], VCFS))


def test_sizes_are_those_of_the_picture_as_shown_not_as_decoded() -> None:
    small = skin(104, 104)
    assert codes(look(at(small), AURICULAR))["too_small"] == "refuses"
    assert "too_small" not in codes(look(at(small, times=4), AURICULAR))
    assert "ear_small" in codes(look_at_regions(at(small), [ear(20, 20, 30)], AURICULAR))
    assert "ear_small" not in codes(look_at_regions(at(small, times=4), [ear(80, 80, 120)], AURICULAR))


def test_an_ultrasound_picture_is_no_photograph_and_a_photograph_no_ultrasound() -> None:
    assert codes(look(at(scan()), AURICULAR))["not_photograph"] == "refuses"
    found = codes(look(at(drawn("auricular")), CNS))
    assert found["not_ultrasound"] == "refuses"
    assert not {"doppler", "calipers"} & set(found)  # only a scanner's picture has them


def test_blood_flow_is_asked_about_and_outlined() -> None:
    frame = np.repeat(scan()[..., None], 3, axis=2)
    frame[100:140, 100:180] = (220, 40, 20)
    (flow,) = (one for one in look(at(frame, times=2), CNS) if one.code == "doppler")
    assert not flow.hard
    assert flow.outlines[0].overlap(Box(200, 200, 360, 280)) > 0.5


def test_something_smooth_over_the_ear_is_noted_and_over_most_of_it_asked_about() -> None:
    for rows, weight in ((80, "notes"), (150, "asks")):
        covered = skin()
        covered[80 : 80 + rows, 120:270] = (235, 235, 232)
        assert codes(look_at_regions(at(covered), [ear(120, 80, 150)], AURICULAR))["device"] == weight


def test_one_thing_seen_twice_is_one_thing_and_the_unsure_do_not_count() -> None:
    seen = [ear(100, 100, 100), ear(105, 100, 100, 0.5), ear(300, 100, 60, 0.1)]
    assert apart(seen, AURICULAR) == [seen[0]]
    assert apart([ear(0, 0, 40, 0.6), ear(200, 0, 120, 0.6)], AURICULAR)[0].box.left == 200


def test_a_picture_sent_twice_is_told_at_its_second_place() -> None:
    one, other = fingerprint(skin(seed=1)), fingerprint(gaussian_filter(skin(seed=2), (5, 5, 0)))
    smaller = fingerprint(skin(seed=1)[::2, ::2])
    assert look_at_exam([one, other], AURICULAR) == ()
    assert [(found.code, found.picture) for found in look_at_exam([one, other, one], AURICULAR)] == [
        ("same_picture", 2)
    ]
    assert [found.code for found in look_at_exam([one, smaller], AURICULAR)] == ["nearly_same"]


def test_an_exam_with_too_few_usable_pictures_is_told() -> None:
    assert codes(count_usable(1, CNS)) == {"few_pictures": "notes"}
    assert count_usable(2, CNS) == ()


@pytest.mark.parametrize(("far", "weight"), [(0.9, None), (1.2, "notes"), (1.7, "asks"), (2.3, "refuses")])
def test_strange_pictures_are_noted_held_back_or_refused(far: float, weight: str | None) -> None:
    for task in TASKS.values():
        assert codes(look_at_answer(far, 0, None, task.picture)) == ({"strange": weight} if weight else {})


def test_only_the_gravest_grade_of_a_fault_is_told() -> None:
    grades = tuple(
        Rule(Measure.SIDE, "small", f"{weight.value}", weight, least=least)
        for weight, least in ((Weight.NOTES, 400), (Weight.REFUSES, 100), (Weight.ASKS, 200))
    )
    for side, weight in ((300, "notes"), (150, "asks"), (50, "refuses")):
        (found,) = look(at(np.zeros((side, side), np.uint8)), PictureRules(picture=grades))
        assert found.sentence == weight


@pytest.mark.parametrize(
    ("hard", "note", "overruled", "barred"),
    [
        (True, False, True, True),
        (True, False, False, True),
        (False, False, True, False),
        (False, False, False, True),
        (False, True, False, False),
    ],
)
def test_soft_faults_may_be_overruled_hard_ones_never_notes_bar_nothing(
    hard: bool, note: bool, overruled: bool, barred: bool
) -> None:
    complaint = Complaint("blurred", "It is blurred.", hard=hard, note=note)
    assert bars(complaint, frozenset({"blurred"} if overruled else ())) is barred


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (7, 7), (9, 9, 3)])
@pytest.mark.parametrize("slug", TASKS)
def test_pictures_of_any_shape_are_answered(slug: str, shape: tuple[int, ...]) -> None:
    pixels = np.full(shape, 120, np.uint8)
    found = look(at(pixels), TASKS[slug].picture)
    assert "too_small" in codes(found)
    look_at_regions(at(pixels), [Found(Box(0, 0, 1, 1), 0.9, STRAIGHT)], TASKS[slug].picture)
    assert all(one.sentence for one in found)
