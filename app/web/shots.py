"""An exam's pictures as its page shows them: every frame, what it weighed, which maps and outlines lie on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from app.domain.assessment import Evidence
from app.domain.box import Box
from app.domain.complaint import Complaint
from app.domain.reading import Mark
from app.records.outcomes import KeptMap
from app.records.tables import Picture

Corners = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels of the picture as shown."""
COPIES = (1024, 2048)
"""Shorter sides of the copies that large pictures are shown by, until somebody looks closer."""
SPARED = 1.25
"""A copy is worth its making where the next larger one has so many times its side."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture file."""

    width: int
    height: int
    seconds: float | None
    """How long a frame of a cine is shown."""
    spacing: tuple[float, float] | None
    """Millimetres a pixel."""
    copies: tuple[int, ...]
    """Shorter sides of its smaller copies."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture, or one frame of it."""

    number: int
    """Its place in the whole exam, from nought."""
    picture: int
    frame: int
    url: str
    weight: float | None
    """Its share of the model's answer; None where that is not shown, or it was not judged."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A heat map over a shot."""

    shot: int
    url: str
    finding: str
    """Its title, in the asker's language."""
    method: str
    box: Corners
    scale: float
    empty: bool
    """All nought: no positive evidence anywhere."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Something marked on a shot."""

    shot: int
    kind: str
    """region, complaint or reader."""
    box: Corners
    landmarks: tuple[tuple[float, float], ...] = ()
    by: str = ""
    """The reader who drew it."""
    own: bool = False
    """The asker drew it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one reader marked."""

    by: str
    own: bool
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Shots:
    """Everything a viewer needs."""

    sheets: tuple[Sheet, ...]
    shots: tuple[Shot, ...]
    maps: tuple[Laid, ...] = ()
    outlines: tuple[Outline, ...] = ()
    attention: bool = False
    """Weights are the attention of one network over all frames together."""

    @property
    def data(self) -> str:
        """For the browser, as JSON."""
        return SHOTS.dump_json(self).decode()

    @property
    def ranked(self) -> Sequence[Shot]:
        """The heaviest first; those that were not judged come last, in their order."""
        return sorted(self.shots, key=lambda shot: -1 if shot.weight is None else shot.weight, reverse=True)

    @property
    def marked(self) -> bool:
        """A reader drew a box on some shot."""
        return any(outline.kind == "reader" for outline in self.outlines)

    def marks_on(self, shot: Shot) -> Sequence[Outline]:
        return [outline for outline in self.outlines if outline.kind == "reader" and outline.shot == shot.number]

    def shot_of(self, mark: Mark) -> Shot:
        return next(shot for shot in self.shots if (shot.picture, shot.frame) == (mark.picture, mark.frame))

    def display(self, shot: Shot) -> str:
        """The address at which it is first shown: a smaller copy, where it is large."""
        copies = self.sheets[shot.picture].copies
        return f"{shot.url}?least={copies[0]}" if copies else shot.url

    def maps_of(self, shot: Shot) -> Sequence[Laid]:
        return [laid for laid in self.maps if laid.shot == shot.number]


SHOTS = TypeAdapter(Shots)


def lay_out(
    exam_id: UUID,
    pictures: Sequence[Picture],
    complaints: Sequence[Complaint] = (),
    evidence: Sequence[Evidence] = (),
    maps: Sequence[KeptMap] = (),
    answer: UUID | None = None,
    words: Mapping[str, str] | None = None,
    drawn: Sequence[Drawn] = (),
) -> Shots:
    """Shots in their order; evidence and maps only where the asker may see them.

    `words` are those of the asker for findings and for kinds of maps.
    """
    place = f"/api/v1/exams/{exam_id}"
    shots = tuple(_frames(place, pictures, evidence))
    places = {(shot.picture, shot.frame): shot.number for shot in shots}
    return Shots(
        tuple(_sheet(picture) for picture in pictures),
        shots,
        tuple(
            _laid(kept, places[kept.picture, kept.frame], f"{place}/maps/{number}?answer={answer}", words or {})
            for number, kept in enumerate(maps)
        ),
        (*_outlines(places, complaints, evidence), *_marks(places, drawn)),
        bool(evidence) and not any(each.chances for each in evidence),
    )


def _frames(place: str, pictures: Sequence[Picture], evidence: Sequence[Evidence]) -> Iterator[Shot]:
    weights = {(each.picture, each.frame): each.weight for each in evidence}
    frames = [(picture.position, frame) for picture in pictures for frame in range(picture.frames)]
    for number, (picture, frame) in enumerate(frames):
        url = f"{place}/pictures/{picture}/frames/{frame}"
        yield Shot(number, picture, frame, url, weights.get((picture, frame)))


def _laid(kept: KeptMap, shot: int, url: str, words: Mapping[str, str]) -> Laid:
    finding, method = (words.get(said, said) for said in (kept.finding, kept.method))
    return Laid(shot, url, finding, method, _corners(kept.box), kept.scale, kept.scale == 0)


def _outlines(
    places: Mapping[tuple[int, int], int], complaints: Sequence[Complaint], evidence: Sequence[Evidence]
) -> list[Outline]:
    found = [
        Outline(places[each.picture, each.frame], "region", _corners(each.region), each.landmarks)
        for each in evidence
        if each.region
    ]
    for complaint in complaints:
        place = places.get((complaint.picture or 0, complaint.frame or 0))
        if place is not None:
            found += [Outline(place, "complaint", _corners(box)) for box in complaint.outlines]
    return found


def _marks(places: Mapping[tuple[int, int], int], drawn: Sequence[Drawn]) -> Iterator[Outline]:
    for each in drawn:
        for mark in each.marks:
            shot = places[mark.picture, mark.frame]
            yield Outline(shot, "reader", _corners(mark.box), by=each.by, own=each.own)


def _copies(width: int, height: int) -> tuple[int, ...]:
    """The largest is worth making only where the picture is larger still."""
    return tuple(side for side in COPIES if side * SPARED < min(width, height))


def _sheet(picture: Picture) -> Sheet:
    across, down = picture.spacing_x_mm, picture.spacing_y_mm
    spacing = (across, down) if across and down else None
    width, height = picture.width or 0, picture.height or 0
    return Sheet(width, height, picture.frame_seconds, spacing, _copies(width, height))


def _corners(box: Box) -> Corners:
    return (box.left, box.top, box.right, box.bottom)
