"""Faces: people who stay themselves over pictures, and a syndrome that shifts many measures a little."""

import numpy as np
import pytest

from app.domain.phantom import Phantom
from app.tasks.vcfs.face import PHENOTYPE, SIGNS, Traits, any_traits, shifted
from app.tasks.vcfs.lines import lines
from app.tasks.vcfs.phantom import any_patient, phantoms


@pytest.fixture(scope="module")
def drawn() -> list[Phantom]:
    return list(phantoms(8, 5))


def test_the_same_seed_draws_the_same_pictures(drawn: list[Phantom]) -> None:
    again = list(phantoms(2, 5))
    assert [one.name for one in again] == [one.name for one in drawn[: len(again)]]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(again, drawn, strict=False))


def test_every_patient_has_two_to_eight_pictures_the_first_from_the_front(drawn: list[Phantom]) -> None:
    patients: dict[str, list[Phantom]] = {}
    for one in drawn:
        patients.setdefault(one.patient, []).append(one)
    assert len(patients) == 8
    for pictures in patients.values():
        assert 2 <= len(pictures) <= 8
        assert pictures[0].view == "frontal"
        assert len({(one.exam, one.findings, one.skin_tone) for one in pictures}) == 1
    assert {one.view for one in drawn} == {"frontal", "oblique"}


def test_only_affected_faces_carry_a_mask_and_it_lies_inside_the_box(drawn: list[Phantom]) -> None:
    assert {one.findings for one in drawn} == {("none",), ("vcfs",)}
    for one in drawn:
        assert (one.mask is None) == (one.findings == ("none",))
        assert one.box is not None
        if one.mask is not None:
            rows, columns = np.nonzero(one.mask)
            assert one.box.left <= columns.min() <= columns.max() < one.box.right
            assert one.box.top <= rows.min() <= rows.max() < one.box.bottom


def test_the_syndrome_makes_the_mouth_and_the_fissures_shorter() -> None:
    regular, affected = lines(Traits(), 0.0, 0.0), lines(shifted(Traits(), 1.0), 0.0, 0.0)
    for before, after in ((regular.lips, affected.lips), (regular.eyes[0], affected.eyes[0])):
        assert np.ptp(after[:, 0]) < 0.95 * np.ptp(before[:, 0])


def test_single_measures_of_people_with_and_without_the_syndrome_overlap() -> None:
    people = [any_traits(np.random.default_rng(index)) for index in range(300)]
    regular = np.array([one.mouth for one in people])
    affected = np.array([shifted(one, 1.0).mouth for one in people])
    assert 0.05 < np.mean(affected > np.median(regular)) < 0.45
    assert PHENOTYPE.mouth < 0


def test_prevalence_is_the_share_of_affected_people() -> None:
    people = (any_patient("one", 0.1, np.random.default_rng(index)) for index in range(1000))
    assert 0.07 < np.mean([one.affected for one in people]) < 0.13


def test_closing_the_lids_changes_the_opening_and_not_the_crease() -> None:
    wide, narrow = lines(Traits(), 0.0, 0.0), lines(Traits(), 0.0, 0.0, blink=0.4)
    assert np.ptp(narrow.eyes[0][:, 1]) < 0.8 * np.ptp(wide.eyes[0][:, 1])
    assert np.array_equal(narrow.creases[0], wide.creases[0])


def test_the_signs_stand_out_from_person_to_person_more_than_the_outline() -> None:
    people = [any_traits(np.random.default_rng(index)) for index in range(300)]
    for name in SIGNS:
        spread = np.std([getattr(one, name) for one in people])
        assert abs(getattr(PHENOTYPE, name)) > 1.8 * spread
    for name in ("width", "length", "mouth", "chin", "ear"):
        spread = np.std([getattr(one, name) for one in people])
        assert abs(getattr(PHENOTYPE, name)) < 0.6 * spread
