"""Newborn ears: deformities that grow with severity, right ears that mirror left ones."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from app.domain.phantom import Phantom
from app.tasks.auricular.phantom import DEFORMITIES, Patient, any_patient, draw, phantoms, series
from app.tasks.auricular.scene import any_pose


@pytest.fixture(scope="module")
def drawn() -> list[Phantom]:
    return list(phantoms(40, 5))


def patient(*deformities: str) -> Patient:
    somebody = any_patient("somebody", 0.0, np.random.default_rng(3))
    return replace(somebody, deformities=deformities, side="left")


def photograph(somebody: Patient, severity: float) -> Phantom:
    """Always from the same place, in the same light."""
    return draw(somebody, severity, "one", any_pose(np.random.default_rng(8)), np.random.default_rng(9))


def test_the_same_seed_draws_the_same_pictures() -> None:
    first, second = list(phantoms(3, 7)), list(phantoms(3, 7))
    assert [one.name for one in first] == [one.name for one in second]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(first, second, strict=True))


def test_an_exam_does_not_depend_on_how_many_are_drawn(drawn: list[Phantom]) -> None:
    few = list(phantoms(4, 5))
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(few, drawn, strict=False))


def test_another_seed_draws_other_pictures(drawn: list[Phantom]) -> None:
    other = next(phantoms(1, 6))
    assert not np.array_equal(other.pixels, drawn[0].pixels)
    assert other.patient != drawn[0].patient


def test_only_deformed_ears_have_severity_and_a_mask_inside_their_box(drawn: list[Phantom]) -> None:
    for one in drawn:
        assert (one.findings == ("normal",)) == (one.mask is None) == (one.severity == 0)
        assert one.box is not None
        if one.mask is not None:
            rows, columns = np.nonzero(one.mask)
            assert one.box.left <= columns.min() <= columns.max() < one.box.right
            assert one.box.top <= rows.min() <= rows.max() < one.box.bottom


@pytest.mark.parametrize("deformity", [slug for slug in DEFORMITIES if slug != "malformation"])
def test_a_deformity_changes_more_of_the_picture_as_it_grows_worse(deformity: str) -> None:
    somebody = patient(deformity)
    regular = photograph(somebody, 0.0).pixels.astype(float)
    worse = [photograph(somebody, severity) for severity in (0.2, 0.5, 0.8, 1.0)]
    changes = [float(np.abs(one.pixels - regular).mean()) for one in worse]
    assert changes == sorted(changes)
    assert changes[0] > 0.2
    assert all(one.mask is not None and one.mask.sum() > 100 for one in worse)


def test_the_worse_the_malformation_the_smaller_the_ear() -> None:
    boxes = [photograph(patient("malformation"), severity).box for severity in (0.45, 0.6, 0.8, 1.0)]
    areas = [box.area for box in boxes if box is not None]
    assert len(areas) == 4
    assert areas == sorted(areas, reverse=True)
    assert areas[-1] < 0.6 * areas[0]


def test_a_right_ear_is_the_mirror_image_of_a_left_one() -> None:
    left, right = (photograph(replace(patient("lop"), side=side), 0.7) for side in ("left", "right"))
    assert np.array_equal(right.pixels, left.pixels[:, ::-1])
    assert left.mask is not None
    assert right.mask is not None
    assert np.array_equal(right.mask, left.mask[:, ::-1])
    assert left.box is not None
    assert right.box is not None
    assert right.box.left == left.pixels.shape[1] - left.box.right
    assert (left.view, right.view) == ("left", "right")


def test_a_series_shows_one_ear_at_the_severities_asked_for() -> None:
    visits = list(series(4, (0.9, 0.5, 0.2, 0.0)))
    assert [one.severity for one in visits] == [0.9, 0.5, 0.2, 0.0]
    assert len({one.patient for one in visits}) == len({one.view for one in visits}) == 1
    assert len({one.findings for one in visits[:3]}) == 1
    assert visits[3].findings == ("normal",)


def test_children_of_every_skin_tone_and_deformity_come_to_several_visits() -> None:
    people = [any_patient(str(index), 1.0, np.random.default_rng(index)) for index in range(400)]
    assert {one.baby.skin_tone for one in people} == set(range(1, 11))
    assert {slug for one in people for slug in one.deformities} == set(DEFORMITIES)
    assert 0.08 < np.mean([len(one.deformities) > 1 for one in people]) < 0.2


def test_prevalence_is_the_share_of_deformed_ears() -> None:
    people = (any_patient("one", 0.1, np.random.default_rng(index)) for index in range(1000))
    assert 0.07 < np.mean([bool(one.deformities) for one in people]) < 0.13


def test_some_children_come_again(drawn: list[Phantom]) -> None:
    assert len({one.patient for one in drawn}) < len(drawn)
    assert len({one.exam for one in drawn}) == len(drawn)


def test_no_exam_is_drawn_before_it_is_asked_for() -> None:
    assert len(list(islice(phantoms(10**9, 1), 1))) == 1
