"""A share in whole people, and what lies on which picture."""

from uuid import UUID, uuid4

import pytest

from app.domain.assessment import Evidence, Interval
from app.domain.box import Box
from app.domain.complaint import Complaint
from app.domain.reading import Mark
from app.records.outcomes import KeptMap
from app.records.tables import Picture
from app.web.answers import people
from app.web.shots import Drawn, lay_out

EXAM = UUID(int=1)


@pytest.mark.parametrize(
    ("share", "right", "of"),
    [
        (0.104, 10, 100),
        (0.9679, 97, 100),
        (0.0047, 5, 1000),
        (0.9995, 9995, 10000),
        (0.00004, 4, 100000),
        (1.0, 100000, 100000),
    ],
)
def test_a_share_is_told_in_the_fewest_people_of_whom_one_differs(share: float, right: int, of: int) -> None:
    told = people(Interval(share, share, share))
    assert told and (told.right, told.of, told.right + told.wrong) == (right, of, of)


def test_nobody_wrong_so_far_is_told_in_people_of_whom_one_may_be() -> None:
    told = people(Interval(1.0, 0.988, 1.0))
    assert told and (told.right, told.of, told.low) == (100, 100, 99)


def test_nothing_measured_is_told_in_nobody() -> None:
    assert people(None) is None


def picture(position: int, frames: int = 1) -> Picture:
    facts = {"sha256": "0" * 64, "bytes": 1, "media_type": "image/png", "width": 64, "height": 48}
    spacing = {"frame_seconds": 0.05, "spacing_x_mm": 0.2, "spacing_y_mm": 0.2}
    return Picture(id=uuid4(), exam_id=EXAM, position=position, frames=frames, **facts, **spacing)


WORDS = {"hemorrhage": "Bleed", "Grad-CAM": "Map"}


def test_every_frame_is_a_shot_and_carries_its_weight_map_and_outline() -> None:
    box = Box(1, 2, 30, 40)
    evidence = [Evidence(0, 2, 0.7, (), box), Evidence(1, 0, 0.3, (), None)]
    kept = KeptMap(0, 2, "hemorrhage", "Grad-CAM", box, 4, 4, "f" * 64, 1.5)
    complaint = Complaint("marks", "Marks.", hard=False, picture=1, outlines=(box,), note=True)
    shots = lay_out(EXAM, [picture(0, 3), picture(1)], [complaint], evidence, [kept], EXAM, WORDS)
    assert [(shot.picture, shot.frame, shot.weight) for shot in shots.shots] == [
        (0, 0, None),
        (0, 1, None),
        (0, 2, 0.7),
        (1, 0, 0.3),
    ]
    assert [shot.number for shot in shots.ranked] == [2, 3, 0, 1]
    assert shots.attention
    (laid,) = shots.maps_of(shots.shots[2])
    assert (laid.finding, laid.method, laid.box, laid.empty) == ("Bleed", "Map", (1, 2, 30, 40), False)
    assert [(outline.shot, outline.kind) for outline in shots.outlines] == [(2, "region"), (3, "complaint")]
    assert '"weight":0.7' in shots.data


def test_boxes_of_readers_lie_on_their_shots_by_name() -> None:
    drawn = [Drawn("Bo", own=False, marks=(Mark(0, 2, Box(1, 2, 3, 4)),)), Drawn("Anna", own=True, marks=())]
    shots = lay_out(EXAM, [picture(0, 3), picture(1)], drawn=drawn)
    (outline,) = shots.marks_on(shots.shots[2])
    assert (outline.by, outline.own, outline.box) == ("Bo", False, (1, 2, 3, 4))
    assert shots.marked and not shots.marks_on(shots.shots[3])
    assert not lay_out(EXAM, [picture(0)]).marked


@pytest.mark.parametrize(
    ("width", "height", "copies"),
    [(64, 48, ()), (1600, 1200, ()), (2000, 1500, (1024,)), (4000, 3000, (1024, 2048)), (3000, 4000, (1024, 2048))],
)
def test_only_large_pictures_are_shown_by_copies(width: int, height: int, copies: tuple[int, ...]) -> None:
    large = picture(0)
    large.width, large.height = width, height
    shots = lay_out(EXAM, [large])
    assert shots.sheets[0].copies == copies
    assert shots.display(shots.shots[0]) == shots.shots[0].url + ("?least=1024" if copies else "")
