"""What is wrong with pictures: a task's rules against what is measured, every fault at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.box import Box
from app.domain.complaint import Complaint
from app.domain.picture_rules import Measure, PictureRules, Rule, Weight
from app.domain.task import Task
from app.imaging import ultrasound
from app.imaging.align import Points
from app.imaging.calipers import find_calipers
from app.imaging.crop import crop
from app.imaging.device import covered
from app.imaging.flow import find_flow
from app.imaging.likeness import Fingerprint
from app.imaging.pose import estimate_pose
from app.imaging.quality import Quality, judge
from app.imaging.reduced import reduced
from app.pipeline.region import Found
from app.tasks import TASKS

WHOLE, REGION = 128, 64
"""Sizes at which the quality of whole pictures and of regions is compared."""
QUALITY = {
    Measure.SHARPNESS,
    Measure.LIGHT,
    Measure.CONTRAST,
    Measure.BURNT,
    Measure.GLARE,
    Measure.COLOUR,
}
POSE = {Measure.YAW, Measure.PITCH, Measure.ROLL}
SCANNER = {Measure.DOPPLER, Measure.MARKS}
"""What only a scanner's picture has; bright colours of a photograph are no blood flow."""
APART = 0.3
"""Two regions that share more of their union are one thing seen twice."""
ALIKE = 4
"""Bits of 64 by which two prints of one picture may differ; other pictures of an exam differ by 6 and more."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """One frame as it was decoded, and its size as shown: decoding may have shrunk it."""

    pixels: NDArray[np.uint8]
    width: int
    height: int
    picture: int
    """Its place in the exam, from nought."""
    frame: int | None = None

    @property
    def scale(self) -> float:
        """Pixels as shown for each decoded one."""
        return float(self.width / self.pixels.shape[1])


@dataclass(frozen=True, slots=True)
class Value:
    """What was measured, and where."""

    number: float
    outlines: tuple[Box, ...] = ()


Values = Mapping[Measure, Value]


def look(decoded: Decoded, rules: PictureRules) -> tuple[Complaint, ...]:
    """What is wrong with a picture before anything is looked for in it."""
    wanted = {rule.measure for rule in rules.picture}
    values = {Measure.SIDE: Value(min(decoded.width, decoded.height))}
    if wanted & QUALITY:
        values |= _of_quality(judge(reduced(decoded.pixels, WHOLE)))
    if wanted & {Measure.ULTRASOUND, Measure.DOPPLER}:
        values |= _of_scanner(decoded)
    if Measure.MARKS in wanted:
        found = tuple(_scaled(box, decoded.scale) for box in find_calipers(decoded.pixels))
        values[Measure.MARKS] = Value(len(found), found)
    if _refuses(rules.picture, Measure.ULTRASOUND, values):
        values = {measure: value for measure, value in values.items() if measure not in SCANNER}
    return _complain(rules.picture, values, decoded.picture, decoded.frame)


def look_at_organ(chances: Mapping[str, float], task: Task, picture: int, frame: int | None) -> tuple[Complaint, ...]:
    """Whether a picture shows what another task reads, or nothing that any task does; the sentence says which."""
    if task.slug not in chances:
        return ()
    likeliest = max(chances, key=lambda label: chances[label])
    sentence = TASKS[likeliest].picture.misplaced if likeliest in TASKS else ""
    rules = [replace(rule, message=sentence or rule.message) for rule in task.picture.organ]
    return _complain(rules, {Measure.ORGAN: Value(chances[task.slug])}, picture, frame)


def look_at_regions(decoded: Decoded, found: Sequence[Found], rules: PictureRules) -> tuple[Complaint, ...]:
    """What is wrong with the ears or faces found in a picture, none included."""
    there = apart(found, rules)
    values = {Measure.FOUND: Value(len(there), tuple(one.box for one in there))}
    if there:
        values |= _of_region(decoded, there[0], {rule.measure for rule in rules.region})
    return _complain(rules.region, values, decoded.picture, decoded.frame)


def look_at_exam(prints: Sequence[Fingerprint], rules: PictureRules) -> tuple[Complaint, ...]:
    """Pictures that an exam holds twice: each is held against those before it."""
    found: list[Complaint] = []
    for place, one in enumerate(prints):
        copies = sum(one.exact == other.exact for other in prints[:place])
        near = sum(one.exact != other.exact and one.distance(other) <= ALIKE for other in prints[:place])
        values = {Measure.COPIES: Value(copies), Measure.LIKENESSES: Value(near)}
        found += _complain(rules.exam, values, place, None)
    return tuple(found)


def count_usable(pictures: int, rules: PictureRules) -> tuple[Complaint, ...]:
    """Whether enough pictures of an exam are left to answer it."""
    return _complain(rules.exam, {Measure.USABLE: Value(pictures)}, None, None)


def look_at_answer(
    strangeness: float, picture: int | None, frame: int | None, rules: PictureRules
) -> tuple[Complaint, ...]:
    """Whether a picture's embedding lies too far from what the network has learnt from.

    `strangeness` is its distance over the manifest's threshold.
    """
    return _complain(rules.answer, {Measure.STRANGENESS: Value(strangeness)}, picture, frame)


def bars(complaint: Complaint, overrides: frozenset[str] = frozenset()) -> bool:
    """Whether this complaint keeps its picture, or its exam, from being answered."""
    return complaint.hard or not (complaint.note or complaint.code in overrides)


def apart(found: Iterable[Found], rules: PictureRules) -> list[Found]:
    """What is sure enough and not the same thing twice; the foremost, which is to be judged, first."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: -one.score * one.box.area):
        if one.score >= rules.sure and all(one.box.overlap(other.box) <= APART for other in kept):
            kept.append(one)
    return kept


def _of_quality(quality: Quality) -> dict[Measure, Value]:
    return {measure: Value(float(getattr(quality, measure.value))) for measure in QUALITY}


def _of_scanner(decoded: Decoded) -> dict[Measure, Value]:
    small = reduced(decoded.pixels, ultrasound.SIDE)
    flow = find_flow(small)
    where = () if flow.box is None else (_scaled(flow.box, decoded.width / small.shape[1]),)
    return {Measure.ULTRASOUND: Value(ultrasound.likeness(small)), Measure.DOPPLER: Value(flow.share, where)}


def _of_region(decoded: Decoded, foremost: Found, wanted: set[Measure]) -> dict[Measure, Value]:
    """Measures of the foremost region, each with its outline."""
    box = foremost.box
    numbers = {Measure.REGION: min(box.width, box.height)}
    numbers[Measure.CUT] = _cut(box, decoded)
    if wanted & (QUALITY | {Measure.DEVICE}):
        small = reduced(crop(decoded.pixels, _scaled(box, 1 / decoded.scale)), REGION)
        numbers |= {measure: value.number for measure, value in _of_quality(judge(small)).items()}
        numbers[Measure.DEVICE] = covered(small)
    if wanted & POSE:
        numbers |= _pose(foremost.landmarks or ())
    return {measure: Value(number, (box,)) for measure, number in numbers.items()}


def _pose(landmarks: Points) -> dict[Measure, float]:
    """Degrees of turn; landmarks that cannot be a face's are turned as far as can be."""
    try:
        pose = estimate_pose(landmarks)
    except (ValueError, IndexError):
        return dict.fromkeys(POSE, 90.0)
    return {Measure.YAW: pose.yaw, Measure.PITCH: pose.pitch, Measure.ROLL: pose.roll}


def _cut(box: Box, decoded: Decoded) -> float:
    """The share of the outline within a hundredth of the picture's edge."""
    near = 0.01 * max(decoded.width, decoded.height)
    upright = (box.left <= near) + (box.right >= decoded.width - near)
    level = (box.top <= near) + (box.bottom >= decoded.height - near)
    return (upright * box.height + level * box.width) / (2 * (box.width + box.height))


def _scaled(box: Box, scale: float) -> Box:
    return Box(box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)


def _complain(rules: Sequence[Rule], values: Values, picture: int | None, frame: int | None) -> tuple[Complaint, ...]:
    """One complaint for each fault: of the broken rules of one code, the gravest."""
    gravest: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda rule: list(Weight).index(rule.weight)):
        if rule.measure in values and rule.broken(values[rule.measure].number):
            gravest.setdefault(rule.code, rule)
    return tuple(_complaint(rule, values[rule.measure], picture, frame) for rule in gravest.values())


def _refuses(rules: Sequence[Rule], measure: Measure, values: Values) -> bool:
    """Whether this measure alone refuses the picture."""
    return any(
        rule.measure is measure and rule.weight is Weight.REFUSES and rule.broken(values[measure].number)
        for rule in rules
        if measure in values
    )


def _complaint(rule: Rule, value: Value, picture: int | None, frame: int | None) -> Complaint:
    told = {"value": round(value.number, 2), "least": rule.least, "most": rule.most}
    return Complaint(
        code=rule.code,
        message=rule.message,
        hard=rule.weight is Weight.REFUSES,
        note=rule.weight is Weight.NOTES,
        picture=picture,
        frame=frame,
        values={name: _plain(number) for name, number in told.items() if number is not None},
        outlines=value.outlines,
    )


def _plain(number: float) -> float:
    """Whole numbers without a point."""
    return int(number) if float(number).is_integer() else number
