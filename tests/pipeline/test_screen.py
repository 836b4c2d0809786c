"""Every task from end to end, on its phantoms, with the bundle that is committed."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.domain.age import Age
from app.domain.assessment import Assessment, Outcome, Verdict
from app.domain.backend import Floats
from app.domain.exam import Laterality
from app.domain.phantom import Phantom
from app.errors import Invalid, NotFound, Unavailable
from app.imaging.prepare import normalise
from app.inference.bundle import Bundle
from app.inference.manifest import Role
from app.lab.cases import Answers, cases, gather
from app.lab.folder import read_folder
from app.lab.look import Look
from app.lab.phantoms import write_folder
from app.lab.row import Row
from app.pipeline.presented import Policy, Presented
from app.pipeline.screen import screen
from app.tasks import TASKS
from tests.screening import POLICY, Direct, Exam, backend, bundle, exams, outcome, presented

SLUGS = tuple(TASKS)
COUNT = 5


def answered(slug: str, exam: Exam) -> Assessment:
    found = outcome(slug, exam).assessment
    assert found is not None
    return found


def said_by_the_lab(slug: str, exam: Sequence[Phantom], seen: Outcome, folder: Path) -> Answers:
    """The lab's way: rows of a folder, looked at by the lab, run through the exported network, gathered."""
    task, model = TASKS[slug], bundle(slug)
    write_folder(exam, folder, task.modality)
    assert seen.assessment is not None
    judged = {one.picture: one for one in seen.assessment.evidence}
    rows = [
        replace(row, box=judged[place].region) for place, row in enumerate(read_folder(folder, task)) if place in judged
    ]
    outputs = backend(slug).infer(slug, "network", look_as_the_lab(rows, model))
    lines = rows[:1] if model.manifest.preparation.frames else rows
    together = [replace(row, exam="one", patient="one") for row in lines]
    level = task.level if slug != "auricular" else type(task.level).EXAM
    second = outputs["subtype"].astype(float) if "subtype" in outputs else None
    said = cases(task, together, outputs["logits"].astype(float), second)
    return gather(said, level, model.manifest.temperature, model.manifest.subtype_temperature)


def look_as_the_lab(rows: Sequence[Row], model: Bundle) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    given = model.manifest.preparation
    sight = Look(TASKS[model.manifest.task], given.region, given.margin, given.value())
    return np.stack([normalise(sight.prepare(row)[0], given.value()) for row in rows])


@pytest.mark.parametrize("slug", SLUGS)
def test_serving_says_what_the_lab_evaluated(slug: str, tmp_path: Path) -> None:
    for number, exam in enumerate(exams(slug, COUNT)):
        found = outcome(slug, exam)
        if found.assessment is None:
            continue
        lab = said_by_the_lab(slug, exam, found, tmp_path / str(number))
        assert found.assessment.probability == pytest.approx(float(lab.score[0]), abs=1e-5)
        each = [chance.probability for chance in found.assessment.chances]
        if lab.subtype is None:
            assert each == pytest.approx(lab.probabilities[0].tolist(), abs=1e-5)
        else:
            assert each[1:] == pytest.approx(lab.subtype[0].tolist(), abs=1e-5)


def test_a_child_older_than_the_model_is_made_for_is_judged_with_a_note() -> None:
    exam = next(one for one in exams("auricular", COUNT) if outcome("auricular", one).accepted)
    asked = replace(presented("auricular", exam), age=Age(90, 10))
    assert (
        screen(asked, bundle("auricular"), backend("auricular"), POLICY).complaints
        == outcome("auricular", exam).complaints
    )
    older = screen(replace(asked, age=Age(90, 90)), bundle("auricular"), backend("auricular"), POLICY)
    (note,) = [one for one in older.complaints if one.code == "age"]
    assert older.accepted and note.note and "This child was 90 days old" in note.sentence


@pytest.mark.parametrize("slug", SLUGS)
def test_most_phantoms_are_accepted(slug: str) -> None:
    assert sum(outcome(slug, exam).accepted for exam in exams(slug, COUNT)) >= COUNT - 1


@pytest.mark.parametrize("slug", SLUGS)
def test_an_answer_holds_together(slug: str) -> None:
    for exam in exams(slug, COUNT):
        found = outcome(slug, exam).assessment
        if found is None:
            continue
        assert [chance.finding for chance in found.chances] == [finding.slug for finding in TASKS[slug].findings]
        assert not found.chances[0].positive, "the absence of a finding is never called"
        assert found.probability == pytest.approx(1 - found.chances[0].probability)
        assert sum(one.weight for one in found.evidence) == pytest.approx(1)
        assert {one.picture for one in found.evidence} <= set(range(len(exam)))
        assert [call.name for call in found.calls] == [p.name for p in bundle(slug).manifest.operating_points]
        assert all(call.positive == (found.probability >= call.threshold) for call in found.calls)
        chosen = next(call for call in found.calls if call.name == found.point)
        assert any(chance.positive for chance in found.chances[1:]) >= (
            chosen.positive and found.verdict is Verdict.SUSPECTED
        )


@pytest.mark.parametrize("slug", SLUGS)
def test_maps_lie_within_the_picture_and_are_never_below_nought(slug: str) -> None:
    exam = exams(slug, COUNT)[0]
    found = answered(slug, exam)
    assert found.maps
    for heat in found.maps:
        pixels = exam[heat.picture].pixels
        assert 0 <= heat.box.left < heat.box.right <= pixels.shape[1] + 1e-6
        assert 0 <= heat.box.top < heat.box.bottom <= pixels.shape[0] + 1e-6
        assert heat.values.min() >= 0
        assert np.isfinite(heat.values).all()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_screening_says_which_model_spoke_and_where_the_time_went(slug: str) -> None:
    found = outcome(slug, exams(slug, COUNT)[0])
    assert found.model.sha256 == bundle(slug).digest
    assert found.model.synthetic
    parts = [getattr(found.timings, name) for name in ("decode", "gate", "locate", "network", "assess")]
    assert min(parts) >= 0
    assert sum(parts) <= found.timings.whole + 1e-6


@pytest.mark.parametrize("slug", SLUGS)
def test_the_same_pictures_give_the_same_answer(slug: str) -> None:
    exam = exams(slug, COUNT)[0]
    first = answered(slug, exam)
    second = screen(presented(slug, exam), bundle(slug), backend(slug), POLICY).assessment
    assert second is not None
    assert first.probability == second.probability
    assert all(np.array_equal(a.values, b.values) for a, b in zip(first.maps, second.maps, strict=True))


def test_frames_of_an_exam_are_one_bag_in_one_run() -> None:
    exam = exams("hemorrhage", COUNT)[0]
    direct = Direct(bundle("hemorrhage"))
    found = screen(presented("hemorrhage", exam), bundle("hemorrhage"), direct, POLICY).assessment
    assert direct.asked == [("organ", 1)] * len(exam) + [("network", len(exam))]
    assert found is not None
    assert all(not one.chances for one in found.evidence), "a frame has no answer of its own"


def test_nothing_of_a_face_is_looked_at_without_consent() -> None:
    direct = Direct(bundle("vcfs"))
    asked = replace(presented("vcfs", exams("vcfs", COUNT)[0]), consent=False)
    found = screen(asked, bundle("vcfs"), direct, POLICY)
    assert not found.accepted
    assert [complaint.code for complaint in found.complaints] == ["no_consent"]
    assert direct.asked == []


@pytest.mark.parametrize("side", [Laterality.NONE, Laterality.BOTH])
def test_an_ear_without_a_side_is_refused(side: Laterality) -> None:
    asked = replace(presented("auricular", exams("auricular", COUNT)[0]), laterality=side)
    found = screen(asked, bundle("auricular"), backend("auricular"), POLICY)
    assert [complaint.code for complaint in found.complaints] == ["no_side"]


def test_an_exam_without_pictures_is_refused() -> None:
    found = screen(Presented("cleft", []), bundle("cleft"), backend("cleft"), POLICY)
    assert [complaint.code for complaint in found.complaints] == ["no_pictures"]
    assert found.complaints[0].hard


def test_an_operating_point_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(NotFound, match="youden"):
        screen(presented("cleft", exams("cleft", COUNT)[0]), bundle("cleft"), backend("cleft"), Policy("best", 0.1))


def test_a_model_of_another_task_is_not_used() -> None:
    with pytest.raises(Invalid, match="cleft"):
        screen(presented("cleft", exams("cleft", COUNT)[0]), bundle("vcfs"), backend("vcfs"), POLICY)


@pytest.mark.parametrize("slug", TASKS)
@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_what_is_no_number_is_no_answer(slug: str, number: float) -> None:
    class Broken(Direct):
        def infer(self, task: str, part: str, pictures: Floats, *, deadline: float | None = None) -> dict[str, Floats]:
            outputs = super().infer(task, part, pictures, deadline=deadline)
            if part == Role.NETWORK:
                outputs["logits"] = np.full_like(outputs["logits"], number)
            return outputs

    exam = next(exam for exam in exams(slug, COUNT) if outcome(slug, exam).accepted)
    with pytest.raises(Unavailable, match="cannot be read"):
        screen(presented(slug, exam), bundle(slug), Broken(bundle(slug)), POLICY)


def test_the_chosen_operating_point_decides_what_is_suspected() -> None:
    for exam in exams("hemorrhage", COUNT):
        low, high = (outcome("hemorrhage", exam, Policy(name, 0.058)) for name in ("youden", "specificity 0.95"))
        assert low.assessment is not None and high.assessment is not None
        assert low.assessment.chances[1].positive >= high.assessment.chances[1].positive
