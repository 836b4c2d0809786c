"""Every task reads its network's numbers alike: made-up outputs, known answers."""

from dataclasses import replace

import numpy as np
import pytest

from app.domain.answered import Answered, Outputs, Seen
from app.domain.assessment import ANY, Interval, Verdict
from app.domain.box import Box
from app.domain.placement import Placement
from app.domain.scale import Point, Scale
from app.domain.severity import Anchors
from app.tasks import TASKS
from app.tasks.judgement import MAPPED

WHOLE = Placement(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), 112, Box(0, 0, 112, 112))
SHARE = Interval(0.9, 0.8, 0.95)
POINTS = (Point("youden", 0.5, SHARE, SHARE, "made up"), Point("sensitive", 0.2, SHARE, None, "made up"))
ANCHORS = Anchors((1.0, 0.0), zero=0.1, one=0.5, normals=tuple(np.linspace(0, 0.2, 101).tolist()), sem=0.05)


def logits(*chances: float) -> list[float]:
    """Whose softmax at temperature 1 is these chances."""
    return np.log(np.array(chances)).tolist()  # type: ignore[no-any-return]


def given(slug: str, outputs: Outputs, count: int, temperature: float = 1.0, point: str = "youden") -> Answered:
    task = TASKS[slug]
    return Answered(
        task=slug,
        findings=task.findings,
        outputs={name: np.asarray(values, np.float32) for name, values in outputs.items()},
        seen=tuple(Seen(place, 0, WHOLE) for place in range(count)),
        scale=Scale(
            labels=tuple(finding.slug for finding in task.findings),
            temperature=temperature,
            subtype_temperature=temperature,
            points=POINTS,
            uncertain=(0.4, 0.6),
            anchors=ANCHORS if slug == "auricular" else None,
        ),
        point=point,
        prevalence=0.1,
    )


def maps(count: int, labels: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """A map whose level is its label."""
    return np.broadcast_to(np.arange(labels, dtype=np.float32)[None, :, None, None], (count, labels, 14, 14)).copy()


def two(slug: str, *chances: float) -> Answered:
    """A task of two labels, with this chance of a finding in each picture."""
    count = len(chances)
    return given(
        slug,
        {
            "logits": np.array([logits(1 - chance, chance) for chance in chances], np.float32),
            "cam": maps(count, 2),
            "hirescam": maps(count, 2),
            "segmentation": np.zeros((count, 1, 14, 14), np.float32),
            "embedding": np.eye(2, dtype=np.float32)[[0] * count],
        },
        count,
    )


def ear(screening: float, *shapes: float, count: int = 1) -> Answered:
    odds = np.array([0.01 if shape == 0 else shape for shape in (*shapes, *[0.0] * (8 - len(shapes)))])
    return given(
        "auricular",
        {
            "logits": np.array([logits(1 - screening, screening)] * count, np.float32),
            "subtype": np.array([np.log(odds / (1 - odds))] * count, np.float32),
            "cam": maps(count, 2),
            "subtype_cam": maps(count, 8),
            "embedding": np.array([[0.8, 0.6]] * count, np.float32),
        },
        count,
    )


@pytest.mark.parametrize("slug", ["cleft", "vcfs"])
def test_an_exam_is_the_mean_of_its_pictures(slug: str) -> None:
    found = TASKS[slug].assess(two(slug, 0.9, 0.8, 0.1))
    assert found.probability == pytest.approx(0.6, abs=1e-6)
    assert [one.weight for one in found.evidence] == pytest.approx([1 / 3] * 3)
    assert [one.chances[1].probability for one in found.evidence] == pytest.approx([0.9, 0.8, 0.1], abs=1e-6)


@pytest.mark.parametrize(
    ("chance", "verdict"),
    [
        (0.39, Verdict.NOT_SUSPECTED),
        (0.41, Verdict.UNCERTAIN),
        (0.59, Verdict.UNCERTAIN),
        (0.61, Verdict.SUSPECTED),
    ],
)
def test_inside_the_open_zone_the_answer_stays_open(chance: float, verdict: Verdict) -> None:
    assert TASKS["vcfs"].assess(two("vcfs", chance)).verdict is verdict


def test_the_sites_operating_point_decides_and_all_points_are_told() -> None:
    asked = two("vcfs", 0.3)
    assert TASKS["vcfs"].assess(asked).verdict is Verdict.NOT_SUSPECTED
    found = TASKS["vcfs"].assess(replace(asked, point="sensitive"))
    assert found.verdict is Verdict.SUSPECTED
    assert [(call.name, call.positive) for call in found.calls] == [("youden", False), ("sensitive", True)]
    assert found.ppv is None, "the specificity of this point was never measured"


def test_a_temperature_above_one_makes_the_answer_less_sure() -> None:
    asked = two("vcfs", 0.9)
    cool = replace(asked, scale=replace(asked.scale, temperature=2.0))
    assert TASKS["vcfs"].assess(cool).probability == pytest.approx(0.75, abs=1e-6)


def test_a_patient_with_two_likely_anomalies_has_both_suspected() -> None:
    outputs: Outputs = {
        "logits": np.array([logits(0.02, 0.6, 0.3, 0.04, 0.04), logits(0.02, 0.25, 0.65, 0.04, 0.04)]),
        "cam": maps(2, 5),
    }
    found = TASKS["fetal_cns"].assess(given("fetal_cns", outputs, 2, point="sensitive"))
    assert [chance.finding for chance in found.chances if chance.positive] == ["anencephaly", "encephalocele"]
    assert [chance.finding for chance in found.evidence[1].chances if chance.positive] == [
        "anencephaly",
        "encephalocele",
    ]
    assert [(heat.picture, heat.finding) for heat in found.maps] == [
        (0, "anencephaly"),
        (0, "encephalocele"),
        (1, "anencephaly"),
        (1, "encephalocele"),
    ]
    assert {float(heat.values.max()) for heat in found.maps} == {1.0, 2.0}, "each map is of its own finding"


def test_an_anomaly_is_named_though_none_reaches_the_threshold_alone() -> None:
    outputs: Outputs = {"logits": np.array([logits(0.2, 0.3, 0.25, 0.15, 0.1)]), "cam": maps(1, 5)}
    found = TASKS["fetal_cns"].assess(given("fetal_cns", outputs, 1))
    assert found.verdict is Verdict.SUSPECTED
    assert [chance.finding for chance in found.chances if chance.positive] == ["anencephaly"]


def test_a_bag_weighs_its_frames_by_attention_and_gives_them_no_answer_of_their_own() -> None:
    count = MAPPED + 5
    attention = np.linspace(1, 2, count)
    outputs: Outputs = {
        "logits": np.array([logits(0.1, 0.9)]),
        "attention": attention / attention.sum(),
        "cam": maps(count, 2),
        "embedding": np.array([[1.0, 0.0]]),
    }
    found = TASKS["hemorrhage"].assess(given("hemorrhage", outputs, count))
    assert found.probability == pytest.approx(0.9)
    assert [one.weight for one in found.evidence] == pytest.approx((attention / attention.sum()).tolist())
    assert all(one.chances == () for one in found.evidence)
    assert [heat.picture for heat in found.maps] == list(range(5, count)), "only the frames that weighed most"
    assert found.embedding is not None and len(found.embedding) == 1


def test_a_cleft_is_explained_by_its_drawing_and_never_by_attention() -> None:
    found = TASKS["cleft"].assess(two("cleft", 0.9))
    assert [heat.method for heat in found.maps] == ["segmentation", "HiResCAM"]
    assert found.maps[0].values == pytest.approx(np.full_like(found.maps[0].values, 0.5))


def test_shapes_of_an_ear_are_spoken_of_only_where_screening_does_not_say_no() -> None:
    found = TASKS["auricular"].assess(ear(0.1, 0.9, 0.8))
    assert found.verdict is Verdict.NOT_SUSPECTED
    assert not any(chance.positive for chance in found.chances)
    assert [heat.finding for heat in found.maps] == [ANY]


def test_two_suspected_shapes_make_an_ear_mixed() -> None:
    found = TASKS["auricular"].assess(ear(0.9, 0.7, 0.6))
    assert [chance.finding for chance in found.chances if chance.positive] == ["prominent", "lop"]
    assert [heat.finding for heat in found.maps] == ["prominent", "lop"]
    assert {float(heat.values.max()) for heat in found.maps} == {0.0, 1.0}, "the second head knows no absent label"


def test_an_ear_called_deformed_has_a_shape_though_none_is_likely() -> None:
    suspected, left_open = TASKS["auricular"].assess(ear(0.9, 0.2)), TASKS["auricular"].assess(ear(0.55, 0.2))
    assert [chance.finding for chance in suspected.chances if chance.positive] == ["prominent"]
    assert not any(chance.positive for chance in left_open.chances)
    assert [heat.finding for heat in left_open.maps] == ["prominent"]


def test_a_suspected_malformation_is_named_and_referred() -> None:
    found = TASKS["auricular"].assess(ear(0.95, 0, 0, 0, 0, 0, 0, 0, 0.9))
    (suspected,) = [chance for chance in found.chances if chance.positive]
    assert TASKS["auricular"].finding(suspected.finding).refer


def test_every_picture_of_an_ear_is_graded_whatever_screening_says() -> None:
    found = TASKS["auricular"].assess(ear(0.1, count=2))
    assert [one.picture for one in found.severity] == [0, 1]
    one = found.severity[0]
    assert one.score == pytest.approx((0.2 - 0.1) / 0.4, abs=1e-5)
    assert one.percentile == pytest.approx(100, abs=0.1)
    assert one.low is not None and one.high is not None and one.detectable is not None
    assert one.high - one.low == pytest.approx(2 * 1.96 * 0.05)
