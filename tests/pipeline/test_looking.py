"""How frames are looked at: decoded as small as will do, thinned, left out, overruled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic

import numpy as np
import pytest
from PIL import Image

from app.domain.backend import Capacity, Floats, ModelState
from app.domain.exam import Laterality
from app.domain.phantom import Phantom
from app.domain.picture import Pixels
from app.errors import Invalid, Unavailable
from app.inference.bundle import Bundle
from app.inference.manifest import Familiar, Role
from app.inference.organ import CHANCES
from app.pipeline.asked import MOST_FRAMES
from app.pipeline.clock import Clock
from app.pipeline.glance import Looker
from app.pipeline.presented import Presented
from app.pipeline.screen import screen
from app.tasks import TASKS
from tests.screening import POLICY, Direct, backend, bundle, exams, presented


@dataclass
class Held:
    """Frames in memory; a smaller decode is an exact shrink by a whole number, as JPEG does it."""

    pixels: list[Pixels]
    damaged: frozenset[int] = frozenset()
    asked: list[tuple[int, int, int]] = field(default_factory=list)
    """Frame, least side, and the side that was given."""
    whole: bool = False
    """Never decoded smaller."""
    media_type: str = "image/png"
    frame_seconds: float | None = None
    spacing_mm: tuple[float, float] | None = None

    @property
    def width(self) -> int:
        return int(self.pixels[0].shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels[0].shape[0])

    @property
    def frames(self) -> int:
        return len(self.pixels)

    def frame(self, index: int = 0, least: int = 0) -> Pixels:
        if index in self.damaged:
            raise Invalid("The picture cannot be read.")
        side = min(self.width, self.height)
        factor = max([1] + [step for step in (2, 4, 8) if least and not self.whole and side // step >= 2 * least])
        given = np.asarray(Image.fromarray(self.pixels[index]).reduce(factor), np.uint8)
        self.asked.append((index, least, min(given.shape[:2])))
        return given


def enlarged(phantom: Phantom, times: int) -> Pixels:
    picture = Image.fromarray(phantom.pixels)
    size = (picture.width * times, picture.height * times)
    return np.asarray(picture.resize(size, Image.Resampling.BICUBIC), np.uint8)


def screen_one(slug: str, pixels: Pixels, view: str = "none") -> bool:
    asked = Presented(slug, [Held([pixels])], Laterality(view))
    return screen(asked, bundle(slug), backend(slug), POLICY).accepted


@pytest.mark.parametrize(("slug", "apart"), [("auricular", 0.02), ("cleft", 0.005), ("vcfs", 0.02)])
def test_a_large_picture_is_decoded_small_and_answered_alike(slug: str, apart: float) -> None:
    """Where a region is found first, a pixel more or less of it adds to what the decoding changes."""
    exam = exams(slug, 5)[0][:1]
    large = [enlarged(phantom, 8) for phantom in exam]
    side = Laterality(exam[0].view) if slug == "auricular" else Laterality.NONE
    small_decode, full_decode = Held(large), Held(large, whole=True)
    said = [
        screen(Presented(slug, [held], side, consent=True), bundle(slug), backend(slug), POLICY)
        for held in (small_decode, full_decode)
    ]
    first, second = (one.assessment for one in said)
    assert first is not None and second is not None
    assert first.probability == pytest.approx(second.probability, abs=apart)
    assert max(side for _, _, side in small_decode.asked) < small_decode.height
    for one, other in zip(first.maps, second.maps, strict=True):
        assert one.box.overlap(other.box) > 0.97


def test_a_small_ear_in_a_large_picture_is_decoded_again_as_large_as_the_network_needs() -> None:
    phantom = exams("auricular", 5)[0][0]
    ground = np.random.default_rng(0).integers(100, 140, (4096, 4096, 3), dtype=np.uint8)
    inset = enlarged(phantom, 2)
    ground[1500 : 1500 + len(inset), 1200 : 1200 + inset.shape[1]] = inset
    held = Held([ground])
    looker = Looker(TASKS["auricular"], bundle("auricular"), backend("auricular"), Laterality(phantom.view), Clock())
    glance = looker.look(held, 0, 0)
    assert glance.seen is not None and glance.seen.region is not None
    first, second = (given for _, _, given in held.asked)
    assert first == 4096 // 4 and second > first
    cut = glance.seen.placement.box
    assert max(cut.width, cut.height) * second / 4096 >= 2 * bundle("auricular").manifest.preparation.size


def frames(count: int) -> list[Pixels]:
    """So many frames, all a little different."""
    pixels = exams("hemorrhage", 5)[0][0].pixels
    return [np.roll(pixels, step, axis=1) for step in range(count)]


def test_a_cine_is_one_exam_frame_by_frame() -> None:
    held = Held(frames(6))
    direct = Direct(bundle("hemorrhage"))
    found = screen(Presented("hemorrhage", [held]), bundle("hemorrhage"), direct, POLICY).assessment
    assert direct.asked == [("organ", 1)] * 6 + [("network", 6)]
    assert found is not None
    assert [(one.picture, one.frame) for one in found.evidence] == [(0, frame) for frame in range(6)]


@dataclass
class Echo:
    """Answers whatever it is asked with the same numbers, and takes every picture for one of its task."""

    rows: Callable[[int], Mapping[str, Floats]]
    deadline: float | None = None

    def infer(self, task: str, part: str, pictures: Floats, *, deadline: float | None = None) -> dict[str, Floats]:
        self.deadline = deadline
        if deadline is not None and deadline < monotonic():
            raise Unavailable("Too late.")
        organ = bundle(task).manifest.organ
        if part == Role.ORGAN and organ is not None:
            return {CHANCES: np.array([[label == task for label in organ.labels]], np.float32)}
        return dict(self.rows(len(pictures)))

    def health(self) -> tuple[ModelState, ...]:
        return ()

    def capacity(self) -> Capacity:
        return Capacity(0, 1, 0, 1)


def bag(count: int) -> Mapping[str, Floats]:
    mean = np.array(known("hemorrhage").mean, np.float32)
    return {
        "logits": np.array([[2.0, -2.0]], np.float32),
        "attention": np.full(count, 1 / count, np.float32),
        "cam": np.zeros((count, 2, 14, 14), np.float32),
        "embedding": mean[None],
    }


def known(slug: str) -> Familiar:
    found = bundle(slug).manifest.ood
    assert found is not None
    return found


def test_more_frames_than_can_be_read_together_are_thinned_evenly_and_that_is_said() -> None:
    held = Held(frames(1) * (2 * MOST_FRAMES))
    found = screen(Presented("hemorrhage", [held]), bundle("hemorrhage"), Echo(bag), POLICY)
    assert found.assessment is not None
    looked_at = [one.frame for one in found.assessment.evidence]
    assert len(looked_at) == MOST_FRAMES
    assert (looked_at[0], looked_at[-1]) == (0, 2 * MOST_FRAMES - 1)
    assert set(np.diff(looked_at)) <= {2, 3}
    (note,) = [complaint for complaint in found.complaints if complaint.code == "many_frames"]
    assert note.note and note.sentence.startswith("The exam has 400 frames; 200 of them")


def test_a_damaged_frame_is_left_out_and_named_and_the_others_are_judged() -> None:
    held = Held(frames(4), damaged=frozenset({2}))
    found = screen(Presented("hemorrhage", [held]), bundle("hemorrhage"), backend("hemorrhage"), POLICY)
    assert found.assessment is not None
    assert [one.frame for one in found.assessment.evidence] == [0, 1, 3]
    (complaint,) = [one for one in found.complaints if one.code == "unreadable"]
    assert (complaint.picture, complaint.frame, complaint.hard) == (0, 2, True)


def test_the_deadline_reaches_the_network() -> None:
    echo, moment = Echo(bag), monotonic() + 100
    screen(Presented("hemorrhage", [Held(frames(1))]), bundle("hemorrhage"), echo, POLICY, deadline=moment)
    assert echo.deadline == moment
    with pytest.raises(Unavailable):
        screen(Presented("hemorrhage", [Held(frames(1))]), bundle("hemorrhage"), echo, POLICY, deadline=monotonic() - 1)


def far(slug: str, times: float, place: int, count: int) -> Callable[[int], Mapping[str, Floats]]:
    """Answers whose embedding at one place is so many times as far away as is allowed."""
    given = known(slug)
    away = np.array(given.mean) + np.array(given.directions[0]) * np.sqrt(given.variances[0]) * given.threshold * times
    rows = np.array([given.mean] * count, np.float32)
    rows[place] = away
    return lambda _: {
        "logits": np.array([[3.0, -3.0]] * count, np.float32) * np.arange(1, count + 1, dtype=np.float32)[:, None],
        "segmentation": np.zeros((count, 1, 36, 36), np.float32),
        "hirescam": np.zeros((count, 2, 36, 36), np.float32),
        "embedding": rows,
    }


def clefts() -> Presented:
    pixels = [exam[0].pixels for exam in exams("cleft", 5)[:3]]
    return Presented("cleft", [Held([one]) for one in pixels])


@pytest.mark.parametrize(("times", "judged"), [(0.5, [0, 1, 2]), (1.2, [0, 1, 2]), (1.7, [0, 2]), (4.0, [0, 2])])
def test_a_picture_unlike_all_that_was_learned_from_is_left_out_by_its_distance(
    times: float, judged: list[int]
) -> None:
    found = screen(clefts(), bundle("cleft"), Echo(far("cleft", times, 1, 3)), POLICY)
    assert found.assessment is not None
    assert [one.picture for one in found.assessment.evidence] == judged
    assert [one.picture for one in found.complaints if one.code == "strange"] == ([] if times < 1 else [1])
    rows = np.array([3.0 * (place + 1) for place in judged]) * 2 / bundle("cleft").manifest.temperature
    assert found.assessment.probability == pytest.approx(float(np.mean(1 / (1 + np.exp(rows)))), abs=1e-6)


def test_a_clinician_overrules_a_soft_complaint_and_never_a_hard_one() -> None:
    asked = replace(clefts(), overrides=frozenset({"strange"}))
    soft, hard = (
        screen(asked, bundle("cleft"), Echo(far("cleft", times, 1, 3)), POLICY).assessment for times in (1.7, 4.0)
    )
    assert soft is not None and hard is not None
    assert [one.picture for one in soft.evidence] == [0, 1, 2]
    assert [one.picture for one in hard.evidence] == [0, 2]


def test_a_bag_unlike_all_that_was_learned_from_has_no_answer() -> None:
    def strange(count: int) -> Mapping[str, Floats]:
        return {**bag(count), "embedding": np.array([known("hemorrhage").mean], np.float32) + 100}

    found = screen(Presented("hemorrhage", [Held(frames(3))]), bundle("hemorrhage"), Echo(strange), POLICY)
    assert not found.accepted
    (complaint,) = [one for one in found.complaints if one.code == "strange"]
    assert complaint.picture is None and complaint.hard


def test_a_picture_sent_twice_counts_once() -> None:
    asked = presented("cleft", exams("cleft", 5)[0][:1])
    twice = replace(asked, pictures=[*asked.pictures, *asked.pictures])
    found = screen(twice, bundle("cleft"), backend("cleft"), POLICY)
    assert found.assessment is not None
    assert [one.picture for one in found.assessment.evidence] == [0]
    assert any(complaint.picture == 1 for complaint in found.complaints)


def test_a_photograph_is_no_ultrasound_and_an_ultrasound_no_photograph() -> None:
    face, scan = exams("vcfs", 5)[0][0].pixels, exams("cleft", 5)[0][0].pixels
    assert not screen_one("cleft", face)
    assert not screen_one("auricular", scan, "left")


def test_the_models_zone_and_points_are_those_of_its_manifest() -> None:
    model: Bundle = bundle("cleft")
    found = screen(clefts(), model, Echo(far("cleft", 0, 0, 3)), POLICY).assessment
    assert found is not None
    assert found.uncertain == (model.manifest.uncertain.low, model.manifest.uncertain.high)
