"""Fetal heads and spines: the same from the same seed, true masks, views that do not give the answer away."""

from collections import Counter

import numpy as np

from app.tasks.fetal_cns import TASK
from app.tasks.fetal_cns.phantom import ANOMALIES, PAINTERS, fetus, phantoms


def test_the_same_seed_draws_the_same_pictures() -> None:
    first, second = list(phantoms(3, 7)), list(phantoms(3, 7))
    assert [p.name for p in first] == [p.name for p in second]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(first, second, strict=True))


def test_a_patient_does_not_depend_on_how_many_are_drawn() -> None:
    few, many = list(phantoms(2, 3)), list(phantoms(5, 3))
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(few, many, strict=False))
    assert len(many) > len(few)


def test_seeds_draw_different_patients() -> None:
    assert not np.array_equal(next(phantoms(1, 1)).pixels, next(phantoms(1, 2)).pixels)


def test_only_anomalies_carry_masks_and_every_patient_shows_its_own_at_least_once() -> None:
    for seed in range(3):
        shown: dict[str, bool] = {}
        for picture in phantoms(12, seed):
            assert set(picture.findings) <= {finding.slug for finding in TASK.findings}
            assert (picture.mask is None) == (picture.box is None)
            if picture.findings != ("normal",):
                shown[picture.exam] = shown.get(picture.exam, False) or picture.mask is not None
            else:
                assert picture.mask is None
            if picture.mask is not None:
                assert picture.mask.shape == picture.pixels.shape
                assert 0.002 < picture.mask.mean() < 0.4
        assert shown
        assert all(shown.values())


def test_patients_have_one_to_four_pictures_at_12_to_36_weeks() -> None:
    drawn = [fetus(np.random.default_rng((5, index)), 0.65) for index in range(600)]
    assert {len(patient.views) for patient in drawn} == {1, 2, 3, 4}
    assert {patient.weeks for patient in drawn} == set(range(12, 37))
    assert {patient.finding for patient in drawn} == {"normal", *ANOMALIES}
    assert len({patient.scanner.site for patient in drawn}) == 6


def test_every_view_is_taken_of_normal_fetuses_too() -> None:
    views = Counter(view for index in range(400) for view in fetus(np.random.default_rng((6, index)), 0.0).views)
    assert set(views) == set(PAINTERS)
    assert min(views.values()) > 100


def test_prevalence_is_the_share_of_patients_with_an_anomaly() -> None:
    sick = [fetus(np.random.default_rng((8, index)), 0.1).finding != "normal" for index in range(1000)]
    assert 0.07 < np.mean(sick) < 0.13
    assert {p.findings for p in phantoms(6, 1, prevalence=0.0)} == {("normal",)}
