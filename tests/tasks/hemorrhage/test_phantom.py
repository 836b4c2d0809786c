"""Newborns' brains: exams of frames, blood in some of them only."""

import numpy as np

from app.tasks.hemorrhage.anatomy import PLANES, shows
from app.tasks.hemorrhage.phantom import exam, phantoms


def test_the_same_seed_draws_the_same_frames() -> None:
    first, second = list(phantoms(2, 7)), list(phantoms(2, 7))
    assert [p.name for p in first] == [p.name for p in second]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(first, second, strict=True))


def test_an_exam_does_not_depend_on_how_many_are_drawn() -> None:
    few, many = list(phantoms(1, 3)), list(phantoms(3, 3))
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(few, many, strict=False))
    assert len(many) > len(few)


def test_an_exam_has_three_to_ten_frames_of_one_site_and_one_answer() -> None:
    exams: dict[str, list[tuple[str, tuple[str, ...], str]]] = {}
    for frame in phantoms(8, 1):
        exams.setdefault(frame.exam, []).append((frame.site, frame.findings, frame.view))
    assert len(exams) == 8
    for frames in exams.values():
        assert 3 <= len(frames) <= 10
        assert len({(site, findings) for site, findings, _ in frames}) == 1
        assert {view for _, _, view in frames} <= {"coronal", "sagittal"}


def test_masks_lie_on_the_frames_with_blood_alone() -> None:
    bled, dry = 0, 0
    for frame in phantoms(6, 2, prevalence=1.0):
        assert (frame.mask is None) == (frame.box is None)
        bled += frame.mask is not None
        dry += frame.mask is None
    assert bled > 5
    assert dry > 5
    assert all(frame.mask is None for frame in phantoms(6, 2, prevalence=0.0))


def test_blood_is_brighter_than_the_rest_of_the_picture() -> None:
    for frame in phantoms(5, 4, prevalence=1.0):
        if frame.mask is not None:
            assert frame.pixels[frame.mask].mean() > 1.3 * frame.pixels[frame.pixels > 10].mean()


def test_every_bleeding_exam_shows_its_bleed_in_at_least_one_frame() -> None:
    for index in range(300):
        drawn = exam(np.random.default_rng((1, index)), 1.0)
        assert any(shows(drawn.brain, plane) for plane in drawn.planes)


def test_a_bleed_is_cut_by_the_sagittal_plane_of_its_side_alone() -> None:
    drawn = exam(np.random.default_rng(3), 1.0)
    sagittal = [plane.level for plane in PLANES if plane.view == "sagittal" and shows(drawn.brain, plane)]
    assert sagittal == [drawn.brain.side]


def test_wide_ventricles_and_prevalence_are_independent_of_blood_where_asked() -> None:
    dry = [exam(np.random.default_rng((2, index)), 0.058).brain for index in range(1500)]
    assert 0.04 < np.mean([brain.bleeds for brain in dry]) < 0.08
    assert np.mean([max(brain.dilatation) > 2.2 for brain in dry if not brain.bleeds]) > 0.15


def test_the_larger_the_brain_the_older_the_child() -> None:
    brains = [exam(np.random.default_rng(seed), 0.5).brain for seed in range(60)]
    ordered = sorted(brains, key=lambda brain: brain.scale)
    weeks = [brain.weeks for brain in ordered]
    assert weeks == sorted(weeks)
    assert 24 <= weeks[0] < 27
    assert 38 < weeks[-1] <= 41


def test_every_frame_names_its_device_and_age() -> None:
    for one in phantoms(2, 3):
        assert one.device
        assert one.gestational_age.endswith("w")
