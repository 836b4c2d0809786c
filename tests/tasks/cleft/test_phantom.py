"""Fetal faces: gaps where there is a cleft, look-alikes where there is none."""

import numpy as np

from app.tasks.cleft.phantom import fetus, phantoms


def test_the_same_seed_draws_the_same_pictures() -> None:
    first, second = list(phantoms(3, 7)), list(phantoms(3, 7))
    assert [p.name for p in first] == [p.name for p in second]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(first, second, strict=True))


def test_a_fetus_does_not_depend_on_how_many_are_drawn() -> None:
    few, many = list(phantoms(2, 3)), list(phantoms(5, 3))
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(few, many, strict=False))
    assert len(many) > len(few)


def test_only_clefts_carry_masks_and_every_cleft_is_seen_at_least_once() -> None:
    seen: dict[str, bool] = {}
    for picture in phantoms(20, 1):
        assert (picture.mask is None) == (picture.box is None)
        assert picture.view in ("coronal", "axial")
        if picture.findings == ("cleft",):
            seen[picture.exam] = seen.get(picture.exam, False) or picture.mask is not None
        else:
            assert picture.mask is None
    assert seen
    assert all(seen.values())


def test_a_gap_is_darker_than_the_lip_around_it() -> None:
    darker = []
    for picture in phantoms(15, 2, prevalence=1.0):
        if picture.mask is not None and picture.box is not None:
            box = picture.box
            around = picture.pixels[int(box.top) - 6 : int(box.bottom) + 6, int(box.left) - 12 : int(box.right) + 12]
            darker.append(picture.pixels[picture.mask].mean() < around.mean())
    assert len(darker) > 10
    assert np.mean(darker) > 0.85


def test_fetuses_have_one_to_four_pictures_and_clefts_on_one_side_or_both() -> None:
    drawn = [fetus(np.random.default_rng((4, index)), 0.5) for index in range(500)]
    assert {len(one.views) for one in drawn} == {1, 2, 3, 4}
    assert {one.face.sides for one in drawn} == {(), (-1,), (1,), (-1, 1)}
    assert all(18 <= one.weeks <= 32 for one in drawn)


def test_prevalence_is_the_share_of_fetuses_with_a_cleft() -> None:
    share = np.mean([bool(fetus(np.random.default_rng((5, index)), 0.02).face.sides) for index in range(2000)])
    assert 0.01 < share < 0.03
